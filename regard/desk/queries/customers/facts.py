"""The facts on top of a customer's page: how things stand in ten seconds, each from rows. A room not built has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, Q, Subquery, When
from django.db.models import OuterRef as Outer
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Message
from regard.conversations.rules.formatting import preview
from regard.conversations.rules.their_promises import promised_by_them
from regard.desk.queries.customers.record import MOST_COUNTED, MOST_JUDGED, Customer, around, kind_of
from regard.desk.queries.faces import ClockFace, Reader, promise_face
from regard.desk.queries.theirs import when_meant

YEAR = timedelta(days=365)
MOST_OPEN = 30


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure with what it is and what it rests on; `state` colours the last: good, warn, bad."""

    label: str
    value: str
    detail: str = ""
    state: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A promise that stands, ours with a clock, theirs with their day."""

    text: str
    url: str
    by: str = ""
    clock: ClockFace | None = None
    when_text: str = ""
    is_over: bool = False


def open_with(row: Customer, reader: Reader) -> list[Conversation]:
    """What is open with a customer, next due first; where they have the word, `said` is what they wrote last. One statement."""
    latest = Message.objects.filter(conversation=Outer("id"), kind=Message.Kind.INBOUND, is_automatic=False)
    latest = latest.order_by("-at", "-id")
    has_the_word = Q(waiting_since=None, latest_speaker=Conversation.Speaker.US)
    rows = conversations.visible_to(reader.user).filter(**{kind_of(row): row}, state=Conversation.State.OPEN)
    return list(
        rows.select_related("contact")
        .annotate(
            said=Case(When(has_the_word, then=Subquery(latest.values("text")[:1]))),
            said_at=Case(When(has_the_word, then=Subquery(latest.values("at")[:1]))),
        )
        .order_by(F("next_due_at").asc(nulls_last=True), F("waiting_since").asc(nulls_last=True), "-latest_message_at")[
            :MOST_OPEN
        ]
    )


def facts_of(row: Customer, reader: Reader, *, opened: Sequence[Conversation]) -> list[Fact]:
    """Waiting for us, answers in time, how much was said in twelve months, when we last heard from them."""
    return [_waiting(opened, reader), *_on_time(row), _said(row), *_heard(row, reader)]


def promised_by_us(row: Customer, reader: Reader) -> list[Promised]:
    """The dates we gave them."""
    return [
        Promised(
            text=one["text"], url=_conversation(UUID(one["conversation"])), by=one["holder"],
            clock=promise_face(moment_of(one["due"]), moment_of(one["made"]), reader),
        )
        for one in around(row, "promises")
    ]  # fmt: skip


def promised_by_customer(opened: Sequence[Conversation], reader: Reader) -> list[Promised]:
    """What they said they would do, in conversations in which they have the word."""
    today = reader.local(reader.now).date()
    found = []
    for row in opened:
        said, said_at = row.said, row.said_at  # type: ignore[attr-defined]  # annotated
        promise = promised_by_them(said, said_on=reader.local(said_at).date()) if said else None
        if promise:
            found.append(
                Promised(
                    text=preview(promise.text, length=110), url=_conversation(row.id), by=row.contact.name,
                    when_text=when_meant(promise, today, reader.language),
                    is_over=promise.due is not None and promise.due < today,
                )
            )  # fmt: skip
    return found


def _waiting(opened: Sequence[Conversation], reader: Reader) -> Fact:
    rows = [row for row in opened if row.waiting_since]
    due = [row.next_due_at for row in rows if row.next_due_at]
    count = f"{len(rows)}+" if len(opened) == MOST_OPEN and len(rows) == MOST_OPEN else str(len(rows))
    if not due:
        detail = _("nobody waits") if not rows else _("no promise runs")
        return Fact(label=_("Waiting for us"), value=count, detail=detail)
    is_late = min(due) < reader.now
    detail = _("was due %(time)s") if is_late else _("due %(time)s")
    return Fact(
        label=_("Waiting for us"), value=count, detail=detail % {"time": reader.ahead(min(due))},
        state="bad" if is_late else "warn", url=_conversation(rows[0].id),
    )  # fmt: skip


def _on_time(row: Customer) -> list[Fact]:
    kept, total = row.kept_in_year or 0, row.answers_in_year  # type: ignore[union-attr]  # annotated
    if not total:
        return []
    value = _("%(kept)s of %(total)s") % {"kept": kept, "total": total}
    is_all = (row.said_in_year or 0) <= MOST_JUDGED  # type: ignore[union-attr]  # annotated
    detail = _("last 12 months") if is_all else _("in the latest %(count)s conversations") % {"count": MOST_JUDGED}
    return [Fact(label=_("Answered in time"), value=value, detail=detail, state="good" if kept == total else "")]


def _said(row: Customer) -> Fact:
    count: int = row.said_in_year or 0  # type: ignore[union-attr]  # annotated
    value = f"{count}+" if count == MOST_COUNTED else str(count)
    return Fact(label=_("Last 12 months"), value=value, detail=ngettext("conversation", "conversations", count))


def _heard(row: Customer, reader: Reader) -> list[Fact]:
    heard: datetime | None = row.heard_at  # type: ignore[union-attr]  # annotated
    if heard is None:
        return []
    days = (reader.local(reader.now).date() - reader.local(heard).date()).days
    ago = ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days} if days else _("today")
    return [Fact(label=_("Last heard from them"), value=reader.time(heard), detail=ago)]


def _conversation(identifier: UUID) -> str:
    return reverse("conversation", args=[identifier])


def moment_of(kept: str) -> datetime:
    """A moment as the databases write it into JSON; SQLite leaves the zone out, which is UTC."""
    moment = datetime.fromisoformat(kept)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
