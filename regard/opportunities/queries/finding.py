"""Which opportunities, pipelines and evidence somebody may read."""

from django.db.models import Q, QuerySet

from regard.conversations import queries as conversations
from regard.opportunities.models import Evidence, Opportunity, Pipeline
from regard.staff.models import User
from regard.staff.rules import Right, may


def visible_to(user: User) -> "QuerySet[Opportunity]":
    """Everybody who reads timelines reads every opportunity: a deal that is passed on must not begin again."""
    return Opportunity.objects.all() if may(user.role, Right.READ_TIMELINES) else Opportunity.objects.none()


def visible_evidence(user: User) -> "QuerySet[Evidence]":
    """Evidence whose words the user may read: not what stands in a letter to another team's own mailbox."""
    readable = conversations.visible_to(user)
    return Evidence.objects.filter(Q(message=None) | Q(message__conversation__in=readable.values("id")))


def pipelines() -> "QuerySet[Pipeline]":
    """Those in use, the usual one first."""
    return Pipeline.objects.filter(retired_at=None).order_by("-is_default", "name")
