"""The first-run page: four steps, where one stands, and what the mailbox told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.administration.models import FirstRun
from regard.administration.queries import words
from regard.administration.queries.channel import Waiting
from regard.channels.models import Channel
from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.mail.imap.queries import HistoryProgress, history_progress
from regard.mail.models import Mailbox
from regard.report.queries.rows import Question, rows
from regard.report.rules.period import latest_days
from regard.report.rules.tally import Measures, measure
from regard.staff.models import Team, User

DAYS = timedelta(days=90)
_STEPS = ("account", "mailbox", "customers", "promise")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `state` is done, now or next, `time_text` how long it takes, or took."""

    key: str
    title: str
    text: str
    state: str
    time_text: str


@dataclass(frozen=True, kw_only=True)
class Customers:
    """What the last 90 days of mail told, so far."""

    progress: HistoryProgress | None
    people: int
    companies: int
    so_far_text: str
    report_url: str
    waiting: list[Waiting]
    waiting_count: int


@dataclass(frozen=True, kw_only=True)
class WelcomePage:
    """The page. `demo` is off (it can be asked for), coming, here, or '' when neither makes sense."""

    heading: str
    steps: list[Step]
    now: str
    address: str
    customers: Customers | None
    receipts_url: str
    receipts_are_on: bool
    demo: str
    busy_url: str


def is_first_run() -> bool:
    """Whether nothing is connected and no made-up company is loaded."""
    return not Mailbox.objects.exists()


def welcome_page(row: FirstRun, *, reader: User, now: datetime) -> WelcomePage:
    """The page as it stands; `row` says which steps were taken."""
    channel = (
        Channel.objects.filter(mailbox__isnull=False, is_sample=False).select_related("mailbox").order_by("id").first()
    )
    mailbox = channel.mailbox if channel else None
    customers = _customers(channel, mailbox, reader=reader, now=now) if channel and mailbox else None
    done = {
        "account": row.account_at is not None,
        "mailbox": mailbox is not None,
        "customers": bool(customers and (customers.progress is None or customers.progress.is_done)),
        "promise": row.promise_at is not None,
    }
    current = next((key for key in _STEPS if key != "customers" and not done[key]), "")
    demo = _demo(row, channel)
    is_reading = bool(customers and not done["customers"])
    return WelcomePage(
        heading=_heading(done),
        steps=_steps(done, current, row, owner=reader.name, address=mailbox.address if mailbox else ""),
        now=current,
        address=mailbox.address if mailbox else "",
        customers=customers,
        receipts_url=reverse("settings-channel-receipts", args=[channel.id]) if channel else "",
        receipts_are_on=bool(channel and channel.acknowledges),
        demo=demo,
        busy_url=reverse("welcome-customers") if is_reading else "",
    )


def _heading(done: dict[str, bool]) -> str:
    if all(done[key] for key in ("account", "mailbox", "promise")):
        return _("You are set up.")
    left = sum(not done[key] for key in ("account", "mailbox", "promise"))
    return (
        _("Four steps, about three minutes.")
        if left == 3
        else _("Still to do: %(left)s of four steps.") % {"left": left}
    )


def _steps(done: dict[str, bool], current: str, row: FirstRun, *, owner: str, address: str) -> list[Step]:
    texts = {
        "account": (_("Your account"), _("%(name)s, owner") % {"name": owner}, _("20 s")),
        "mailbox": (
            _("Your mailbox"),
            address or _("Regard fetches, files and answers from it. Nothing is deleted or moved on your server."),
            _("about 1 min"),
        ),
        "customers": (
            _("Your customers"), _("From the last 90 days of mail: who wrote, and who still waits"), _("by itself"),
        ),
        "promise": (_("Your promise"), _("How fast do you answer, and when are you there?"), _("30 s")),
    }  # fmt: skip
    return [
        Step(
            key=key,
            title=title,
            text=text,
            state="done" if done[key] else "now" if key == current else "next",
            time_text=_took(key, row) or planned,
        )
        for key, (title, text, planned) in texts.items()
    ]


def _took(key: str, row: FirstRun) -> str:
    """How long a step took: from the end of the one before it."""
    ends = {
        "account": (row.began_at, row.account_at),
        "mailbox": (row.account_at, row.mailbox_at),
        "promise": (row.mailbox_at, row.promise_at),
    }
    begun, ended = ends.get(key, (None, None))
    return words.took(ended - begun) if begun and ended and ended > begun else ""


def _demo(row: FirstRun, channel: Channel | None) -> str:
    if Mailbox.objects.filter(is_sample=True).exists():
        return "here"
    if channel or Team.objects.exists():
        return ""
    return "coming" if row.demo_asked_at else "off"


def customers_of(*, reader: User, now: datetime) -> Customers | None:
    """What the first mailbox told so far; None while there is none."""
    channel = (
        Channel.objects.filter(mailbox__isnull=False, is_sample=False).select_related("mailbox").order_by("id").first()
    )
    return _customers(channel, channel.mailbox, reader=reader, now=now) if channel and channel.mailbox else None


def _customers(channel: Channel, mailbox: Mailbox, *, reader: User, now: datetime) -> Customers:
    visible = conversations.visible_to(reader).filter(channel_id=channel.id)
    known = visible.aggregate(
        people=Count("contact", distinct=True),
        companies=Count("account", distinct=True, filter=Q(account__isnull=False)),
    )
    so_far = _answered_so_far(channel, reader, now)
    waiting = list(
        conversations.waiting_from_history(visible, since=now - DAYS).select_related("contact", "account")[:500]
    )
    return Customers(
        progress=history_progress(mailbox),
        people=known["people"],
        companies=known["companies"],
        so_far_text=_in_words(so_far),
        report_url=f"{reverse('report')}?{urlencode({'channel': channel.id})}" if so_far.asked else "",
        waiting=[_waiting(row, now) for row in waiting[:6]],
        waiting_count=len(waiting),
    )


def _answered_so_far(channel: Channel, reader: User, now: datetime) -> Measures:
    """How those who wrote in the last 90 days were answered, as the report counts it."""
    period = latest_days(DAYS.days, at=now, zone=reader.zone)
    return measure(rows(Question(user=reader, period=period, at=now, channel=channel.id)))[0]


def _in_words(so_far: Measures) -> str:
    if not so_far.asked:
        return ""
    share = round(100 * (so_far.unanswered_share or 0))
    said = _("%(share)s%% of those who wrote have no answer (%(unanswered)s of %(asked)s letters).") % {
        "share": share, "unanswered": so_far.unanswered, "asked": so_far.asked,
    }  # fmt: skip
    if so_far.answered_within_day is None:
        return said
    within = _("%(share)s%% had one within a day.") % {"share": round(100 * so_far.answered_within_day)}
    return f"{said} {within}"


def _waiting(row: Conversation, now: datetime) -> Waiting:
    return Waiting(
        name=row.account.name if row.account else row.contact.name,
        subject=row.subject or _("(no subject)"),
        when=words.ago(row.unanswered_at, now=now),  # type: ignore[attr-defined]
        url=reverse("conversation", args=[row.id]),
    )
