"""Times to offer for sending an answer later, and an answer that is planned."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.queries.drafts import own_draft
from regard.desk.queries.faces import Reader
from regard.desk.queries.items import Item

_AFTERNOON, _MORNING = time(15), time(9)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A time to send at: what it is called, and its value in the reader's zone for the form."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The reader's answer that leaves by itself."""

    text: str
    when_text: str
    warning: str
    back_url: str


def offers(conversation: Conversation, reader: Reader) -> list[Offer]:
    """This afternoon by the reader's day, and nine on the next working morning by the customer's, where we know their zone."""
    zone = _customer_zone(conversation)
    found = []
    afternoon = _at(reader.now, reader.zone, days=0, clock=_AFTERNOON)
    if afternoon > reader.now:
        found.append((_("This afternoon"), afternoon))
    days = _days_to_work(reader.now, zone or reader.zone)
    morning = _at(reader.now, zone or reader.zone, days=days, clock=_MORNING)
    day = _("Tomorrow morning") if days == 1 else _("Monday morning")
    found.append((_("%(day)s, by the customer's clock") % {"day": day} if _differs(zone, reader) else day, morning))
    return [
        Offer(label=f"{label}, {_clock(reader, at)}", value=reader.local(at).strftime("%Y-%m-%dT%H:%M"))
        for label, at in found
    ]


def planned_face(draft: Draft | None, messages: list[Message], reader: Reader, *, back_url: str) -> Planned | None:
    """What to show instead of the composer while an answer is planned."""
    if draft is None or draft.send_at is None:
        return None
    newer = [one for one in messages if draft.seen and one.id > draft.seen and one.kind != Message.Kind.NOTE]
    came = any(one.kind == Message.Kind.INBOUND and not one.is_automatic for one in newer)
    theirs = next((one for one in newer if one.kind == Message.Kind.OUTBOUND and one.author_id != reader.user.id), None)
    warning = ""
    if came:
        warning = _("A newer message came in. It will not be sent like this: take it back and read first.")
    elif theirs:
        warning = _("%(name)s has answered since. It will not be sent like this.") % {"name": theirs.author_name}
    return Planned(text=draft.text, when_text=reader.moment(draft.send_at), warning=warning, back_url=back_url)


def is_planned(conversation: Conversation) -> bool:
    """Whether the reader has planned an answer here (`own_draft` was read along)."""
    draft = own_draft(conversation)
    return draft is not None and draft.send_at is not None


def not_sent(draft: Draft | None, reader: Reader) -> list[Item]:
    """A line in the thread for a planned answer of the reader's that was not sent."""
    if draft is None or draft.held_at is None:
        return []
    text = _("Your planned answer was not sent: %(why)s") % {"why": draft.held_because}
    at = draft.held_at
    return [
        Item(
            id=f"not-sent-{draft.id}", kind="event", icon="warn", text=text, at=at, time_text=reader.time(at),
            time_iso=at.isoformat(), time_title=reader.moment(at),
        )
    ]  # fmt: skip


def _at(now: datetime, zone: str, *, days: int, clock: time) -> datetime:
    local = now.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=days), clock, tzinfo=ZoneInfo(zone))


def _days_to_work(now: datetime, zone: str) -> int:
    """From today to the next day that is no Saturday or Sunday."""
    weekday = now.astimezone(ZoneInfo(zone)).weekday()
    return 1 if weekday in {6, 0, 1, 2, 3} else 7 - weekday


def _customer_zone(conversation: Conversation) -> str:
    return conversation.account.zone if conversation.account and conversation.account.zone else ""


def _differs(zone: str, reader: Reader) -> bool:
    return bool(zone) and reader.now.astimezone(ZoneInfo(zone)).utcoffset() != reader.local(reader.now).utcoffset()


def _clock(reader: Reader, at: datetime) -> str:
    local = reader.local(at)
    return f"{local.hour}:{local.minute:02}"
