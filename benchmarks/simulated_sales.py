"""A company whose truth is known sells for two years: `python -m benchmarks simulated-sales [--seeds N] [--first N]`.

Deals arrive, climb gates or die; in month 18 the market turns: deals die sooner and climb more slowly. Every week the
product's own functions learn from what had been seen by then and say what the months will bring; nothing later is shown to
them. Prints how many months fell inside their 80% ranges, when the change was noticed, bias and Brier score.
"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import date

import numpy as np

from regard.forecasting.rules.metrics import brier
from regard.forecasting.rules.past import Deals, Past, Wins
from regard.forecasting.rules.record import Month, Week, figures, week_of
from regard.forecasting.rules.tables import Features
from regard.forecasting.rules.tonight import Known, Tonight, forecast, months_ahead
from regard.forecasting.rules.totals import Range

BEGIN, MONTHS, TURN = date(2024, 1, 1), 24, 18
#: Nothing can be said before something was seen to end.
FIRST_SAID = 4
WEEK, GATES = 7, 5


@dataclass(frozen=True, kw_only=True)
class Market:
    """`arrivals` a week; chances a week to reach the next gate and to die, for a deal of middling quality."""

    arrivals: float = 14.0
    climb: float = 0.34
    death: float = 0.085
    turned_climb: float = 0.8
    turned_death: float = 2.0


@dataclass(kw_only=True)
class Deal:
    """One deal as it lives; days are ordinals."""

    opened: int
    quality: float
    source: str
    amount: float
    owner: int
    gate: int = 0
    at_gate: int = 0
    quiet: int = 0
    evidence: int = 0
    ended: int | None = None
    won: bool = False


def month_starts(count: int) -> list[int]:
    """The first days of months from the beginning, as ordinals."""
    return [date(BEGIN.year + number // 12, number % 12 + 1, 1).toordinal() for number in range(count)]


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks simulated-sales", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args(argv)
    found = []
    for seed in range(options.first, options.first + options.seeds):
        found.append(simulate(seed))
        print(json.dumps({"seed": seed, **found[-1]}), flush=True)
    print(json.dumps(_together(found)))
    return 0


def _together(found: list[dict]) -> dict:
    noticed = [one["noticed_in_month"] for one in found]
    return {
        "seeds": len(found),
        "inside": round(sum(one["inside"] for one in found) / sum(one["months"] for one in found), 3),
        "inside_before": round(float(np.mean([one["inside_before"] for one in found])), 3),
        "inside_after": round(float(np.mean([one["inside_after"] for one in found])), 3),
        "noticed_within_a_quarter": sum(month is not None and month <= TURN + 3 for month in noticed),
        "false_alarms": sum(one["false_alarms"] > 0 for one in found),
        "bias": round(float(np.mean([one["bias"] for one in found])), 3),
        "brier": round(float(np.mean([one["brier"] for one in found])), 4),
    }


def simulate(seed: int, market: Market | None = None, *, turns: bool = True) -> dict:
    """Two years of one company."""
    chance = np.random.default_rng([seed, 77])
    market = market or Market()
    starts = month_starts(MONTHS + 6)
    first, end = starts[0], starts[MONTHS]
    turn = starts[TURN - 1] if turns else end
    deals: list[Deal] = []
    nights: list[tuple[int, int, np.ndarray, float]] = []  # day, deal, features, chance said
    said: dict[int, Range] = {}
    changes: dict[int, int] = {}
    for day in range(first - 26 * WEEK, first, WEEK):  # it has been selling before anybody kept forecasts
        _live(deals, market, day, chance, is_turned=False)
    for today in range(first, end, WEEK):
        _live(deals, market, today, chance, is_turned=today >= turn)
        night = _tell(deals, nights, said, today, starts, seed=seed)
        for change in night.changes if night else []:
            changes.setdefault(change.day, today)
    return _judge(deals, nights, said, changed=list(changes.values()), starts=starts, turn=turn)


def _live(deals: list[Deal], market: Market, today: int, chance: np.random.Generator, *, is_turned: bool) -> None:
    """What happens in the week before `today`'s night."""
    season = 1 + 0.15 * np.sin((today - BEGIN.toordinal()) / 365.25 * 2 * np.pi)
    for _ in range(chance.poisson(market.arrivals * season)):
        source = str(chance.choice(["web", "partner", "fair"], p=[0.5, 0.3, 0.2]))
        quality = chance.normal({"web": -0.2, "partner": 0.5, "fair": -0.3}[source], 0.9)
        deals.append(
            Deal(opened=today - int(chance.integers(0, WEEK)), quality=quality, source=source, amount=float(np.exp(chance.normal(9, 0.7))), owner=int(chance.integers(0, 4)))
        )  # fmt: skip
    for deal in deals:
        if deal.ended is not None:
            continue
        climb = market.climb * np.exp(0.25 * deal.quality) * (market.turned_climb if is_turned else 1)
        death = (
            market.death
            * np.exp(-0.7 * deal.quality)
            * (market.turned_death if is_turned else 1)
            * (1.2 - 0.12 * deal.gate)
        )
        deal.at_gate += WEEK
        deal.quiet = 0 if chance.random() < 0.35 + 0.12 * deal.quality else deal.quiet + WEEK
        if chance.random() < min(death, 0.9):
            deal.ended = today - int(chance.integers(0, WEEK))
        elif chance.random() < min(climb, 0.9):
            deal.gate, deal.at_gate, deal.quiet = deal.gate + 1, 0, 0
            deal.evidence += 1 + int(chance.random() < 0.4 + 0.15 * deal.quality)
            if deal.gate > GATES:
                deal.ended, deal.won = today - int(chance.integers(0, WEEK)), True
                deal.amount *= float(np.exp(chance.normal(-0.05, 0.15)))
        if deal.ended is not None:
            deal.ended = max(deal.ended, deal.opened)


NUMBERS = ("gate", "age", "days_at_gate", "quiet", "evidence", "amount")


def _row(deal: Deal, today: int) -> np.ndarray:
    return np.array(
        [deal.gate, today - deal.opened, deal.at_gate, deal.quiet, deal.evidence, deal.amount], dtype=np.float64
    )


def _tell(
    deals: list[Deal], nights: list, said: dict[int, Range], today: int, starts: list[int], *, seed: int
) -> Tonight | None:
    """The night: what is known, what the product says of it, and what is kept of that."""
    month = max(number for number, start in enumerate(starts) if start <= today)
    alive = [number for number, deal in enumerate(deals) if deal.ended is None]
    rows = [(today, number, _row(deals[number], today)) for number in alive]
    if month < 2:
        nights.extend((*row, 0.3) for row in rows)
        return None
    windows = months_ahead(today, starts[month : month + 4])
    known = Known(
        past=_past(deals, nights, today), wins=_wins(deals), deals=_deals(deals, [(number, values) for _day, number, values in rows]),
        months=_months(deals, said, starts, month), weeks=_weeks(deals, said_nights(nights, starts), today),
        came=np.array([_came(deals, starts[month], today)]),
    )  # fmt: skip
    night = forecast(known, today=today, windows=windows, seed=seed)
    nights.extend((*row, float(p)) for row, p in zip(rows, night.outlook.p, strict=True))
    if starts[month + 1] - today >= 28 or month not in said:
        said.setdefault(month, night.ranges()[0])
    return night


def said_nights(nights: list, starts: list[int]) -> list:
    """Nights on which something was said; before that only the deals were kept."""
    return [row for row in nights if row[0] >= starts[2]]


def _deals(deals: list[Deal], rows: list[tuple[int, np.ndarray]]) -> Deals:
    matrix = np.array([values for _number, values in rows]).reshape(len(rows), len(NUMBERS))
    numbers = {name: matrix[:, place] for place, name in enumerate(NUMBERS)}
    source = np.array([deals[number].source for number, _values in rows], dtype=object)
    features = Features(count=len(rows), numbers=numbers, categories={"source": source})
    key = np.array([number for number, _values in rows], dtype=np.intp)
    return Deals(features=features, key=key, group=np.zeros(len(rows), dtype=np.intp), amount=numbers["amount"])


def _past(deals: list[Deal], nights: list, today: int) -> Past:
    """One night in four, as the product takes one a month."""
    kept = [row for row in nights if (today - row[0]) % 28 == 0]
    ended = np.array(
        [deals[row[1]].ended if deals[row[1]].ended is not None else np.nan for row in kept], dtype=np.float64
    )
    return Past(
        deals=_deals(deals, [(row[1], row[2]) for row in kept]), day=np.array([row[0] for row in kept], dtype=np.float64), ended=ended,
        won=np.array([deals[row[1]].won for row in kept], dtype=np.bool_),
        final=np.array([deals[row[1]].amount for row in kept], dtype=np.float64),
    )  # fmt: skip


def _wins(deals: list[Deal]) -> Wins:
    won = [deal for deal in deals if deal.won]
    columns = [[deal.opened for deal in won], [deal.ended for deal in won], [deal.amount for deal in won]]
    opened, ended, amount = (np.array(column, dtype=np.float64) for column in columns)
    return Wins(opened=opened, won=ended, amount=amount, group=np.zeros(len(won), dtype=np.intp))


def _came(deals: list[Deal], start: int, end: int) -> float:
    return float(sum(deal.amount for deal in deals if deal.won and start <= deal.ended < end))


def _months(deals: list[Deal], said: dict[int, Range], starts: list[int], month: int) -> list[Month]:
    return [Month(said[one], _came(deals, starts[one], starts[one + 1])) for one in sorted(said) if one < month]


def _weeks(deals: list[Deal], nights: list, today: int) -> list[Week]:
    """How the chances of the deals that were open moved, week by week, up to the night before this one."""
    by_day: dict[int, dict[int, float]] = {}
    for day, number, _values, p in nights:
        by_day.setdefault(day, {})[number] = p
    found = []
    for day in sorted(by_day)[1:]:
        before, now = by_day.get(day - WEEK, {}), by_day[day]
        outcome = np.array([now.get(number, float(deals[number].won)) for number in before])
        ended = [deals[number].won for number in before if number not in now]
        found.append(
            week_of(day, np.array(list(before.values())), outcome, won=sum(ended), lost=len(ended) - sum(ended))
        )
    return [week for week in found if week.day < today]


def _judge(
    deals: list[Deal], nights: list, said: dict[int, Range], *, changed: list[int], starts: list[int], turn: int
) -> dict:
    months = {
        one: Month(said[one], _came(deals, starts[one], starts[one + 1]))
        for one in sorted(said)
        if FIRST_SAID <= one + 1 <= MONTHS
    }
    before = [month.is_inside for one, month in months.items() if starts[one] < turn]
    after = [month.is_inside for one, month in months.items() if starts[one] >= turn]
    ended = [
        (p, deals[number].won)
        for day, number, _values, p in nights
        if day >= starts[FIRST_SAID] and deals[number].ended is not None
    ]
    over = figures(list(months.values()))
    hits = [day for day in changed if day >= turn]
    return {
        "months": over.months, "inside": over.inside, "inside_before": float(np.mean(before)), "inside_after": float(np.mean(after)) if after else None,
        "noticed_in_month": max(n for n, start in enumerate(starts) if start <= hits[0]) + 1 if hits else None,
        "false_alarms": sum(day < turn for day in changed), "bias": round(over.bias or 0.0, 3), "error": round(over.error or 0.0, 3),
        "brier": round(brier(np.array([p for p, _won in ended]), np.array([won for _p, won in ended])), 4),
        "win_rate_before": round(float(np.mean([d.won for d in deals if d.ended is not None and d.ended < turn])), 3),
        "win_rate_after": round(float(np.mean([d.won for d in deals if d.ended is not None and d.ended >= turn] or [0])), 3),
        "won_a_month": round(sum(d.won and d.ended >= starts[0] for d in deals) / MONTHS, 1),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
