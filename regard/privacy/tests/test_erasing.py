"""Somebody is erased: nothing of them is left anywhere, and the figures are what they were."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import MORNING, Company
from regard.customers.models import Account
from regard.privacy import operations
from regard.privacy.models import Erasure
from tools.testing.finding import found
from tools.testing.planting import Planted
from tools.testing.search_jobs import run_search_jobs

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=2)


@pytest.fixture
def planted(company: Company, settings: Any, tmp_path: Path) -> Planted:
    settings.DATA, settings.MAIL_AUTHSERV_ID = tmp_path, "mx.havn.example"
    planted = Planted(company)
    run_search_jobs()
    return planted


def erase(planted: Planted, **more: Any) -> Erasure:
    accounts = Account.objects.filter(id=planted.household.id)
    row = operations.erase(
        contact=planted.contact,
        ground="asked",
        by=planted.company.olga,
        at=LATER,
        accounts=accounts,
        confirmed=True,
        **more,
    )
    operations.finish(erasure=row, at=LATER)
    return row


def test_nothing_of_an_erased_person_is_left_in_the_database_or_in_files(planted: Planted, tmp_path: Path) -> None:
    before = found(planted.words(), tmp_path)
    assert set(planted.words()) - set(before) == set()
    assert len(before) >= 50
    erase(planted)
    assert found(planted.words(), tmp_path) == {}
