"""Joining and taking apart: everything stands once, and afterwards everything stands as before."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.customers import operations as customers
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod
from regard.customers.queries import contact_by_email
from regard.data_quality.models import Distinct, Join
from regard.data_quality.operations import JoinRefusedError, join, say_distinct, take_apart
from regard.events.models import Event
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from regard.staff import operations as staff
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


PICKS = {"contact": ["name", "job_title", "language", "account_id"], "account": ["name", "city", "tier", "zone"]}
STEPS = st.lists(
    st.tuples(st.sampled_from(["account", "contact"]), st.integers(0, 9), st.integers(0, 9), st.integers(0, 15)),
    max_size=5,
)


@settings(
    max_examples=rounds(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_is_joined_nothing_is_lost_and_taken_apart_all_is_as_before(
    company: Company, steps: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        for number in range(3):
            account = customers.add_account(name=f"Account {number}", at=MORNING, domain=f"a{number}.example")
            customers.add_contact(
                name=f"Person {number}", email=f"p{number}@a{number}.example", at=MORNING, account=account
            )
            wrote(company, f"p{number}@a{number}.example", number * HOUR)
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
        for row in reversed(joined):
            take_apart(join=row, by=company.ben, at=MORNING + HOUR)
        assert everything() == before
        transaction.set_rollback(True)


def _counts() -> tuple[int, ...]:
    """What may never become fewer: words, conversations, ways to reach people, domains."""
    return tuple(table.objects.count() for table in (Message, Conversation, ContactMethod, AccountDomain))
