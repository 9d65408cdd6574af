"""Who looked at a customer's data is noted once an hour, in one statement."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import MORNING, Company
from regard.kit.ids import uuid7
from regard.privacy.models import Looked
from regard.privacy.operations import note_looked

pytestmark = pytest.mark.django_db


def test_looking_is_noted_once_an_hour_for_each_person_and_record(company: Company) -> None:
    carla, dora = uuid7(), uuid7()
    for minutes in (0, 5, 29, 31):
        at = MORNING + timedelta(minutes=minutes)
        note_looked(by=company.ada, kind="contact", record_id=carla, page="customer", at=at)
    note_looked(by=company.ben, kind="contact", record_id=carla, page="history", at=MORNING)
    note_looked(by=company.ada, kind="contact", record_id=dora, page="customer", at=MORNING)
    found = Looked.objects.order_by("at", "id").values_list("user__name", "record_id", "page", "at")
    assert list(found) == [
        ("Ada Agent", carla, "customer", MORNING),
        ("Ben Lead", carla, "history", MORNING),
        ("Ada Agent", dora, "customer", MORNING),
        ("Ada Agent", carla, "customer", MORNING + timedelta(minutes=31)),
    ]


def test_noting_takes_one_statement(company: Company) -> None:
    with CaptureQueriesContext(connection) as statements:
        note_looked(by=company.ada, kind="contact", record_id=uuid7(), page="customer", at=MORNING)
    assert len(statements) == 1
