"""Joining and taking apart: everything stands once, and afterwards everything stands as before."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.customers import operations as customers
from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTag,
    CustomerTagging,
    Identifier,
    Involvement,
    NoteMention,
    Position,
    PostalAddress,
)
from regard.customers.operations.relating import add_position
from regard.customers.queries import contact_by_email
from regard.data_quality.models import Distinct, Join
from regard.data_quality.operations import JoinRefusedError, join, say_distinct, take_apart
from regard.events.models import Event
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from regard.staff import operations as staff
from regard.staff.models import User
from regard.staff.queries import ForbiddenError
from tools.testing.letters import arrive, letter
from tools.testing.search_jobs import run_search_jobs
from tools.testing.sizes import rounds

#: What tells of a join, and does not stand as before.
TELLS = {"events.Event", "jobs.Job", "data_quality.Join"}
HOUR = timedelta(hours=1)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, but for those that tell of a join."""
    tables = [model for model in apps.get_models() if model.__module__.startswith("regard.")]
    return {
        model._meta.label: sorted(model._base_manager.values(), key=repr)
        for model in tables
        if model._meta.label not in TELLS
    }


def wrote(company: Company, sender: str, at: timedelta = timedelta(), **changes: Any) -> Conversation:
    inbound = arrive(letter(sender=sender, **changes), company.mailbox, at=MORNING + at, envelope_from=sender)
    return Message.objects.select_related("conversation__contact__account").get(inbound=inbound).conversation


@pytest.fixture
def doubles(company: Company) -> tuple[Contact, Contact]:
    """Anna Bauer, who wrote from the dairy and from home."""
    dairy = customers.add_account(name="Brandt Dairy", at=MORNING, domain="brandt.example")
    work = customers.add_contact(name="Anna Bauer", email="anna@brandt.example", at=MORNING, account=dairy)
    home = customers.add_contact(name="A. Bauer", email="anna@home.example", at=MORNING, job_title="Buyer")
    for sender in ("anna@brandt.example", "anna@home.example"):
        wrote(company, sender, subject=f"From {sender}")
    return work, home


def test_one_of_two_people_has_everything_of_both(company: Company, doubles: tuple[Contact, Contact]) -> None:
    work, home = doubles

    join(kept=work, gone=home, picks={"job_title"}, by=company.ada, at=MORNING + HOUR)

    work.refresh_from_db()
    assert (work.name, work.job_title, Contact.objects.filter(id=home.id).exists()) == ("Anna Bauer", "Buyer", False)
    assert sorted(work.methods.values_list("value", flat=True)) == ["anna@brandt.example", "anna@home.example"]
    assert work.conversations.count() == 2
    assert contact_by_email("anna@home.example") == work
    assert wrote(company, "anna@home.example", 2 * HOUR).contact == work


def test_taken_apart_each_has_what_it_had_and_what_came_since_stays(
    company: Company, doubles: tuple[Contact, Contact]
) -> None:
    work, home = doubles
    before = everything()
    row = join(kept=work, gone=home, picks={"name", "job_title"}, by=company.ada, at=MORNING + HOUR)
    later = wrote(company, "anna@home.example", 2 * HOUR)
    Contact.objects.filter(id=work.id).update(job_title="Head of purchase")

    take_apart(join=row, by=company.ben, at=MORNING + 3 * HOUR)

    work.refresh_from_db()
    assert (work.name, work.job_title) == ("Anna Bauer", "Head of purchase"), "what was changed since stays changed"
    later.refresh_from_db()
    assert later.contact == work
    later_message = later.messages.get()
    after = everything()
    for label in ("customers.Contact", "customers.ContactMethod", "customers.Account"):
        assert [one for one in after[label] if one["id"] != work.id] == [
            one for one in before[label] if one["id"] != work.id
        ]
    old = {one["id"]: one["contact_id"] for one in before["conversations.Message"]}
    new = {one["id"]: one["contact_id"] for one in after["conversations.Message"] if one["id"] != later_message.id}
    assert new == old


def test_accounts_become_one_with_their_people_domains_and_promises(company: Company) -> None:
    one = customers.add_account(name="Brandt Dairy", at=MORNING, domain="brandt.example", city="Aarhus")
    other = customers.add_account(name="Brandt Mejeri ApS", at=MORNING, domain="brandt-mejeri.example")
    wrote(company, "marie@brandt-mejeri.example")
    before = everything()

    row = join(kept=one, gone=other, by=company.ada, at=MORNING + HOUR)
    assert (Account.objects.get().name, set(AccountDomain.objects.values_list("account__name", flat=True))) == (
        "Brandt Dairy",
        {"Brandt Dairy"},
    )
    assert Conversation.objects.get().account == one
    assert Contact.objects.get().account == one

    take_apart(join=row, by=company.ada, at=MORNING + 2 * HOUR)
    assert everything() == before


def test_both_timelines_and_the_search_know(company: Company, doubles: tuple[Contact, Contact]) -> None:
    work, home = doubles
    run_search_jobs()
    row = join(kept=work, gone=home, by=company.ada, at=MORNING + HOUR)
    run_search_jobs()

    def found(typed: str) -> list[Any]:
        wanted = {"contact": Wanted(among=Contact.objects.all(), limit=9)}
        return list(find(parse(typed), wanted=wanted).hits["contact"].ids)

    assert found("anna@home.example") == [work.id]
    told = Event.objects.filter(kind="contact.joined").values_list("subject_id", "by_id")
    assert set(told) == {(work.id, company.ada.id), (home.id, company.ada.id)}
    take_apart(join=row, by=company.ada, at=MORNING + 2 * HOUR)
    run_search_jobs()
    assert found("anna@home.example") == [home.id]


def test_what_cannot_be_joined_or_taken_apart_is_said(company: Company, doubles: tuple[Contact, Contact]) -> None:
    work, home = doubles
    third = customers.add_contact(name="Anna B.", email="ab@third.example", at=MORNING)
    account = work.account
    assert account
    before = everything()
    for kept, gone in ((work, work), (work, account)):
        with pytest.raises(JoinRefusedError, match="with itself or with one of another kind"):
            join(kept=kept, gone=gone, by=company.ada, at=MORNING)
    assert everything() == before

    first = join(kept=work, gone=home, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="was joined or taken out a moment ago"):
        join(kept=work, gone=home, by=company.ben, at=MORNING)
    second = join(kept=third, gone=work, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="joined with another one since"):
        take_apart(join=first, by=company.ada, at=MORNING)
    take_apart(join=second, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="were taken apart before"):
        take_apart(join=second, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="more than 30 days ago"):
        take_apart(join=first, by=company.ada, at=MORNING + timedelta(days=30, seconds=1))
    take_apart(join=first, by=company.ada, at=MORNING + timedelta(days=30))
    assert everything() == before


def test_people_and_their_accounts_are_taken_apart_in_turn(company: Company) -> None:
    one, other = (customers.add_account(name=f"Account {n}", at=MORNING) for n in (1, 2))
    anna, ann = (
        customers.add_contact(name="Anna", email=f"{box}@x.example", at=MORNING, account=account)
        for box, account in (("a", one), ("b", other))
    )
    before = everything()

    people = join(kept=anna, gone=ann, by=company.ada, at=MORNING)
    accounts = join(kept=one, gone=other, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="What belongs to them was joined since"):
        take_apart(join=people, by=company.ada, at=MORNING)
    take_apart(join=accounts, by=company.ada, at=MORNING)
    take_apart(join=people, by=company.ada, at=MORNING)
    assert everything() == before

    accounts = join(kept=one, gone=other, by=company.ada, at=MORNING)
    people = join(kept=anna, gone=ann, by=company.ada, at=MORNING)
    with pytest.raises(JoinRefusedError, match="What belongs to them was joined since"):
        take_apart(join=accounts, by=company.ada, at=MORNING)
    take_apart(join=people, by=company.ada, at=MORNING)
    take_apart(join=accounts, by=company.ada, at=MORNING)
    assert everything() == before


def test_who_only_reads_joins_nothing(company: Company, doubles: tuple[Contact, Contact]) -> None:
    rita = staff.add_user(email="rita@havn.example", name="Rita", role="read-only", at=MORNING, zone="UTC")
    for act in (
        lambda: join(kept=doubles[0], gone=doubles[1], by=rita, at=MORNING),
        lambda: say_distinct(one=doubles[0], other=doubles[1], by=rita, at=MORNING),
    ):
        with pytest.raises(ForbiddenError):
            act()
    assert (Join.objects.count(), Distinct.objects.count()) == (0, 0)


def test_not_the_same_is_remembered_once_whichever_is_named_first(
    company: Company, doubles: tuple[Contact, Contact]
) -> None:
    work, home = doubles
    for one, other in ((work, home), (home, work)):
        say_distinct(one=one, other=other, by=company.ada, at=MORNING)

    row = Distinct.objects.get()
    assert (row.kind, {row.one_id, row.other_id}, row.one_id < row.other_id) == ("contact", {work.id, home.id}, True)
    assert Event.objects.filter(kind="contact.distinct").count() == 1


PICKS = {
    "contact": ["name", "job_title", "language", "account_id", "custom.birth", "custom.shoe"],
    "account": ["name", "city", "tier", "zone", "parent_id", "custom.size", "custom.fleet"],
}
STEPS = st.lists(
    st.tuples(st.sampled_from(["account", "contact"]), st.integers(0, 9), st.integers(0, 9), st.integers(0, 127)),
    max_size=5,
)
#: What is put on records before: which, and two numbers that choose whom it is between.
AROUND = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 2)), max_size=25)


def put_around(company: Company, what: int, one: int, other: int) -> None:
    """One more row around the accounts and people, where the database lets it stand."""
    accounts, people = list(Account.objects.order_by("id")), list(Contact.objects.order_by("id"))
    account, contact, user = accounts[one], people[other], [company.ada, company.ben, company.olga][other]
    tag = CustomerTag.objects.get_or_create(name=f"tag {other}", defaults={"created_at": MORNING})[0]
    try:
        with transaction.atomic():
            _put(what, account, contact, user, tag, accounts[other])
    except IntegrityError:
        return


def _put(what: int, account: Account, contact: Contact, user: User, tag: CustomerTag, second: Account) -> None:  # noqa: C901  one line a table
    if what == 0:
        CustomerTagging.objects.create(tag=tag, account=account)
    elif what == 1:
        CustomerTagging.objects.create(tag=tag, contact=contact)
    elif what == 2:
        Involvement.objects.create(account=account, user=user, kind="follower", role="x", at=MORNING)
    elif what == 3 and contact.account != account:
        Position.objects.create(contact=contact, account=account, job_title="Advisor")
    elif what == 4:
        Identifier.objects.create(account=account, kind="vat", value=f"DK {user.name}", normalised=user.name)
    elif what == 5:
        note = CustomerNote.objects.create(account=account, text="n", author=user, at=MORNING)
        NoteMention.objects.create(note=note, user=user, at=MORNING)
    elif what == 6:
        PostalAddress.objects.create(contact=contact, kind="delivery", city="Kiel")
    elif what == 7 and account != second and not _is_under(second, account):
        Account.objects.filter(id=account.id).update(parent=second)
    elif what == 8:
        Account.objects.filter(id=account.id).update(custom={"size": f"{second.name}", "fleet": 3})
    elif what == 9:
        Contact.objects.filter(id=contact.id).update(custom={"birth": account.name, "shoe": True})


def _is_under(account: Account, above: Account) -> bool:
    while account.parent_id:
        if account.parent_id == above.id:
            return True
        account = Account.objects.get(id=account.parent_id)
    return False


@settings(
    max_examples=rounds(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, around=AROUND)
def test_whatever_is_joined_nothing_is_lost_and_taken_apart_all_is_as_before(
    company: Company, steps: list[tuple[str, int, int, int]], around: list[tuple[int, int, int]]
) -> None:
    with transaction.atomic():
        for number in range(3):
            account = customers.add_account(name=f"Account {number}", at=MORNING, domain=f"a{number}.example")
            customers.add_contact(
                name=f"Person {number}", email=f"p{number}@a{number}.example", at=MORNING, account=account
            )
            wrote(company, f"p{number}@a{number}.example", number * HOUR)
        for put in around:
            put_around(company, *put)
        before, counts = everything(), _counts()
        joined = []
        for minutes, (kind, one, other, bits) in enumerate(steps):
            rows = list({"account": Account, "contact": Contact}[kind].objects.order_by("id"))
            kept, gone = rows[one % len(rows)], rows[other % len(rows)]
            picks = {name for place, name in enumerate(PICKS[kind]) if bits >> place & 1}
            at = MORNING + timedelta(minutes=minutes)
            if kept.pk != gone.pk:
                joined.append(join(kept=kept, gone=gone, picks=picks, by=company.ada, at=at))
            assert _counts() == counts
            assert not Position.objects.filter(account=F("contact__account")).exists()
            assert not any(_is_under(account, account) for account in Account.objects.all())
        for row in reversed(joined):
            take_apart(join=row, by=company.ben, at=MORNING + HOUR)
        assert everything() == before
        transaction.set_rollback(True)


def _counts() -> tuple[int, ...]:
    """What may never become fewer: words, conversations, ways to reach people, domains, notes, addresses."""
    tables = (Message, Conversation, ContactMethod, AccountDomain, CustomerNote, NoteMention, PostalAddress)
    return tuple(table.objects.count() for table in tables)


@pytest.fixture
def twins(company: Company) -> tuple[Account, Account]:
    """Two accounts with the same tag, follower, number and adviser."""
    one, other = (customers.add_account(name=f"Account {n}", at=MORNING) for n in (1, 2))
    adviser = customers.add_contact(name="Anna", email="anna@x.example", at=MORNING)
    for account in (one, other):
        for what in (0, 2, 4):
            _put(what, account, adviser, company.ada, CustomerTag.objects.get_or_create(name="dairy", defaults={"created_at": MORNING})[0], account)  # fmt: skip
        add_position(contact=adviser, account=account, by=company.ada, at=MORNING, job_title=f"Adviser of {account}")
    return one, other


def test_what_would_stand_there_twice_is_set_aside_and_comes_back(
    company: Company, twins: tuple[Account, Account]
) -> None:
    before = everything()

    row = join(kept=twins[0], gone=twins[1], by=company.ada, at=MORNING)

    tables = (CustomerTagging, Involvement, Identifier, Position)
    assert [table.objects.get().account for table in tables] == [twins[0]] * 4
    assert {one["table"] for one in row.aside} == {table._meta.label for table in tables}
    take_apart(join=row, by=company.ada, at=MORNING)
    assert everything() == before


def test_what_a_set_aside_row_belonged_to_may_be_gone_meanwhile(
    company: Company, twins: tuple[Account, Account]
) -> None:
    row = join(kept=twins[0], gone=twins[1], by=company.ada, at=MORNING)
    CustomerTag.objects.get().delete()

    take_apart(join=row, by=company.ada, at=MORNING)

    assert (CustomerTagging.objects.count(), Involvement.objects.count(), Position.objects.count()) == (0, 2, 2)


def test_nobody_has_a_further_position_at_their_own_account(company: Company, twins: tuple[Account, Account]) -> None:
    anna = Contact.objects.get()
    Position.objects.filter(account=twins[0]).delete()
    Contact.objects.filter(id=anna.id).update(account=twins[0])
    before = everything()

    row = join(kept=twins[0], gone=twins[1], by=company.ada, at=MORNING)
    assert Position.objects.count() == 0
    take_apart(join=row, by=company.ada, at=MORNING)
    assert everything() == before


def test_a_company_joined_with_the_one_above_belongs_to_what_that_belonged_to(company: Company) -> None:
    group, holding, works = (customers.add_account(name=name, at=MORNING) for name in ("Group", "Holding", "Works"))
    Account.objects.filter(id=holding.id).update(parent=group)
    Account.objects.filter(id=works.id).update(parent=holding)
    before = everything()

    first = join(kept=works, gone=holding, by=company.ada, at=MORNING)
    works.refresh_from_db()
    assert works.parent == group
    second = join(kept=works, gone=group, picks={"parent_id"}, by=company.ada, at=MORNING)
    works.refresh_from_db()
    assert works.parent is None
    for row in (second, first):
        take_apart(join=row, by=company.ada, at=MORNING)
    assert everything() == before


def test_own_fields_are_picked_one_by_one_and_each_comes_back_by_itself(
    company: Company, doubles: tuple[Contact, Contact]
) -> None:
    work, home = doubles
    Contact.objects.filter(id=work.id).update(custom={"shoe": "41", "hat": "M"})
    Contact.objects.filter(id=home.id).update(custom={"shoe": "42", "glove": "S"})

    row = join(kept=work, gone=home, picks={"custom.shoe", "custom.glove"}, by=company.ada, at=MORNING)
    work.refresh_from_db()
    assert work.custom == {"shoe": "42", "hat": "M", "glove": "S"}

    Contact.objects.filter(id=work.id).update(custom={"shoe": "43", "hat": "M", "glove": "S"})
    take_apart(join=row, by=company.ada, at=MORNING)
    work.refresh_from_db()
    assert work.custom == {"shoe": "43", "hat": "M"}, "what was changed since stays changed"
    assert Contact.objects.get(id=home.id).custom == {"shoe": "42", "glove": "S"}
