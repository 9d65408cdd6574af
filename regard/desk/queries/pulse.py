"""What every page asks first: did anything happen, who waits, is there a sample company. One statement, kept on the request.

It is read before the rows of a page, so that what happens in between is seen at the next poll instead of never.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, Q, Subquery, TextField, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.events.models import Event
from regard.mail.models import Mailbox
from regard.notifications.queries import unseen_count
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """`mark` changes whenever anything happened."""

    mark: str
    has_sample: bool
    troubled_mailboxes: int
    unseen: int = 0


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Open conversations a person may read, by the view they stand in."""

    mine: int
    not_taken: int
    team: int
    them: int
    automatic: int


def pulse_of(request: HttpRequest) -> Pulse:
    """The pulse at the beginning of this request."""
    known: Pulse | None = getattr(request, "_pulse", None)
    if known is None:
        row = (
            Event.objects.order_by("-id")
            .annotate(sample=_sample(), troubled=_troubled(), unseen=unseen_count(request.user))
            .values("id", "sample", "troubled", "unseen")
            .first()
        )
        known = _kept_pulse(request, row["id"] if row else None, dict(row or {}))
    return known


def counts_of(request: HttpRequest, user: User) -> Counts:
    """How many conversations stand in each view; the pulse comes along."""
    known: Counts | None = getattr(request, "_counts", None)
    if known is None:
        waiting = Q(waiting_since__isnull=False)
        row = (
            conversations.visible_to(user)
            .filter(state=Conversation.State.OPEN)
            .aggregate(
                mine=Count("id", filter=waiting & Q(assignee=user)),
                not_taken=Count("id", filter=waiting & Q(assignee=None)),
                team=Count("id", filter=waiting),
                them=Count("id", filter=~waiting & Q(latest_speaker=Conversation.Speaker.US)),
                automatic=Count("id", filter=Q(latest_speaker=Conversation.Speaker.MACHINE)),
                latest=Max(Cast(Subquery(Event.objects.order_by("-id").values("id")[:1]), TextField())),
                sample=Max(Case(When(_sample(), then=1), default=0)),
                troubled=Max(_troubled()),
                unseen=Max(unseen_count(user)),
            )
        )
        latest, pulse = row.pop("latest"), {name: row.pop(name) for name in ("sample", "troubled", "unseen")}
        if latest and not hasattr(request, "_pulse"):
            _kept_pulse(request, UUID(latest), pulse)
        known = Counts(**row)
        request._counts = known  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return known


def _kept_pulse(request: HttpRequest, latest: UUID | None, row: dict[str, Any]) -> Pulse:
    pulse = Pulse(
        mark=latest.hex if latest else "",
        has_sample=bool(row.get("sample")),
        troubled_mailboxes=row.get("troubled") or 0,
        unseen=row.get("unseen") or 0,
    )
    request._pulse = pulse  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return pulse


def _sample() -> Exists:
    return Exists(Mailbox.objects.filter(is_sample=True))


def _troubled() -> Coalesce:
    in_trouble = ~Q(trouble="") | Q(channel__deaf_since__isnull=False)
    troubled = Mailbox.objects.filter(in_trouble, is_active=True).order_by().values("is_active")
    return Coalesce(Subquery(troubled.annotate(n=Count("id")).values("n")), 0)
