"""What every page asks first: did anything happen, who waits, is there a sample company. Two statements, kept on the request."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.events.models import Event
from regard.mail.models import Mailbox
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """`mark` changes whenever anything happened."""

    mark: str
    has_sample: bool
    troubled_mailboxes: int


def pulse_of(request: HttpRequest) -> Pulse:
    """The pulse at the beginning of this request."""
    known: Pulse | None = getattr(request, "_pulse", None)
    if known is None:
        sample = Exists(Mailbox.objects.filter(is_sample=True))
        troubled = Mailbox.objects.filter(is_active=True).exclude(trouble="").order_by().values("is_active")
        latest = (
            Event.objects.order_by("-id")
            .annotate(sample=sample, troubled=Coalesce(Subquery(troubled.annotate(n=Count("id")).values("n")), 0))
            .values_list("id", "sample", "troubled")
            .first()
        )
        known = Pulse(mark="", has_sample=False, troubled_mailboxes=0)
        if latest:
            known = Pulse(mark=latest[0].hex, has_sample=latest[1], troubled_mailboxes=latest[2])
        request._pulse = known  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return known


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Open conversations a person may read, by the view they stand in."""

    mine: int
    not_taken: int
    team: int
    them: int
    automatic: int


def counts_of(request: HttpRequest, user: User) -> Counts:
    """How many conversations stand in each view."""
    known: Counts | None = getattr(request, "_counts", None)
    if known is None:
        waiting = Q(waiting_since__isnull=False)
        known = Counts(
            **conversations.visible_to(user)
            .filter(state=Conversation.State.OPEN)
            .aggregate(
                mine=Count("id", filter=waiting & Q(assignee=user)),
                not_taken=Count("id", filter=waiting & Q(assignee=None)),
                team=Count("id", filter=waiting),
                them=Count("id", filter=~waiting & Q(latest_speaker=Conversation.Speaker.US)),
                automatic=Count("id", filter=Q(latest_speaker=Conversation.Speaker.MACHINE)),
            )
        )
        request._counts = known  # type: ignore[attr-defined]  # noqa: SLF001  kept for the length of the request
    return known
