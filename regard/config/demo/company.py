"""Loading the sample company: everything in one transaction, so that it is there as a whole or not at all."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.translation import gettext

from regard.config.demo import customers, people
from regard.config.demo.customers import Customer
from regard.config.demo.deals import Market
from regard.config.demo.history import History
from regard.config.demo.selling import Selling
from regard.config.demo.sold import Sold
from regard.config.demo.stage import DAY, Stage
from regard.config.demo.today import Today
from regard.config.demo.topics import read
from regard.conversations.models import Conversation, Message
from regard.customers.models import Account, Contact
from regard.data_quality.operations.counting import count_all
from regard.data_quality.operations.scanning import scan_all
from regard.forecasting.operations import take_night
from regard.jobs.models import Job
from regard.mail.models import Mailbox
from regard.opportunities.models import Opportunity
from regard.opportunities.operations import open_pipeline, settle_stale
from regard.opportunities.operations.pipelines import usual_gates
from regard.opportunities.rules.gates import DEFAULT_NAME
from regard.promises.models import Clock
from regard.search import operations as search
from regard.staff.models import Team, User

SEED = "Havn Pumps"
DAYS = 90
#: The company is older than its first letter.
BEFORE = 14 * DAY
#: The last working day and a half belong to the letters that wait; they need to know what is promised by then.
TODAY_MINUTES = 12 * 60


class NotEmptyError(Exception):
    """There are users already. Nothing was loaded."""


def load(
    *,
    now: datetime,
    days: int = DAYS,
    progress: Callable[[str], None] = lambda _line: None,
    beside_owner: bool = False,
) -> dict[str, int]:
    """Build the company and play its last `days` days up to `now`; what there is then, counted. Raises NotEmptyError.

    `beside_owner`: the first owner of an empty installation wants to look around before connecting anything.
    """
    is_empty = beside_owner and not (Team.objects.exists() or Mailbox.objects.exists() or Conversation.objects.exists())
    if User.objects.exists() and not is_empty:
        if User.objects.filter(is_sample=True).exists():
            raise NotEmptyError("The sample company is here already; `regard demo remove` takes it away.")
        raise NotEmptyError(
            "There are users already. The sample company needs an installation of its own (set REGARD_DATA)."
        )
    now = now.replace(microsecond=0)
    with transaction.atomic():
        _play(now, days, progress)
        Job.objects.filter(name__in=["search.index", "data_quality.scan_record"]).delete()
        search.rebuild()
        for kind in ("account", "contact"):
            scan_all(kind=kind, at=now)
            count_all(kind=kind, at=now)
    return count()


def count() -> dict[str, int]:
    """What the sample company consists of."""
    answered = Clock.objects.filter(conversation__is_sample=True, stopped_because="answered").exclude(
        target="resolution"
    )
    return {
        "users": User.objects.filter(is_sample=True).count(),
        "accounts": Account.objects.filter(is_sample=True).count(),
        "contacts": Contact.objects.filter(is_sample=True).count(),
        "conversations": Conversation.objects.filter(is_sample=True).count(),
        "messages": Message.objects.filter(conversation__is_sample=True).count(),
        "opportunities_open": Opportunity.objects.filter(is_sample=True, outcome="").count(),
        "opportunities_ended": Opportunity.objects.filter(is_sample=True).exclude(outcome="").count(),
        "waiting": Conversation.objects.filter(is_sample=True, state="open", waiting_since__isnull=False).count(),
        "answers_on_time": answered.filter(breached_at=None).count(),
        "answers_late": answered.exclude(breached_at=None).count(),
    }


def _play(now: datetime, days: int, progress: Callable[[str], None]) -> None:
    begins = now - days * DAY
    havn = people.found(at=begins - BEFORE)
    known = customers.add_all(havn, at=begins - BEFORE)
    stage = Stage(havn, now=now, rng=Random(SEED))  # noqa: S311  chance, not secrecy
    History(stage, list(known.values())).plan(begins=begins)
    quiet_since = stage.before(TODAY_MINUTES)
    _sell(stage, known, begins=begins - BEFORE, days=days)
    today = Today(stage, known)
    today.plan_earlier(quiet_since=quiet_since)
    stage.play(until=quiet_since, on_day=_tell_weeks(begins, progress))
    today.plan_waiting()
    stage.play(until=now)


def _sell(stage: Stage, known: dict[str, Customer], *, begins: datetime, days: int) -> None:
    """What is bought and what is not, and each night the forecast, as the nightly job makes it."""
    havn, texts = stage.company, read("selling")
    everybody = known | customers.add_all(havn, at=begins, file=customers.PROSPECTS)
    for deal in texts["deals"]:
        if "extra" in deal:
            like = next(one for one in known.values() if one.account == deal["account"])
            person = customers.add_one(deal["extra"], like, at=begins)
            everybody[person.name] = person
    owner = havn.users["ines"]
    pipeline = open_pipeline(name=gettext(DEFAULT_NAME), gates=usual_gates(), by=owner, at=begins, is_sample=True)
    market = Market(stage, everybody, pipeline, begins=begins + DAY)
    Sold(market, texts, besides={deal["account"] for deal in texts["deals"]}, days=days).plan()
    Selling(market, texts).plan()
    first = begins.replace(hour=1, minute=30, second=0) + DAY
    for number in range((stage.now - first).days + 1):
        stage.plan(first + number * DAY, _pass_a_night)


def _pass_a_night(at: datetime) -> None:
    settle_stale(at=at)
    take_night(at=at)


def _tell_weeks(begins: datetime, progress: Callable[[str], None]) -> Callable[[datetime], None]:
    def on_day(day: datetime) -> None:
        if (day.date() - begins.date()).days % 14 == 0:
            progress(f"Havn Pumps, {day:%d %B}: {Conversation.objects.count()} conversations so far")

    return on_day
