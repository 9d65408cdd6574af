"""What was asked of the reader and came back; and every needed field of a measured form says what it is for."""

import re
from datetime import timedelta
from html import unescape

import pytest

from conftest import MORNING, Company
from regard.customers.operations import add_account, add_contact
from regard.customers.operations.notes import add_customer_note
from regard.desk.queries.effort import effort_page
from regard.desk.queries.faces import Reader
from regard.desk.tests.support import NOW, page, says, signed_in, written
from regard.effort.operations import Outcome, record_use
from regard.effort.rules import Measure, forms
from regard.fields.operations import add_field
from regard.kit.moment import moment
from regard.opportunities.operations import OpportunityTerms, open_opportunity


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


def test_both_sides_stand_on_one_page_and_each_figure_opens_to_its_rows(company: Company) -> None:
    client, conversation = signed_in(company.ada), written(company, by=company.ada)
    measure = Measure(form="customer-note", seconds=20, typed=("text",))
    record_use(measure=measure, outcome=Outcome.KEPT, by=company.ada, at=NOW)

    shown = client.get("/today/effort/").context["page"]

    assert (shown.headline, shown.consequence) == (
        "This week Regard asked 20 s of you and gave back 1 min.", "That is 3.6 s for each second.",
    )  # fmt: skip
    assert [(fact.name, fact.text, fact.detail) for fact in shown.facts] == [
        ("Asked of you", "20 s", "1 form, 1 field typed"),
        ("Given back", "1 min", "assumed or measured, see below"),
        ("Back for each second", "3.6", "the aim is at least 1"),
        ("Entry a week", "20 s", "in 1 week with a form"),
    ]
    assert shown.finding == "In 1 of 1 weeks with a measured form at least as much came back as was asked."
    assert [(one.label, one.number, one.each_text, one.basis, one.text) for one in shown.got] == [
        ("Letters filed with their customer", 1, "10.2 s", "assumed: 3 decisions, 3 clicks, 8 keys", "10 s"),
        ("People entered because they wrote", 1, "28.3 s", "assumed: 6 decisions, 2 clicks, 63 keys", "28 s"),
        ("Receipts that said who answers by when", 1, "33.3 s", "assumed: 2 decisions, 2 clicks, 100 keys", "33 s"),
    ]
    assert shown.forms == [("A note on a customer", "1 form, 1 field typed", "20 s")]
    opened = client.get(shown.got[0].url).context["page"].got[0]
    assert [(row.label, row.url) for row, _when in opened.rows] == [("Pump stops", page(conversation))]
    assert 'href="/today/effort/"' in client.get("/today/").content.decode()


def test_less_coming_back_than_was_asked_is_said(company: Company) -> None:
    measure = Measure(form="customer-note", seconds=600, typed=("text",))
    record_use(measure=measure, outcome=Outcome.KEPT, by=company.ada, at=NOW)
    written(company, by=company.ada)

    shown = effort_page(Reader(user=company.ada, now=NOW))

    assert shown.consequence == "It should give back at least what it asks. It does not yet."
    tallest = max(shown.weeks, key=lambda week: float(week.asked.height))
    assert (tallest.title, tallest.asked.height) == ("Week of 9 Mar: asked 10 min, given back 1 min", "142.0")


def test_nobody_sees_what_was_asked_of_somebody_else(company: Company) -> None:
    measure = Measure(form="customer-note", seconds=20, typed=("text",))
    record_use(measure=measure, outcome=Outcome.KEPT, by=company.ada, at=NOW)

    said = says(signed_in(company.olga).get(f"/today/effort/?user={company.ada.id}"))

    assert "Nothing to weigh yet." in said
    assert "A note on a customer" not in said


def test_an_unknown_kind_opens_nothing(company: Company) -> None:
    written(company, by=company.ada)

    shown = signed_in(company.ada).get("/today/effort/?open=lottery").context["page"]

    assert [one.is_open for one in shown.got] == [False, False, False]


def test_the_page_takes_few_statements(company: Company, django_assert_max_num_queries) -> None:
    for _ in range(3):
        written(company, by=company.ada)
    client = signed_in(company.ada)

    with django_assert_max_num_queries(12):
        client.get("/today/effort/?open=people")


#: Where each measured form stands; {account}, {contact} and {conversation} are filled in.
PLACES = {
    "account-new": "/customers/companies/new/",
    "contact-new": "/customers/people/new/",
    "account-edit": "/customers/companies/{account}/?edit=name",
    "contact-edit": "/customers/people/{contact}/?edit=name",
    "customer-method": "/customers/people/{contact}/?dialog=method",
    "customer-position": "/customers/people/{contact}/?dialog=position",
    **{
        f"customer-{word}": f"/customers/companies/{{account}}/?dialog={word}"
        for word in ("note", "file", "tag", "hand-over", "involve", "number", "address")
    },
    "conversation-note": "/inbox/{conversation}/",
    "conversation-close": "/inbox/{conversation}/?dialog=close",
    "conversation-hand-over": "/inbox/{conversation}/?dialog=hand-over",
    "conversation-remind": "/inbox/{conversation}/?dialog=remind",
    "conversation-tag": "/inbox/{conversation}/?dialog=tag",
    "opportunity-new": "/sales/new/",
    "evidence": "/sales/{opportunity}/record/",
    **{
        f"opportunity-{word}": f"/sales/{{opportunity}}/?dialog={word}"
        for word in (
            "details", "part", "step", "criterion", "rival", "finding", "end", "withdraw", "share", "ask-why", "reason", "hand-over",
        )
    },
}  # fmt: skip


def test_every_measured_form_has_a_place_here() -> None:
    assert PLACES.keys() == set(forms)


@pytest.mark.parametrize("name", PLACES)
def test_every_needed_field_says_on_the_screen_what_it_is_for(company: Company, name: str) -> None:
    account = add_account(name="Vejle", at=MORNING)
    contact = add_contact(name="Bo", email="bo@vejle.example", at=MORNING, account=account)
    conversation = written(company, by=company.ada)
    terms = OpportunityTerms(name="Service plan")
    deal = open_opportunity(terms=terms, account=account, by=company.ada, at=MORNING)
    add_customer_note(about=contact, text="They said yes.", by=company.ada, at=MORNING)
    ids = {"account": account.id, "contact": contact.id, "conversation": conversation.id, "opportunity": deal.id}
    address = PLACES[name].format(**ids)

    html = signed_in(company.ada).get(address).content.decode()

    (inside,) = re.findall(rf'<form[^>]*data-form="{name}".*?</form>', html, flags=re.DOTALL)
    with moment():
        asked = forms.get(name).asked()
    needed = {field: str(one.use) for field, one in asked.items() if one.is_needed}
    assert {field for field, use in needed.items() if not use or use not in unescape(inside)} == set()
    controls = set(
        re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*name="(?:field-)?([\w-]+)"', inside)
    )
    assert controls <= asked.keys(), "a control that nobody said the use of"


def test_a_field_of_our_own_is_measured_with_its_use(company: Company) -> None:
    add_field(
        record_kind="account",
        label="Fleet size",
        kind="number",
        use="Chooses the contract.",
        by=company.olga,
        at=MORNING,
    )

    measure = Measure(form="account-edit", seconds=4, typed=("fleet_size", "nonsense"))
    use = record_use(measure=measure, outcome=Outcome.KEPT, by=company.ada, at=NOW - timedelta(minutes=1))

    assert use.typed == ["fleet_size"]
    assert forms.get("account-edit").asked()["fleet_size"].use == "Chooses the contract."
