"""The sample company from the first-run page: it comes beside the owner, and goes again."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import Company
from regard.config.demo.company import NotEmptyError, load
from regard.jobs.models import Job
from regard.kit import clock
from regard.staff import operations as staff
from regard.staff.models import Team

pytestmark = pytest.mark.django_db


def test_made_up_customers_come_beside_the_owner_and_are_sent_away() -> None:
    owner = staff.add_user(
        email="vera@havn.example", name="Vera Vogt", role="owner", at=clock.now() - timedelta(hours=1)
    )
    client = Client()
    client.force_login(owner)
    load(now=clock.now(), days=2, beside_owner=True)
    Job.objects.all().delete()

    assert client.get("/welcome/").context["page"].demo == "here"
    assert client.get("/")["Location"] == "/today/"
    client.post("/welcome/demo/", {"on": "no"})
    assert Job.objects.filter(name="demo.remove").count() == 1


def test_made_up_customers_come_into_nothing_of_ones_own(company: Company) -> None:
    with pytest.raises(NotEmptyError):
        load(now=clock.now(), days=1, beside_owner=True)
    assert Team.objects.count() == 1
