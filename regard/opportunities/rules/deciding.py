"""The decision map: parts people have in a decision, and how much of those that count we have met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from statistics import fmean

from django.utils.translation import gettext_lazy as _


class Role(Enum):
    """A part in a decision."""

    ECONOMIC_BUYER = "economic buyer"
    DECIDER = "decider"
    USER = "user"
    TECHNICAL = "technical"
    LEGAL = "legal"
    PROCUREMENT = "procurement"
    CHAMPION = "champion"
    BLOCKER = "blocker"


ROLE_LABELS = {
    Role.ECONOMIC_BUYER: _("Holds the budget"),
    Role.DECIDER: _("Decides"),
    Role.USER: _("Uses it"),
    Role.TECHNICAL: _("Checks that it works"),
    Role.LEGAL: _("Checks the contract"),
    Role.PROCUREMENT: _("Buys"),
    Role.CHAMPION: _("Speaks for us"),
    Role.BLOCKER: _("Stands against it"),
}
STANCE_LABELS = {2: _("For us"), 1: _("Leans to us"), 0: _("Open"), -1: _("Leans away"), -2: _("Against us")}
#: Roles a deal is expected to need while too few deals were won to learn them, with their influence from 1 to 5.
EXPECTED = {Role.ECONOMIC_BUYER: 5.0, Role.DECIDER: 4.0, Role.USER: 3.0, Role.TECHNICAL: 2.0}
#: So many won deals of about this size are needed to learn from them, and a role counts from this share of them on.
ENOUGH_WON, USUAL_SHARE = 10, 1 / 3


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody on the map: the part, the influence from 1 to 5, and whether we have heard or met them."""

    role: Role
    influence: int
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class WonDeal:
    """A won deal: its amount in the company's currency, and the influence of the roles that were met."""

    amount: Decimal | None
    met: Mapping[Role, float]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """`share` of the influence that is expected for such a deal, from 0 to 1, that we have met; `missing` roles, weightiest first.

    `learned_from` is how many won deals the expectation comes from; 0 while it is the usual one.
    """

    share: float
    met: int
    expected: int
    missing: tuple[Role, ...] = ()
    learned_from: int = 0
    weights: Mapping[Role, float] = field(default_factory=dict)


def expected_roles(won: Sequence[WonDeal], amount: Decimal | None) -> tuple[Mapping[Role, float], int]:
    """The roles that deals of about this amount were won with, and the influence each had; from how many deals that is known.

    About this amount: the half of the won deals that is nearest to it by order of magnitude.
    """
    near = _nearest(won, amount)
    if len(near) < ENOUGH_WON:
        return EXPECTED, 0
    shares: dict[Role, float] = {}
    for role in Role:
        met = [deal.met[role] for deal in near if role in deal.met]
        if len(met) / len(near) >= USUAL_SHARE:
            shares[role] = fmean(met) * len(met) / len(near)
    return shares or EXPECTED, len(near) if shares else 0


def coverage(parts: Iterable[Part], expected: Mapping[Role, float], *, learned_from: int = 0) -> Coverage:
    """How much of the expected influence was met. A part whose influence is named counts with it instead of the usual one."""
    listed = list(parts)
    weights = dict(expected)
    for part in listed:
        if part.role in weights:
            weights[part.role] = float(part.influence)
    met = {part.role for part in listed if part.is_met}
    total = sum(weights.values())
    missing = sorted((role for role in weights if role not in met), key=lambda role: -weights[role])
    return Coverage(
        share=sum(weight for role, weight in weights.items() if role in met) / total if total else 1.0,
        met=len(met & set(weights)), expected=len(weights), missing=tuple(missing), learned_from=learned_from,
        weights=weights,
    )  # fmt: skip


def _nearest(won: Sequence[WonDeal], amount: Decimal | None) -> Sequence[WonDeal]:
    if not amount:
        return won
    priced = [deal for deal in won if deal.amount]
    if len(priced) < 2 * ENOUGH_WON:
        return won
    ratio = sorted(priced, key=lambda deal: abs((deal.amount or amount).ln() - amount.ln()))
    return ratio[: len(priced) // 2]
