"""What every test can ask for: the small cast, a mailbox, and the running of due jobs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from regard.channels.models import Channel
from regard.channels.operations import open_email_channel
from regard.kit import clock
from regard.mail.models import Mailbox
from regard.promises import operations as promises
from regard.promises.models import Calendar, Policy
from regard.staff import operations as staff
from regard.staff.models import Team, User
from tools.testing.clock import shift

# How quick the machine is says nothing about the product.
_patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("usual", **_patient)
hypothesis_settings.load_profile("usual")
if examples := os.environ.get("TEST_HYPOTHESIS"):
    hypothesis_settings.register_profile("long", max_examples=int(examples), **_patient)
    hypothesis_settings.load_profile("long")

#: A Tuesday morning, 9:30 in Copenhagen.
MORNING = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)

#: Set once, for all processes of a run.
BEHIND = shift()


@dataclass(frozen=True)
class Company:
    """Ada the agent, Ben her lead, Olga who owns the place; Carla the customer writes to help@havn.example."""

    ada: User
    ben: User
    olga: User
    team: Team
    calendar: Calendar
    policy: Policy
    channel: Channel
    mailbox: Mailbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that touch no database are pure: they run once, not once a database."""
    databases = {"db", "transactional_db", "django_db_setup", "live_server"}
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        if not uses & databases and not item.get_closest_marker("django_db") and not item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.pure)


@pytest.fixture(autouse=True, scope="session")
def _clock() -> Iterator[None]:
    """The program's clock stands where the tests' does, and runs on."""
    really = clock.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: really() - BEHIND)
        yield


@pytest.fixture
def company(db: None) -> Company:
    """A team that works 9 to 17 in Copenhagen and answers within four working hours."""
    return make_company()


def make_company() -> Company:
    at = MORNING - timedelta(days=30)
    ada = staff.add_user(
        email="ada@havn.example",
        name="Ada Agent",
        role="agent",
        zone="Europe/Copenhagen",
        languages=("en", "de"),
        at=at,
    )
    ben = staff.add_user(email="ben@havn.example", name="Ben Lead", role="manager", zone="Europe/Copenhagen", at=at)
    olga = staff.add_user(email="olga@havn.example", name="Olga Owner", role="owner", zone="Europe/Copenhagen", at=at)
    for person in (ada, ben, olga):  # answers leave at once where a test is not about taking them back
        person.undo_seconds = 0
        person.save(update_fields=["undo_seconds"])
    team = staff.add_team(name="Service", at=at, lead=ben, members=(ada,))
    calendar = promises.add_calendar(
        name="Office", zone="Europe/Copenhagen", week=[[["09:00", "17:00"]]] * 5 + [[], []], country="DK"
    )
    policy = promises.add_policy(name="Everybody", calendar=calendar, first_answer_minutes=240, next_answer_minutes=240)
    promises.set_team_hours(team=team, calendar=calendar)
    channel = open_email_channel(address="help@havn.example", name="Havn Pumps", team=team, at=at, acknowledges=True)
    assert channel.mailbox is not None
    return Company(ada, ben, olga, team, calendar, policy, channel, channel.mailbox)
