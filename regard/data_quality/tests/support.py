"""Two entries of a dairy and of Anna, for every test that joins or asks."""

from dataclasses import dataclass

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.customers.operations.methods import add_method
from regard.customers.operations.relating import add_identifier
from regard.jobs.models import Job
from regard.jobs.worker import run_one
from tools.testing.search_jobs import run_search_jobs


@dataclass(frozen=True)
class Dairies:
    """`first` was known earlier and has the people; `second` is the same company."""

    first: Account
    second: Account
    anna: Contact


def dairies(company: Company) -> Dairies:
    first = customers.add_account(name="Brandt Dairy", at=MORNING, domain="brandt.example", city="Aarhus")
    second = customers.add_account(name="Brandt Mejeri", at=MORNING)
    for account, legal, number in ((first, "", "DK 3312 8841"), (second, "Brandt Mejeri ApS", "DK33128841")):
        typed = {"legal_name": legal, "street": "Havnevej 4"}
        customers.change_account(account=account, typed=typed, by=company.ada, at=MORNING)
        add_identifier(account=account, kind="vat", value=number, by=company.ada, at=MORNING)
    anna = customers.add_contact(name="Anna Bauer", email="anna.bauer@brandt.example", at=MORNING, account=first)
    add_method(contact=anna, kind="phone", value="+45 86 12 40 00", by=company.ada, at=MORNING)
    return Dairies(first, second, anna)


def run_jobs() -> None:
    """Run the jobs of search and of this room that wait, as a worker would. None may fail."""
    run_search_jobs()
    while job := Job.objects.filter(name__startswith="data_quality.", state=Job.State.WAITING).first():
        Job.objects.filter(id=job.id).update(state=Job.State.CLAIMED, fence=1, attempts=1)
        job.refresh_from_db()
        run_one(job)
        assert not Job.objects.filter(id=job.id).exists()
