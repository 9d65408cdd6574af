"""Which policy holds for a message."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


class NoPolicyError(LookupError):
    """No policy fits; every installation needs one that fits everything."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a policy is for; empty fits everything. `topics` are term keys, of which one is enough."""

    id: UUID
    position: int
    channel_kind: str
    topics: frozenset[str]
    tier: str


def choose(policies: Iterable[Terms], *, channel_kind: str, topics: Collection[str], tier: str) -> UUID:
    """The id of the first policy by position that fits. Raises NoPolicyError."""
    for policy in sorted(policies, key=lambda terms: (terms.position, terms.id)):
        if (
            policy.channel_kind in {"", channel_kind}
            and (not policy.topics or not policy.topics.isdisjoint(topics))
            and policy.tier in {"", tier}
        ):
            return policy.id
    raise NoPolicyError("no promise policy fits; add one without channel, topic and tier")
