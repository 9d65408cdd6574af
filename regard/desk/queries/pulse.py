"""What every page asks first: did anything happen, who waits, is there a sample company. One statement, kept on the request.

It is read before the rows of a page, so that what happens in between is seen at the next poll instead of never.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.conversations.queries.filtering import meant, open_reminders
from regard.conversations.rules.filters import VIEWS, Filter
from regard.events.models import Event
from regard.kit import clock
from regard.mail.models import Mailbox
from regard.notifications.queries import unseen_count
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """`mark` changes whenever anything happened, or the reader is to be reminded of something."""

    mark: str
    has_sample: bool
    troubled_mailboxes: int
    unseen: int = 0
    back: int = 0

    def as_of(self, found: Conversation) -> "Pulse":
        """The pulse of when a conversation was read, where it was read before everything else (see `with_latest_event`)."""
        latest: UUID | None = found.latest_event  # type: ignore[attr-defined]  # annotated
        return replace(self, mark=_mark(latest, self.back))


def with_latest_event(found: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Conversations that bring along what happened last of all, so that the page's mark is as old as they are."""
    return found.annotate(latest_event=Subquery(Event.objects.order_by("-id").values("id")[:1]))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Open conversations a person may read, by the view they stand in; `more` by the id of a saved view."""

    mine: int
    not_taken: int
    team: int
    them: int
    automatic: int
    more: Mapping[str, int] = field(default_factory=dict)

    def of(self, view: str) -> int | None:
        """How many stand in a view; None where that is not counted, because it would cost too much."""
        counted = {
            "mine": self.mine, "not-taken": self.not_taken, "team": self.team, "them": self.them, "automatic": self.automatic,
        }  # fmt: skip
        return counted.get(view, self.more.get(view))


def pulse_of(request: HttpRequest) -> Pulse:
    """The pulse at the beginning of this request."""
    known: Pulse | None = getattr(request, "_pulse", None)
    if known is None:
        row = (
            Event.objects.order_by("-id")
            .annotate(
                sample=_sample(),
                troubled=_troubled(),
                back=_back(request.user, clock.now()),
                unseen=unseen_count(request.user),
            )
            .values("id", "sample", "troubled", "back", "unseen")
            .first()
        )
        known = _kept_pulse(request, row["id"] if row else None, dict(row or {}))
    return known


def counts_of(request: HttpRequest, user: User, saved: Mapping[str, Filter] = MappingProxyType({})) -> Counts:
    """How many conversations stand in each view, and in these `saved` ones; the pulse comes along.

    Only open conversations are gone through, so a saved view that also holds closed ones is not counted.
    """
    known: Counts | None = getattr(request, "_counts", None)
    if known is None:
        waiting, at = Q(waiting_since__isnull=False), clock.now()
        more = {
            f"view_{key}": Count("id", filter=meant(wanted, user=user, at=at))
            for key, wanted in saved.items()
            if wanted.waiting or wanted.state == Conversation.State.OPEN
        }
        row = (
            conversations.visible_to(user)
            .filter(state=Conversation.State.OPEN)
            .aggregate(
                mine=Count("id", filter=meant(VIEWS["mine"], user=user, at=at)),
                not_taken=Count("id", filter=waiting & Q(assignee=None)),
                team=Count("id", filter=waiting),
                them=Count("id", filter=~waiting & Q(latest_speaker=Conversation.Speaker.US)),
                automatic=Count("id", filter=Q(latest_speaker=Conversation.Speaker.MACHINE)),
                latest=Max(Cast(Subquery(Event.objects.order_by("-id").values("id")[:1]), TextField())),
                sample=Max(Case(When(_sample(), then=1), default=0)),
                troubled=Max(_troubled()),
                back=Max(_back(user, at)),
                unseen=Max(unseen_count(user)),
                **more,
            )
        )
        latest, pulse = row.pop("latest"), {name: row.pop(name) for name in ("sample", "troubled", "back", "unseen")}
        if latest and not hasattr(request, "_pulse"):
            _kept_pulse(request, UUID(latest), pulse)
        known = Counts(**{name: row.pop(name) for name in list(row) if not name.startswith("view_")}, more=_by_id(row))
        request._counts = known  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return known


def _by_id(row: Mapping[str, int]) -> dict[str, int]:
    return {name.removeprefix("view_"): number for name, number in row.items()}


def _kept_pulse(request: HttpRequest, latest: UUID | None, row: dict[str, Any]) -> Pulse:
    pulse = Pulse(
        mark=_mark(latest, row.get("back") or 0),
        back=row.get("back") or 0,
        has_sample=bool(row.get("sample")),
        troubled_mailboxes=row.get("troubled") or 0,
        unseen=row.get("unseen") or 0,
    )
    request._pulse = pulse  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return pulse


def _mark(latest: UUID | None, back: int) -> str:
    return f"{latest.hex}{back or ''}" if latest else ""


def _back(user: Any, at: datetime) -> Coalesce:
    """How many reminders of a person are due: that a time came is no event, and yet the list changes."""
    due = open_reminders(user).filter(Q(until__lte=at) | Q(conversation__next_due_at__lte=at))
    return Coalesce(Subquery(due.order_by().values("user").annotate(n=Count("id")).values("n")), 0)


def _sample() -> Exists:
    return Exists(Mailbox.objects.filter(is_sample=True))


def _troubled() -> Coalesce:
    in_trouble = ~Q(trouble="") | Q(channel__deaf_since__isnull=False)
    troubled = Mailbox.objects.filter(in_trouble, is_active=True).order_by().values("is_active")
    return Coalesce(Subquery(troubled.annotate(n=Count("id")).values("n")), 0)
