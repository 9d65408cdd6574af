"""One channel: whether it fetches and sends, what its domain publishes, how its test letters fared, who got no receipt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.administration.queries import words
from regard.administration.queries.domain import Line, domain_lines
from regard.channels import queries as channels
from regard.channels.loops.queries import availability, domain_check, latest_loop, why_untestable
from regard.channels.loops.rules import ALARM_AFTER
from regard.channels.models import Channel, Loop
from regard.conversations import queries as conversations
from regard.mail.imap.queries import HistoryProgress, history_progress
from regard.mail.models import Mailbox, Outgoing
from regard.staff.models import User

DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Loops:
    """The latest test letter and the record of the last 30 days. `is_out`: the page asks again in a moment."""

    line: Line | None
    is_out: bool
    test_url: str
    live_url: str
    cannot: str
    record: str
    heartbeat_url: str
    heartbeat_is_on: bool


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """Whether receipts are sent, and who of the last 30 days got none."""

    is_on: bool
    text: str
    url: str
    skipped: list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody who wrote before the mailbox was watched, and has no answer."""

    name: str
    subject: str
    when: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ChannelPage:
    """The page. `busy_url` is asked for while something is under way that will show by itself."""

    id: str
    address: str
    goes_to: str
    trouble: str
    lines: list[Line]
    domain: list[Line]
    domain_checked: str
    domain_url: str
    loops: Loops
    receipts: Receipts
    history: HistoryProgress | None
    waiting: list[Waiting]
    waiting_count: int
    connect_url: str


def channel_page(channel: Channel, mailbox: Mailbox, *, reader: User, now: datetime) -> ChannelPage:
    """Everything about one mailbox that is a channel."""
    check = domain_check(mailbox.address.rpartition("@")[2])
    waiting = conversations.waiting_from_history(
        conversations.visible_to(reader).filter(channel_id=channel.id), since=now - timedelta(days=90)
    )
    rows = list(waiting.select_related("contact", "account")[:200])
    return ChannelPage(
        id=str(channel.id),
        address=mailbox.address,
        goes_to=channel.team.name,
        trouble=mailbox.trouble,
        lines=[_fetching(mailbox, now), _sending(mailbox), _latest(mailbox, now)],
        domain=domain_lines(check) if check else [],
        domain_checked=_("looked up %(ago)s") % {"ago": words.ago(check.checked_at, now=now)} if check else "",
        domain_url="" if mailbox.is_sample else reverse("settings-channel-domain", args=[channel.id]),
        loops=loops_of(channel, mailbox, now=now),
        receipts=_receipts(channel, now),
        history=history_progress(mailbox),
        waiting=[
            Waiting(
                name=row.account.name if row.account else row.contact.name,
                subject=row.subject or _("(no subject)"),
                when=words.ago(row.unanswered_at, now=now),  # type: ignore[attr-defined]
                url=reverse("conversation", args=[row.id]),
            )
            for row in rows[:8]
        ],
        waiting_count=len(rows),
        connect_url=f"{reverse('settings-connect')}?address={mailbox.address}" if _is_fetched(mailbox) else "",
    )


def _is_fetched(mailbox: Mailbox) -> bool:
    return mailbox.way == Mailbox.Way.IMAP


def _fetching(mailbox: Mailbox, now: datetime) -> Line:
    if not _is_fetched(mailbox):
        return Line(kind="good", text=_("Mail is delivered to this server (SMTP, LMTP or pipe)"), detail="")
    server = f"{mailbox.imap_host}:{mailbox.imap_port}"
    if mailbox.trouble:
        since = words.ago(mailbox.trouble_since, now=now) if mailbox.trouble_since else ""
        return Line(kind="bad", text=mailbox.trouble, detail=since)
    if mailbox.imap_idle is None:
        return Line(kind="", text=_("Connected; not fetched for the first time yet"), detail=server)
    idle = _("IDLE is on: told at once") if mailbox.imap_idle else _("asked every 30 seconds, the server knows no IDLE")
    return Line(kind="good", text=_("Fetching with IMAP, %(idle)s") % {"idle": idle}, detail=server)


def _sending(mailbox: Mailbox) -> Line:
    if mailbox.smtp_host:
        is_plain = mailbox.smtp_security == "none"
        text = _("Sending with SMTP, not encrypted") if is_plain else _("Sending with SMTP, TLS checked")
        detail = f"{mailbox.smtp_host}:{mailbox.smtp_port}"
        return Line(kind="warn" if is_plain else "good", text=text, detail=detail)
    if settings.EMAIL_URL:
        return Line(kind="good", text=_("Sending by the server of this installation"), detail="REGARD_EMAIL_URL")
    if mailbox.is_sample:
        return Line(kind="", text=_("Letters of the sample company never leave this machine"), detail="")
    return Line(kind="bad", text=_("Nothing can leave: no server for mail out is set"), detail="REGARD_EMAIL_URL")


def _latest(mailbox: Mailbox, now: datetime) -> Line:
    if mailbox.latest_arrival_at is None:
        return Line(kind="", text=_("No mail yet"), detail="")
    return Line(kind="good", text=_("Last mail"), detail=words.ago(mailbox.latest_arrival_at, now=now))


def loops_of(channel: Channel, mailbox: Mailbox, *, now: datetime) -> Loops:
    """The test letters of a channel."""
    latest = latest_loop(channel)
    reason = why_untestable(mailbox)
    return Loops(
        line=_step(latest, channel, now) if latest else None,
        is_out=bool(latest and latest.returned_at is None and now - latest.started_at < ALARM_AFTER),
        test_url="" if reason else reverse("settings-channel-test", args=[channel.id]),
        live_url=reverse("settings-channel-loop", args=[channel.id]),
        cannot=_CANNOT.get(reason, lambda: "")(),
        record=_record(channel, now),
        heartbeat_url="" if reason else reverse("settings-channel-heartbeat", args=[channel.id]),
        heartbeat_is_on=channel.heartbeat_is_on,
    )


_CANNOT = {
    "sample": lambda: _("The sample company's letters never leave this machine, so none can come back."),
    "inactive": lambda: _("The mailbox is switched off."),
    "no server": lambda: _("No test letter can leave: no server for mail out is set."),
}


def _step(loop: Loop, channel: Channel, now: datetime) -> Line:
    """At which step the latest test letter stands."""
    if loop.returned_at:
        detail = words.took(loop.returned_at - loop.started_at)
        text = _("A test letter went out, came back, and was filed nowhere (%(ago)s)")
        return Line(kind="good", text=text % {"ago": words.ago(loop.started_at, now=now)}, detail=detail)
    since = words.ago(loop.started_at, now=now)
    is_late = now - loop.started_at >= ALARM_AFTER or channel.deaf_since is not None
    if loop.outgoing.state == Outgoing.State.SENT:
        text = _("The test letter was taken by the server for mail out, and has not come back yet")
    elif loop.outgoing.last_error:
        text = _("The test letter cannot leave: %(error)s") % {"error": loop.outgoing.last_error}
    else:
        text = _("The test letter waits to leave")
    return Line(kind="bad" if is_late else "", text=text, detail=since)


def _record(channel: Channel, now: datetime) -> str:
    found = availability(channel, since=now - timedelta(days=DAYS), until=now)
    if found.share is None:
        return ""
    minutes = round(found.deaf.total_seconds() / 60)
    deaf = ngettext("%(count)s minute deaf", "%(count)s minutes deaf", minutes) % {"count": minutes}
    return _(
        "%(in_time)s of %(tests)s hourly test letters of the last 30 days came back within 5 minutes; %(deaf)s."
    ) % {
        "in_time": found.in_time,
        "tests": found.tests,
        "deaf": deaf,
    }


def _receipts(channel: Channel, now: datetime) -> Receipts:
    if channel.acknowledgement_on_since:
        ago = words.ago(channel.acknowledgement_on_since, now=now)
        who = channel.acknowledgement_on_by
        text = _("On since %(ago)s, switched on by %(name)s.") % {"ago": ago, "name": who.name} if who else ""
        text = text or _("On since %(ago)s.") % {"ago": ago}
    else:
        text = _("Off. Nobody gets a receipt until you have seen how it looks and switched it on.")
    skipped = channels.without_receipt(channel, since=now - timedelta(days=DAYS))
    return Receipts(
        is_on=channel.acknowledges,
        text=text,
        url=reverse("settings-channel-receipts", args=[channel.id]),
        skipped=[(words.no_receipt(reason), count) for reason, count in skipped.items()],
    )
