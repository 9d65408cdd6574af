"""The silo index: whether departments that work on one customer do so together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Shared:
    """An account that people of several departments worked on, and what ties them together."""

    account: UUID
    departments: frozenset[UUID]
    has_plan: bool
    has_lead: bool
    has_mention: bool

    @property
    def is_together(self) -> bool:
        """All three, none of which replaces another."""
        return self.has_plan and self.has_lead and self.has_mention


@dataclass(frozen=True, kw_only=True)
class SiloIndex:
    """`shared` accounts, those that lack most first; hand-overs of these accounts' conversations, and how many said nothing."""

    shared: tuple[Shared, ...]
    handovers: int
    silent_handovers: int

    @property
    def together(self) -> int:
        """How many of the shared accounts are worked on together."""
        return sum(one.is_together for one in self.shared)


def shared_accounts(
    *, touches: Iterable[tuple[UUID, UUID]], departments: Mapping[UUID, Collection[UUID]], leads: Collection[UUID],
    working_on: Mapping[UUID, Collection[UUID]], mentions: Iterable[tuple[UUID, UUID, UUID]],
) -> list[Shared]:  # fmt: skip
    """The accounts that people of at least two departments touched.

    `touches` are pairs of account and person, `departments` the teams of each person, `leads` accounts that somebody looks
    after, `working_on` the people named as working on an account, `mentions` triples of account, who called, who was called. A
    plan is shared when people of two departments are named as working on the account; a mention counts between people who
    have no department in common. Somebody of no department touches for none.
    """
    touched: dict[UUID, set[UUID]] = {}
    for account, person in touches:
        touched.setdefault(account, set()).update(departments.get(person, ()))
    across = {account for account, by, to in mentions if _are_apart(departments.get(by, ()), departments.get(to, ()))}
    found = [
        Shared(
            account=account, departments=frozenset(teams), has_lead=account in leads, has_mention=account in across,
            has_plan=len({team for person in working_on.get(account, ()) for team in departments.get(person, ())}) > 1,
        )
        for account, teams in touched.items()
        if len(teams) > 1
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.has_plan + one.has_lead + one.has_mention, one.account))


def _are_apart(one: Collection[UUID], other: Collection[UUID]) -> bool:
    return bool(one) and bool(other) and not set(one) & set(other)
