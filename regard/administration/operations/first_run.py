"""The steps of the first-run page."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from regard.administration.models import FirstRun
from regard.channels.models import Channel
from regard.channels.operations import Connecting, connect_mailbox
from regard.jobs.operations import enqueue
from regard.kit.ids import uuid7
from regard.promises import operations as promises
from regard.promises.models import Policy
from regard.promises.operations import CalendarTerms, PolicyTerms
from regard.promises.operations.settings import Hours
from regard.staff import operations as staff
from regard.staff import queries
from regard.staff.models import Team, User
from regard.staff.operations.people import Own
from regard.staff.rules import Right

_OFFICE: list[list[list[str]]] = [[["09:00", "17:00"]]] * 5 + [[], []]
_MINUTES = 240
DEMO_DAYS = 14


def begin(*, at: datetime) -> FirstRun:
    """The one row; made when the page is opened first."""
    row, _ = FirstRun.objects.get_or_create(only=True, defaults={"id": uuid7(), "began_at": at})
    return row


def settle_account(*, company_name: str, zone: str, by: User, at: datetime) -> None:
    """Note the company's name and the owner's time zone. Raises ForbiddenError."""
    queries.require(by, Right.MANAGE_USERS)
    own = Own(language=by.language, zone=zone, signature=by.signature, undo_seconds=by.undo_seconds)
    with transaction.atomic():
        staff.change_own(user=by, own=own, at=at)
        row = begin(at=at)
        row.company_name, row.account_at = company_name, row.account_at or at
        row.save(update_fields=["company_name", "account_at"])


def first_team(*, name: str, by: User, at: datetime) -> Team:
    """The team that answers: the one there is, else one of the owner alone, with office hours and a first promise."""
    team = Team.objects.filter(is_sample=False).order_by("id").first()
    if team is not None:
        return team
    hours = Hours(zone=by.zone, week=_OFFICE)
    return promises.open_team(name=name, members=[by], lead=by, hours=hours, answer_minutes=_MINUTES, at=at)


def connect_first(*, wanted: Connecting, by: User, at: datetime) -> Channel:
    """Connect the first mailbox. Raises CannotConnectError, ForbiddenError."""
    channel = connect_mailbox(wanted=wanted, by=by, at=at)
    row = begin(at=at)
    FirstRun.objects.filter(id=row.id, mailbox_at=None).update(mailbox_at=at)
    return channel


@dataclass(frozen=True, kw_only=True)
class FirstPromise:
    """How soon is answered, in working minutes, and when somebody is there: seven lists of pairs, Monday first."""

    minutes: int
    week: list[list[list[str]]]


def make_promise(*, promise: FirstPromise, by: User, at: datetime) -> None:
    """Set the policy that fits everything, and its hours. Raises CalendarRefusedError, PolicyRefusedError, ForbiddenError."""
    policy = general_policy()
    with transaction.atomic():
        calendar = promises.change_calendar(
            calendar=policy.calendar,
            terms=CalendarTerms(
                name=policy.calendar.name, zone=policy.calendar.zone, week=promise.week, country=policy.calendar.country,
                subdivision=policy.calendar.subdivision, closed_days=policy.calendar.closed_days,
            ),
            by=by,
            at=at,
        )  # fmt: skip
        policy = general_policy()
        terms = PolicyTerms(
            name=policy.name, calendar=calendar, first_answer_minutes=promise.minutes, next_answer_minutes=promise.minutes,
            resolution_minutes=policy.resolution_minutes,
        )  # fmt: skip
        promises.change_policy(policy=policy, terms=terms, by=by, at=at)
        row = begin(at=at)
        FirstRun.objects.filter(id=row.id).update(promise_at=at)


def general_policy() -> Policy:
    """The policy that fits everything."""
    fits = Policy.objects.select_related("calendar").filter(channel_kind="", topic="", tier="", is_sample=False)
    return fits.filter(retired_at=None).order_by("position").get()


def ask_for_demo(*, by: User, at: datetime) -> None:
    """Have the made-up company loaded beside the owner, by a job."""
    queries.require(by, Right.MANAGE_USERS)
    with transaction.atomic():
        row = begin(at=at)
        FirstRun.objects.filter(id=row.id).update(demo_asked_at=at)
        enqueue("demo.load", {"days": DEMO_DAYS}, at, key="demo.load")


def ask_for_demos_end(*, by: User, at: datetime) -> None:
    """Have the made-up company removed, by a job."""
    queries.require(by, Right.MANAGE_USERS)
    with transaction.atomic():
        FirstRun.objects.update(demo_asked_at=None)
        enqueue("demo.remove", {}, at, key="demo.remove")
