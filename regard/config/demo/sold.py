"""Sixty deals that ended: won, lost to somebody named, not decided, given up. Drawn by chance, always the same.

Those that were won had more often heard who holds the budget, the criteria in writing, and steps with dates; so the product
has something to learn from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from regard.config.demo.customers import Customer
from regard.config.demo.deals import Deal, Market, Said, people_of
from regard.config.demo.stage import DAY, MINUTE, Act
from regard.opportunities import operations as sales
from regard.opportunities.models import Outcome
from regard.opportunities.operations import OpportunityTerms, PartTerms, StepTerms
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind

#: In ninety days; shorter histories have fewer.
MOST, IN_DAYS = 60, 90
#: Of sixty: 27 won, 18 lost, 9 without a decision, 6 given up.
_ENDINGS = (
    *[Outcome.WON] * 9, *[Outcome.LOST] * 6, *[Outcome.NO_DECISION] * 3, *[Outcome.WITHDRAWN] * 2,
)  # fmt: skip
#: How often a fact holds of deals that are won, and of others.
_OFTEN = {
    "buyer": (0.85, 0.35),
    "user": (0.7, 0.5),
    "criteria": (0.75, 0.3),
    "steps": (0.75, 0.3),
    "champion": (0.6, 0.25),
}
_LATE = (0.1, 0.4)
_SELLERS = ("ines", "ines", "mette", "priya", "tom", "sara")
#: The last ones ended so long ago.
_SETTLED = 6 * DAY


@dataclass(frozen=True, kw_only=True)
class _Past:
    """One that ended: who was in it, what held of it, and when what happened, as shares of its length."""

    deal: Deal
    outcome: Outcome
    people: Sequence[Customer]
    holds: Mapping[str, bool]
    begins: datetime
    ends: datetime
    thing: str

    @property
    def speaker(self) -> Customer:
        """Who writes and decides: who holds the budget where we met them, else who uses it."""
        return self.people[0] if self.holds["buyer"] else self.people[2]

    def at(self, share: float) -> datetime:
        """A moment of it."""
        return self.begins + share * (self.ends - self.begins)


class Sold:
    """Plans them over the days the company has behind it."""

    def __init__(self, market: Market, texts: Mapping[str, Any], *, besides: set[str], days: int) -> None:
        self._market, self._words, self._rng = market, texts["ended"], market.rng
        self._accounts = [
            one for name, one in people_of(market.customers).items() if name not in besides and len(one) > 2
        ]
        self._planned = market.begins
        self._count = max(2, round(MOST * min(days / IN_DAYS, 1)))

    def plan(self) -> None:
        """Plan all of them."""
        endings = (_ENDINGS * (self._count // len(_ENDINGS) + 1))[: self._count] if self._count >= len(_ENDINGS) else [
            _ENDINGS[place * len(_ENDINGS) // self._count] for place in range(self._count)
        ]  # fmt: skip
        for outcome in self._rng.sample(endings, len(endings)):
            self._plan(self._drawn(outcome))

    def _drawn(self, outcome: Outcome) -> _Past:
        rng, whole = self._rng, self._market.stage.now - _SETTLED - self._market.begins
        begins = rng.uniform(0, 0.62)
        ends = begins + rng.uniform(0.15, 0.36)
        people = rng.choice(self._accounts)
        owner = self._market.stage.company.users[rng.choice(_SELLERS)]
        column = 0 if outcome == Outcome.WON else 1
        return _Past(
            deal=Deal(account=people[0].account, owner=owner, language=people[0].language, letters=[]), outcome=outcome,
            people=people, holds={name: rng.random() < often[column] for name, often in _OFTEN.items()} | {"late": rng.random() < _LATE[column]},
            begins=self._market.begins + begins * whole, ends=self._market.begins + ends * whole, thing=rng.choice(self._words["things"]),
        )  # fmt: skip

    def _plan(self, past: _Past) -> None:
        self._planned = past.begins
        self._at(past.begins, partial(self._open, past))
        self._at(past.at(0.15), partial(self._ring, past, past.people[2], "problem", 1))
        buyer = past.speaker
        if past.holds["buyer"] or self._rng.random() < 0.6:
            self._at(past.at(0.35), partial(self._ring, past, buyer, "act", 2))
        if past.holds["champion"]:
            self._at(past.at(0.4), partial(self._ring, past, past.people[1], "problem", 0))
        if past.holds["steps"]:
            self._at(past.at(0.5), partial(self._note_steps, past))
        if past.holds["criteria"]:
            self._at(past.at(0.55), partial(self._write, past, "criteria", 3, EvidenceKind.MAIL))
        is_won = past.outcome == Outcome.WON
        if is_won or self._rng.random() < 0.35:
            self._at(past.at(0.75), partial(self._ring, past, buyer, "short", 4))
        if is_won:
            self._at(past.at(0.9), partial(self._ring, past, buyer, "choice", 5))
            self._at(past.ends, partial(self._write, past, "signed", 6, EvidenceKind.SIGNATURE))
        else:
            self._at(past.ends, partial(self._end, past))

    def _at(self, at: datetime, act: Act) -> None:
        """In working hours, and after what was planned before of the same deal."""
        at = self._market.stage.later(at, self._rng.uniform(1, 60), team="sales")
        self._planned = max(at, self._planned + 5 * MINUTE)
        self._market.plan(self._planned, act)

    def _open(self, past: _Past, at: datetime) -> None:
        amount = Decimal(round(self._rng.lognormvariate(9.8, 0.7), -2)).quantize(Decimal(100))
        closes = past.ends.date() + timedelta(days=self._rng.randrange(-10, 12))
        call = self._rng.choice([40, 50, 60, 70, 80, 90])
        source = self._rng.choice(self._words["sources"])
        terms = OpportunityTerms(name=past.thing, amount=amount, source=source, closes_on=closes, call=call)
        self._market.open(past.deal, terms, at)
        self._part(past, past.people[2], Role.USER if past.holds["user"] else Role.TECHNICAL, at)
        if past.holds["buyer"]:
            self._part(past, past.people[0], Role.ECONOMIC_BUYER, at)
        if past.holds["champion"]:
            self._part(past, past.people[1], Role.CHAMPION, at)
        if self._rng.random() < 0.5:
            rival = self._rng.choice([*self._words["rivals"], ""])
            sales.add_rival(opportunity=past.deal.opened, name=rival, by=past.deal.owner, at=at)

    def _part(self, past: _Past, who: Customer, role: Role, at: datetime) -> None:
        terms = PartTerms(
            role=role, contact=self._market.contact(who.name), influence=5 if role == Role.ECONOMIC_BUYER else 3
        )
        sales.add_role(opportunity=past.deal.opened, terms=terms, by=past.deal.owner, at=at)

    def _ring(self, past: _Past, who: Customer, about: str, gate: int, at: datetime) -> None:
        if past.deal.opened.is_open:
            self._market.ring(past.deal, who.name, self._rng.choice(self._words["calls"][about]), at, gate=gate)

    def _note_steps(self, past: _Past, at: datetime) -> None:
        for text, share in (("Compare the offers", 0.75), ("Decide", 0.95)):
            due = max(past.at(share), at).date()
            terms = StepTerms(text=text, contact=self._market.contact(past.speaker.name), due_on=due)
            sales.add_step(opportunity=past.deal.opened, terms=terms, by=past.deal.owner, at=at)
        if past.outcome != Outcome.WON and self._rng.random() < 0.5:
            terms_now = OpportunityTerms.of(past.deal.opened)
            later = (terms_now.closes_on or at.date()) + timedelta(days=14)
            sales.change_opportunity(
                opportunity=past.deal.opened, terms=replace(terms_now, closes_on=later), by=past.deal.owner, at=at
            )

    def _write(self, past: _Past, about: str, gate: int, kind: EvidenceKind, at: datetime) -> None:
        words, by = self._words[past.speaker.language], past.speaker
        said = Said(
            by=by, subject=words["subjects"][about].format(thing=past.thing), text=self._rng.choice(words[about]).format(thing=past.thing),
            reply=words["reply"], gate=gate, kind=kind,
        )  # fmt: skip
        self._market.write(past.deal, said, at, minutes=self._rng.uniform(300, 420) if past.holds["late"] else 0)

    def _end(self, past: _Past, at: datetime) -> None:
        lists = {Outcome.LOST: "why_lost", Outcome.NO_DECISION: "why_none", Outcome.WITHDRAWN: "why_withdrawn"}
        reason = self._rng.choice(self._words[lists[past.outcome]])
        rival = self._rng.choice(self._words["rivals"]) if past.outcome == Outcome.LOST else ""
        what: dict[str, Any] = {"opportunity": past.deal.opened, "by": past.deal.owner, "at": at}
        sales.close_opportunity(outcome=past.outcome, lost_to=rival, reason=reason, **what)
        if past.outcome == Outcome.LOST and self._rng.random() < 0.5:
            sales.note_reason(words=self._rng.choice(self._words["they_say"]), **what)
