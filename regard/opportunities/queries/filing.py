"""Which opportunities a conversation is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from regard.conversations.models import Conversation
from regard.opportunities.models import Opportunity


@dataclass(frozen=True, kw_only=True)
class About:
    """`filed` stand under the conversation already; to be filed are the `to_file`, of which nobody has to be asked."""

    filed: Sequence[Opportunity]
    to_file: Sequence[Opportunity]

    @property
    def all(self) -> Sequence[Opportunity]:
        """Both."""
        return [*self.filed, *self.to_file]


def opportunities_of(conversation: Conversation) -> About:
    """The open opportunities a conversation is about.

    Those a colleague or an earlier letter filed it under; else those on whose map the person stands; else the only one their
    company has. Where a company has several and nobody says which, none: a colleague chooses.
    """
    open_ones = Opportunity.objects.filter(outcome="").select_related("ladder", "account")
    filed = list(open_ones.filter(filings__conversation=conversation))
    if filed:
        return About(filed=filed, to_file=())
    mapped = list(open_ones.filter(roles__contact=conversation.contact_id).distinct()[:2])
    if not mapped and conversation.account_id:
        mapped = list(open_ones.filter(Q(account=conversation.account_id))[:2])
    return About(filed=(), to_file=mapped if len(mapped) == 1 else ())
