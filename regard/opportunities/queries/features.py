"""What is known of an opportunity at a moment, in figures: what forecasts learn from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from regard.kit.rows import in_parts
from regard.money.queries import Rates
from regard.opportunities.models import BuyingRole, Evidence, Opportunity
from regard.opportunities.queries.won import won_deals
from regard.opportunities.rules.deciding import Part, Role, WonDeal, coverage, expected_roles

_AT_ONCE = 5000


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known of one. `gate` is its position, 0 before the first; `amount` in the company's currency, None where it is
    not said or no rate is known; `coverage` from 0 to 1, None with nobody on the map."""

    opportunity_id: UUID
    gate: int
    days_at_gate: int
    age_days: int
    days_quiet: int | None
    evidence: int
    kinds: tuple[str, ...]
    coverage: float | None
    people_met: int
    is_single_thread: bool
    amount: Decimal | None
    source: str
    pipeline: str
    slips: int


def features_of(opportunities: Sequence[Opportunity], *, at: datetime, rates: Rates) -> list[Features]:
    """The features of opportunities that brought their gate and ladder along, in their order. Two statements for each part of them."""
    expected = _Expected(won_deals(rates=rates))
    found: list[Features] = []
    for some in in_parts(opportunities, _AT_ONCE):
        ids = [row.id for row in some]
        fresh, parts = _fresh_evidence(ids, at), _parts(ids)
        for row in some:
            amount = None if row.amount is None else rates.in_company_currency(row.amount, row.currency, on=at.date())
            met = _met(parts.get(row.id, []), *expected.roles(amount))
            found.append(_features(row, fresh.get(row.id, []), met, amount, at=at))
    return found


@dataclass(frozen=True)
class _Met:
    share: float | None
    people: int


class _Expected:
    """Whom deals of a size need, reckoned once for each size: amounts that differ by less than a tenth are one."""

    def __init__(self, won: Sequence[WonDeal]) -> None:
        self._won = won
        self._known: dict[float | None, tuple[Mapping[Role, float], int]] = {}

    def roles(self, amount: Decimal | None) -> tuple[Mapping[Role, float], int]:
        size = round(float(amount.ln()), 1) if amount else None
        if size not in self._known:
            self._known[size] = expected_roles(self._won, amount)
        return self._known[size]


def _met(parts: Sequence[Part], expected: Mapping[Role, float], learned_from: int) -> _Met:
    share = coverage(parts, expected, learned_from=learned_from).share if parts else None
    return _Met(share=share, people=sum(part.is_met for part in parts))


def _features(row: Opportunity, fresh: Sequence[str], met: _Met, amount: Decimal | None, *, at: datetime) -> Features:
    return Features(
        opportunity_id=row.id, gate=row.gate.position if row.gate else 0, days_at_gate=max((at - row.stands_since).days, 0),
        age_days=max((at - row.created_at).days, 0), days_quiet=max((at - row.heard_at).days, 0) if row.heard_at else None,
        evidence=len(fresh), kinds=tuple(sorted(set(fresh))), coverage=met.share, people_met=met.people,
        is_single_thread=met.people <= 1, amount=amount, source=row.source, pipeline=str(row.ladder.pipeline_id), slips=row.slips,
    )  # fmt: skip


def _fresh_evidence(ids: Collection[UUID], at: datetime) -> dict[UUID, list[str]]:
    """The kinds of the evidence that holds at a time, by opportunity."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Evidence.objects.filter(opportunity__in=ids, withdrawn_at=None, happened_at__lte=at)
    for owner, kind, happened, days in rows.values_list(
        "opportunity_id", "kind", "happened_at", "gate__shelf_life_days"
    ):
        if days is None or at < happened + timedelta(days=days):
            found[owner].append(kind)
    return found


def _parts(ids: Collection[UUID]) -> dict[UUID, list[Part]]:
    found: dict[UUID, list[Part]] = defaultdict(list)
    rows = BuyingRole.objects.filter(opportunity__in=ids)
    for owner, role, influence, heard in rows.values_list("opportunity_id", "role", "influence", "heard_at"):
        found[owner].append(Part(role=Role(role), influence=influence, is_met=heard is not None))
    return found
