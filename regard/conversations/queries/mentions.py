"""Where colleagues were named, and who can be."""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from regard.conversations.models import Conversation, Mention
from regard.conversations.queries.listing import visible_to
from regard.staff.models import User


def mentions_of(user: User) -> "QuerySet[Conversation]":
    """Conversations in which the person is named in a note and which they may see, latest mention (`mentioned_at`) first."""
    mine = Mention.objects.filter(conversation=OuterRef("id"), user=user)
    named = visible_to(user).filter(Exists(mine))
    return named.annotate(mentioned_at=Max("mentions__at", filter=Q(mentions__user=user))).order_by("-mentioned_at")


def may_be_mentioned(user: User, conversation: Conversation) -> bool:
    """Nobody is called to a conversation they may not see."""
    return visible_to(user).filter(id=conversation.id).exists()
