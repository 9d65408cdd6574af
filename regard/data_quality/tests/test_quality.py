"""How good the data are: counted, shown, opened to the records behind, and put right there."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Assignment, Message
from regard.conversations.operations import hand_over
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.customers.operations.relating import add_identifier
from regard.data_quality.models import CauseCost, FieldCare, Figure, PostReturn, Standing
from regard.data_quality.operations.caring import confirm, count_again
from regard.data_quality.queries.states import judged_fields
from regard.data_quality.rules.quality import State, faults
from regard.data_quality.tests.support import run_jobs
from regard.data_quality.tests.test_review import says, signed_in
from regard.events.models import Event
from regard.fields.models import CustomField
from regard.fields.operations import add_field
from regard.fields.rules import Field
from regard.staff import operations as staff
from tools.testing.letters import arrive, letter

NOW = MORNING + timedelta(days=400)


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.kit.clock.now", lambda: NOW)


@pytest.fixture
def few(company: Company) -> tuple[Account, Account, Contact]:
    """A sound account, and one of nobody with an impossible country and number; a person whose mail comes back."""
    sound = customers.add_account(name="Lindqvist Foods", at=NOW, owner=company.ada, city="Malmö")
    Account.objects.filter(id=sound.id).update(country="SE")
    poor = customers.add_account(name="Vogel Steel", at=MORNING)
    Account.objects.filter(id=poor.id).update(country="XX")
    add_identifier(account=poor, kind="vat", value="DK 12345678", by=company.ada, at=MORNING)
    person = customers.add_contact(name="Ben Vogel", email="ben@vogel.example", at=NOW, account=poor, language="de")
    customers.mark_bounced(address="ben@vogel.example", reason="550 no such user", at=NOW)
    return sound, poor, person


def figure(kind: str, field: str, **scope: Any) -> tuple[int, ...]:
    row = Figure.objects.get(kind=kind, field=field, **(scope or {"of_all": True}))
    return (row.records, row.filled, row.valid, row.fresh, row.single if row.single is not None else -1)


def test_each_field_is_counted_for_all_and_for_each_who_looks_after_them(
    company: Company, few: tuple[Account, Account, Contact]
) -> None:
    assert count_again(by=company.ada, at=NOW)

    assert figure("account", "") == (2, 1, 1, 1, 2)
    assert figure("account", "country") == (2, 2, 1, 1, -1)
    assert figure("account", "number") == (2, 1, 0, 0, 1)
    assert figure("account", "city") == (2, 1, 1, 1, -1)
    assert figure("account", "country", of_all=False, owner_id=company.ada.id) == (1, 1, 1, 1, -1)
    assert figure("contact", "email") == (1, 1, 0, 0, 1)
    standing = {(row.kind, row.missing, row.invalid, row.is_outdated) for row in Standing.objects.all()}
    assert standing == {("account", ",owner,", ",country,number,", True), ("contact", "", ",email,", True)}


def test_counting_twice_is_counting_once(company: Company, few: tuple[Account, Account, Contact]) -> None:
    count_again(by=company.ada, at=NOW)
    before = (list(Figure.objects.values_list("kind", "field", "filled")), Standing.objects.count())
    count_again(by=company.ada, at=NOW + timedelta(minutes=1))
    assert (list(Figure.objects.values_list("kind", "field", "filled")), Standing.objects.count()) == before


def test_the_page_shows_figures_that_open_to_their_records(
    company: Company, few: tuple[Account, Account, Contact]
) -> None:
    client = signed_in(company.ada)
    assert "Nothing was counted yet." in says(client.get("/customers/quality/"))
    client.post("/customers/quality/count/")

    page = client.get("/customers/quality/").context["page"]
    (country,) = [line for line in page.parts[0].lines if line.label == "Country"]
    assert [cell and (cell.percent, cell.count, cell.lacking) for cell in country.cells] == [
        ("100%", "2 of 2", 0), ("50%", "1 of 2", 1), None, ("50%", "1 of 2", 1),
    ]  # fmt: skip
    for cell in (country.cells[1], country.cells[3], *_lacking(page)):
        shown = client.get(cell.url).context
        assert shown["total"] == cell.lacking, cell.url
        assert len(shown["rows"]) == cell.lacking
    assert [row.name for row in client.get(country.cells[1].url).context["rows"]] == ["Vogel Steel"]


def _lacking(page: Any) -> list[Any]:
    lines = [line for part in page.parts for line in (*part.lines, part.whole)]
    return [cell for line in lines for cell in line.cells if cell and cell.lacking and "doubles" not in cell.url]


def test_the_figures_of_one_colleague(company: Company, few: tuple[Account, Account, Contact]) -> None:
    client = signed_in(company.ada)
    client.post("/customers/quality/count/")
    names = [
        (name, [line.label for line in lines])
        for name, _key, lines in client.get("/customers/quality/").context["page"].owners
    ]
    assert names == [("Ada Agent", ["Companies"]), ("Nobody", ["Companies", "People"])]

    page = client.get(f"/customers/quality/?owner={company.ada.id}").context["page"]
    assert (page.owner_name, [(part.kind, part.records) for part in page.parts]) == ("Ada Agent", [("account", 1)])
    assert all(client.get(cell.url).context["total"] == cell.lacking for cell in _lacking(page))
    assert client.get("/customers/quality/?owner=nobody").context["page"].owner_name == "nobody"


def test_what_is_missing_is_filled_in_on_the_spot(company: Company, few: tuple[Account, Account, Contact]) -> None:
    _sound, poor, _person = few
    client = signed_in(company.ada)
    client.post("/customers/quality/count/")
    (row,) = client.get("/customers/quality/missing/").context["rows"]
    assert (row.name, row.faults) == (
        "Vogel Steel",
        ["Looked after by is missing", "Country cannot be right", "VAT or register number cannot be right"],
    )
    assert [fix.name for fix in row.fixes] == ["owner", "country", "number"]

    typed = {
        "f.owner": str(company.ben.id),
        "f.country": "Danmark",
        "seen.country": "XX",
        "next": "/customers/quality/missing/",
    }
    response = client.post(f"/customers/quality/records/account/{poor.id}/fix/", typed, follow=True)

    poor.refresh_from_db()
    assert (poor.owner, poor.country) == (company.ben, "DK")
    assert response.redirect_chain == [("/customers/quality/missing/", 302)]
    assert response.context["total"] == 0
    assert Standing.objects.get(kind="account").invalid == ",number,"


def test_what_cannot_stand_there_is_said_and_kept(company: Company, few: tuple[Account, Account, Contact]) -> None:
    _sound, poor, _person = few
    client = signed_in(company.ada)
    client.post("/customers/quality/count/")
    typed = {"f.owner": str(company.ben.id), "f.country": "Atlantis", "seen.country": "XX"}

    response = client.post(f"/customers/quality/records/account/{poor.id}/fix/", typed)

    assert response.status_code == 422
    assert "“Atlantis” is no country we know." in says(response)
    assert 'value="Atlantis"' in response.content.decode()
    poor.refresh_from_db()
    assert (poor.owner, poor.country) == (None, "XX"), "all of it or nothing"
    changed = client.post(
        f"/customers/quality/records/account/{poor.id}/fix/", {"f.country": "SE", "seen.country": "DK"}
    )
    assert "Somebody changed this meanwhile." in says(changed)


def test_still_right_makes_a_record_fresh(company: Company, few: tuple[Account, Account, Contact]) -> None:
    _sound, poor, _person = few
    client = signed_in(company.ada)
    client.post("/customers/quality/count/")
    assert [row.name for row in client.get("/customers/quality/outdated/").context["rows"]] == ["Vogel Steel"]

    client.post(f"/customers/quality/records/account/{poor.id}/confirm/", {"next": "https://elsewhere.example/"})

    assert client.get("/customers/quality/outdated/").context["total"] == 0
    assert Event.objects.filter(kind="account.confirmed", subject_id=poor.id).count() == 1
    confirm(row=poor, by=company.ben, at=NOW + timedelta(days=1))


def test_post_that_came_back_makes_the_address_wrong_until_it_is_changed(
    company: Company, few: tuple[Account, Account, Contact]
) -> None:
    sound, poor, _person = few
    client = signed_in(company.ada)
    response = client.post(f"/customers/quality/records/account/{poor.id}/post-returned/", follow=True)
    assert "Noted." not in says(response) or PostReturn.objects.exists()
    client.post(f"/customers/quality/records/account/{sound.id}/post-returned/")
    assert PostReturn.objects.get(record_id=sound.id).address == "Malmö, SE"
    customers.change_account(account=sound, typed={"street": "Storgatan 1"}, by=company.ada, at=NOW)
    client.post(f"/customers/quality/records/account/{sound.id}/post-returned/")
    assert Standing.objects.get(record_id=sound.id).invalid == ",street,"

    customers.change_account(account=sound, typed={"street": "Storgatan 2"}, by=company.ada, at=NOW)
    run_jobs()
    assert not Standing.objects.filter(record_id=sound.id).exists()


def test_the_bill_ties_each_case_to_a_record_and_a_field(
    company: Company, few: tuple[Account, Account, Contact]
) -> None:
    _sound, poor, _person = few
    owner = signed_in(company.olga)
    owner.post(f"/customers/quality/records/account/{poor.id}/post-returned/")
    assert "until then only cases are counted" in says(owner.get("/customers/quality/bill/"))
    owner.post("/customers/quality/bill/costs/", {"amount.bounce": "3,50", "amount.post": "12", "currency": "eur"})

    bill = owner.get("/customers/quality/bill/").context["bill"]

    assert [(row.cause, row.month, row.year, row.year_cost) for row in bill.rows] == [
        ("bounce", 1, 1, "EUR 3.50"), ("misroute", 0, 0, ""), ("post", 1, 1, "EUR 12.00"),
    ]  # fmt: skip
    assert (bill.month_sum, bill.year_sum) == ("EUR 15.50", "EUR 15.50")
    assert {(case.name, case.field) for case in bill.cases} == {("Ben Vogel", "E-mail"), ("Vogel Steel", "Street")}
    assert owner.get(bill.cases[0].url).status_code == 200
    assert CauseCost.objects.get(cause="bounce").amount == Decimal("3.50")
    refused = owner.post("/customers/quality/bill/costs/", {"amount.bounce": "much", "currency": "EUR"}, follow=True)
    assert "“much” is no amount" in says(refused)
    assert signed_in(company.ada).post("/customers/quality/bill/costs/").status_code == 403


def test_a_letter_that_went_to_the_wrong_owner_is_on_the_bill(company: Company) -> None:
    account = customers.add_account(name="Mirela", at=MORNING, domain="mirela.example", owner=company.ada)
    inbound = arrive(
        letter(sender="carla@mirela.example"), company.mailbox, at=NOW, envelope_from="carla@mirela.example"
    )
    conversation = Message.objects.get(inbound=inbound).conversation
    first = Assignment.objects.filter(conversation=conversation, by=None)
    first.update(user=company.ada, reasons=[{"kind": "relationship", "detail": []}])

    hand_over(conversation=conversation, to=company.ben, note="Ben leads the team.", by=company.ada, at=NOW)
    assert _misroutes(company) == [], "Ben leads her team"
    hand_over(conversation=conversation, to=company.olga, note="They are yours now.", by=company.ben, at=NOW)

    assert _misroutes(company) == [("Mirela", "Looked after by", f"conversation {conversation.number}")]
    assert account.owner == company.ada


def _misroutes(company: Company) -> list[tuple[str, str, str]]:
    cases = signed_in(company.ada).get("/customers/quality/bill/").context["bill"].cases
    return [(case.name, case.field, case.detail) for case in cases]


def test_the_dictionary_says_every_field_and_who_looks_after_it(
    company: Company, few: tuple[Account, Account, Contact]
) -> None:
    add_field(record_kind="account", label="Fax", kind="text", use="Nobody knows.", by=company.olga, at=MORNING)
    owner = signed_in(company.olga)
    owner.post("/customers/quality/count/")

    page = owner.get("/customers/quality/dictionary/").context["page"]
    entries = {(entry.record, entry.name): entry for _title, part in page.parts for entry in part}
    assert {(field.record, field.name) for kind in ("account", "contact") for field in judged_fields(kind)} == set(
        entries
    )
    assert all(entry.use and entry.source for entry in entries.values())
    assert entries["account", "country"].filled == "100%: 2 of 2"
    assert [field.key for field in page.unused] == ["fax"]

    owner.post("/customers/quality/dictionary/account/city/", {"owner": str(company.ben.id), "needed": "on"})
    care = FieldCare.objects.get()
    assert (care.field, care.owner, care.is_needed) == ("city", company.ben, True)
    owner.post("/customers/quality/count/")
    assert Standing.objects.get(kind="account").missing == ",owner,city,"

    owner.post(f"/customers/quality/dictionary/retire/{page.unused[0].id}/")
    assert CustomField.objects.get().retired_at == NOW
    assert owner.post("/customers/quality/dictionary/account/ghost/").status_code == 404
    assert signed_in(company.ada).post("/customers/quality/dictionary/account/city/").status_code == 403


def test_every_page_asks_the_database_little(company: Company, few: tuple[Account, Account, Contact]) -> None:
    client = signed_in(company.olga)
    client.post("/customers/quality/count/")
    pages = (
        "",
        "missing/",
        "outdated/",
        "records/account/",
        "bill/",
        "dictionary/",
        "joins/",
        f"records/account/{few[1].id}/",
    )
    for page in pages:
        client.get(f"/customers/quality/{page}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/customers/quality/{page}").status_code == 200
        told = "\n".join(query["sql"][:160] for query in asked.captured_queries)
        assert len(asked) <= 12, f"{page}: {len(asked)}\n{told}"


def test_who_only_reads_sees_and_changes_nothing(company: Company, few: tuple[Account, Account, Contact]) -> None:
    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=MORNING, zone="UTC")
    client = signed_in(rita)
    one = f"/customers/quality/records/account/{few[1].id}/"
    for page in ("/customers/quality/", "/customers/quality/missing/", "/customers/quality/bill/", one):
        assert client.get(page).status_code == 200
    for act in ("/customers/quality/count/", f"{one}fix/", f"{one}confirm/", f"{one}post-returned/"):
        assert client.post(act, {"f.city": "Kiel"}).status_code == 403
    assert (Figure.objects.count(), PostReturn.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "address",
    ["records/ghost/", "records/account/?what=ghost", "records/account/00000000-0000-0000-0000-000000000000/"],
)
def test_what_is_not_there_is_not_found(company: Company, address: str) -> None:
    assert signed_in(company.ada).get(f"/customers/quality/{address}").status_code == 404


@given(
    st.dictionaries(st.sampled_from(["name", "country", "zone", "website", "postcode", "size"]), st.text(max_size=30))
)
def test_any_value_is_judged_without_complaint(values: dict[str, str]) -> None:
    fields = [
        Field(record="account", name=name, label=name, kind={"country": "country", "zone": "zone", "size": "number"}.get(name, "text"), is_custom=name == "size")
        for name in ("name", "country", "zone", "website", "postcode", "size")
    ]  # fmt: skip
    state = State(id=few_id(), owner_id=None, values=values, touched=MORNING)

    found = faults(state, fields, needed={"name"}, at=MORNING)

    assert set(found.invalid) <= {name for name, value in values.items() if value}
    assert ("name" in found.missing) == (not values.get("name"))


def few_id() -> Any:
    return Account().id
