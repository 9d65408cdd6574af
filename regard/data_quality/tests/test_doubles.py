"""Doubles among accounts and people: warned of while one types, found when a record changes and at night, shown until decided."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.customers.operations.methods import add_method
from regard.customers.operations.relating import add_identifier
from regard.data_quality.jobs import scan_records
from regard.data_quality.models import Candidate, Learned
from regard.data_quality.operations import join, put_off, say_distinct, take_apart
from regard.data_quality.operations.scanning import scan_all, scan_some
from regard.data_quality.queries import double_of, likely_doubles
from regard.data_quality.queries.doubles import in_line
from regard.jobs.models import Job
from regard.jobs.operations import Lease
from regard.jobs.worker import run_one
from regard.kit import clock
from tools.testing.search_jobs import run_search_jobs

HOUR = timedelta(hours=1)
OTHERS = (
    "Lindqvist Vogelstahl Moreau Okoye Castellani Dubrovnik Eriksen Fontaine Grzegorz Hallgrim Ivanova Jablonski Kowalczyk "
    "Lefebvre Marchetti Nakamura Oliveira Papadakis Quintero Rasmussen Szabo Thorvald Ueda Vasquez Wojcik Xenakis Yilmaz "
    "Zimmermann Abernathy Baumgartner"
)


@pytest.fixture
def dairy(company: Company) -> Account:
    account = customers.add_account(name="Brandt Dairy", at=MORNING, domain="brandt.example", city="Aarhus")
    customers.change_account(
        account=account, typed={"legal_name": "Brandt Mejeri ApS", "street": "Havnevej 4"}, by=company.ada, at=MORNING
    )
    add_identifier(account=account, kind="vat", value="DK 3312 8841", by=company.ada, at=MORNING)
    return account


@pytest.fixture
def anna(company: Company, dairy: Account) -> Contact:
    anna = customers.add_contact(name="Anna Bauer", email="anna.bauer@brandt.example", at=MORNING, account=dairy)
    add_method(contact=anna, kind="phone", value="+45 86 12 40 00", by=company.ada, at=MORNING)
    run_search_jobs()
    return anna


@pytest.fixture
def second_dairy(company: Company) -> Account:
    account = customers.add_account(name="Brandt Mejeri", at=MORNING)
    customers.change_account(
        account=account, typed={"legal_name": "Brandt Mejeri ApS", "street": "Havnevej 4"}, by=company.ada, at=MORNING
    )
    add_identifier(account=account, kind="vat", value="DK33128841", by=company.ada, at=MORNING)
    return account


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"emails": ["Anna.Bauer@Brandt.example"]}, "Same e-mail address."),
        ({"name": "Bauer, Anna", "phones": ["+4586124000"]}, "Same telephone, same last name, same first name."),
        ({"name": "Anna Bauer", "company": "Brandt Dairy"}, "Same company, same last name, same first name."),
    ],
)
def test_who_is_known_already_is_told_while_one_types(
    company: Company, anna: Contact, typed: dict[str, object], why: str
) -> None:
    (double,) = likely_doubles(kind="contact", viewer=company.ada, **typed)  # type: ignore[arg-type]

    assert (double.record, double.why, double.probability > 0.5) == (anna, why, True)


def test_a_company_is_known_by_its_name_and_its_mail_domain(company: Company, anna: Contact) -> None:
    for typed in ({"name": "Brandt Dairy"}, {"name": "Something else", "emails": ["new@brandt.example"]}):
        (double,) = likely_doubles(kind="account", viewer=company.ada, **typed)  # type: ignore[arg-type]
        assert double.record == anna.account
    assert likely_doubles(kind="account", name="Havn Pumps", viewer=company.ada) == []


def test_of_somebody_new_nothing_is_said(company: Company, anna: Contact) -> None:
    for typed in ({}, {"name": "Ben Vogel"}, {"name": "Anna"}, {"emails": ["ben@vogel.example"]}, {"phones": ["1"]}):
        assert likely_doubles(kind="contact", viewer=company.ada, **typed) == []  # type: ignore[arg-type]


def test_a_changed_record_is_compared_and_its_double_shown(
    company: Company, dairy: Account, second_dairy: Account
) -> None:
    assert double_of(dairy, viewer=company.ada) is None
    _run_jobs()

    double = double_of(dairy, viewer=company.ada)
    assert double
    assert (double.record, double.probability > 0.9) == (second_dairy, True)
    assert double.why.startswith("Same VAT or register number, same ")
    assert double.url == f"/customers/quality/doubles/account/{dairy.id}/{second_dairy.id}/"


def test_what_is_no_double_any_more_is_asked_about_no_more(
    company: Company, dairy: Account, second_dairy: Account
) -> None:
    _run_jobs()
    second_dairy.identifiers.all().delete()
    customers.change_account(
        account=second_dairy, typed={"name": "Vogel Steel", "legal_name": "", "street": "Kaiplatz 1"}, by=company.ada,
        at=MORNING + HOUR,
    )  # fmt: skip
    scan_some(kind="account", ids=[second_dairy.id], at=clock.now())

    assert double_of(dairy, viewer=company.ada) is None


def test_the_nightly_scan_finds_the_same_learns_and_forgets(
    company: Company, dairy: Account, second_dairy: Account
) -> None:
    for name in OTHERS.split():
        customers.add_account(name=f"{name} {name[::-1].title()}", at=MORNING, city=name[2:])
    stale = Candidate.objects.create(
        kind="account", one_id=dairy.id, other_id=Account.objects.latest("id").id, probability=0.9, why=[], found_at=MORNING
    )  # fmt: skip

    assert scan_all(kind="account", at=MORNING + HOUR) == 1
    pair = Candidate.objects.get()
    assert {pair.one_id, pair.other_id} == {dairy.id, second_dairy.id}
    assert pair.id != stale.id
    assert (Learned.objects.get().kind, Learned.objects.get().size) == ("account", 32)
    assert scan_all(kind="account", at=MORNING + 2 * HOUR) == 1
    assert Candidate.objects.get().id == pair.id


def test_what_is_decided_is_not_asked_again_and_what_is_put_off_stands_last(
    company: Company, dairy: Account, second_dairy: Account
) -> None:
    _run_jobs()
    pair = Candidate.objects.get()
    put_off(pair=pair, by=company.ada, at=MORNING)
    assert [row.state for row in in_line("account", company.ada)] == ["later"]

    say_distinct(one=second_dairy, other=dairy, by=company.ada, at=MORNING)
    scan_all(kind="account", at=MORNING + HOUR)
    scan_some(kind="account", ids=[dairy.id], at=MORNING + 2 * HOUR)
    assert list(in_line("account", company.ada)) == []
    assert double_of(dairy, viewer=company.ada) is None


def test_a_pair_that_was_joined_is_gone_and_is_back_when_taken_apart(
    company: Company, dairy: Account, second_dairy: Account
) -> None:
    _run_jobs()
    row = join(kept=dairy, gone=second_dairy, by=company.ada, at=MORNING)
    assert double_of(dairy, viewer=company.ada) is None
    take_apart(join=row, by=company.ada, at=MORNING)
    assert double_of(dairy, viewer=company.ada)


def test_after_a_flood_of_changes_everybody_is_compared_once(company: Company, dairy: Account) -> None:
    for number in range(50):
        customers.add_contact(name=f"P {number}", email=f"p{number}@x.example", at=MORNING)
    jobs = list(Job.objects.filter(name="data_quality.scan_record").order_by("-id")[:45])
    Job.objects.filter(id__in=[job.id for job in jobs]).update(state=Job.State.CLAIMED, fence=1)
    scan_records([(Lease(job_id=job.id, fence=1), job.arguments) for job in jobs])

    assert Job.objects.filter(name="data_quality.scan").count() == 1


def _run_jobs() -> None:
    run_search_jobs()
    while job := Job.objects.filter(name__startswith="data_quality.", state=Job.State.WAITING).first():
        Job.objects.filter(id=job.id).update(state=Job.State.CLAIMED, fence=1, attempts=1)
        job.refresh_from_db()
        run_one(job)
        assert not Job.objects.filter(id=job.id).exists()
