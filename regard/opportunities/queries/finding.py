"""Which opportunities, pipelines and evidence somebody may read."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from regard.conversations import queries as conversations
from regard.meetings import queries as meetings
from regard.opportunities.models import Evidence, Gate, Opportunity, Pipeline
from regard.staff.models import User
from regard.staff.rules import Right, may


def visible_to(user: User) -> "QuerySet[Opportunity]":
    """Everybody who reads timelines reads every opportunity: a deal that is passed on must not begin again."""
    return Opportunity.objects.all() if may(user.role, Right.READ_TIMELINES) else Opportunity.objects.none()


def visible_evidence(user: User) -> "QuerySet[Evidence]":
    """Evidence whose words the user may read: not what stands in a letter to another team's own mailbox."""
    readable = conversations.visible_to(user)
    letters = Q(message=None) | Q(message__conversation__in=readable.values("id"))
    return Evidence.objects.filter(letters, Q(meeting=None) | Q(meeting__in=meetings.visible_to(user).values("id")))


def pipelines() -> "QuerySet[Pipeline]":
    """Those in use, the usual one first."""
    return Pipeline.objects.filter(retired_at=None).order_by("-is_default", "name")


def gates_in_use() -> "QuerySet[Gate]":
    """The gates of all versions of the pipelines in use, with these: the usual pipeline first, the latest version first.

    A retired pipeline is in use while something is open there.
    """
    is_open = Exists(Opportunity.objects.filter(ladder__pipeline=OuterRef("ladder__pipeline"), outcome=""))
    rows = Gate.objects.filter(Q(ladder__pipeline__retired_at=None) | is_open).select_related("ladder__pipeline")
    return rows.order_by("-ladder__pipeline__is_default", "ladder__pipeline__name", "-ladder__number", "position")
