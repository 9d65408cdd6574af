"""What the sample company sells just now; the deals and their words are in `texts/selling.toml`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from regard.config.demo.customers import Customer
from regard.config.demo.deals import Deal, Market, Said
from regard.config.demo.stage import DAY, MINUTE
from regard.conversations.models import Message
from regard.opportunities import operations as sales
from regard.opportunities.models import DecisionStep, Finding, PlanLink, Proposal
from regard.opportunities.operations import OpportunityTerms, PartTerms, StepTerms
from regard.opportunities.rules.deciding import Role

WORKING_DAY = 8 * 60
#: The map is drawn so long after the last thing they did.
_MAPPED_AFTER = 2 * 60 * MINUTE


class Selling:
    """Plans each deal: what they did, who decides and how, and what comes next."""

    def __init__(self, market: Market, texts: Mapping[str, Any]) -> None:
        self._market, self._deals = market, texts["deals"]
        self._users = market.stage.company.users

    def plan(self) -> None:
        """Plan all of them."""
        for told in self._deals:
            deal = Deal(account=told["account"], owner=self._users[told["owner"]], language="en", letters=[])
            self._market.plan(self._ago(told["opened"]), partial(self._open, told, deal))
            for did in told["did"]:
                self._market.plan(self._ago(did["ago"]), partial(self._did, did, deal))
            latest = self._ago(min(did["ago"] for did in told["did"]))
            mapped = self._market.stage.later(max(latest, self._market.begins), _MAPPED_AFTER / MINUTE)
            self._market.plan(mapped, partial(self._map, told, deal))
        self._market.plan(self._market.stage.before(WORKING_DAY), self._look_through)

    def _ago(self, days: float) -> datetime:
        return self._market.stage.before(days * WORKING_DAY, team="sales")

    def _day(self, days: int) -> date:
        return (self._market.stage.now + days * DAY).date()

    def _open(self, told: Mapping[str, Any], deal: Deal, at: datetime) -> None:
        terms = OpportunityTerms(
            name=told["name"],
            amount=Decimal(told["amount"]),
            source=told["source"],
            closes_on=self._day(told["closes"]),
        )
        self._market.open(deal, terms, at)
        if call := told.get("call"):
            terms = replace(terms, call=call)
            sales.change_opportunity(opportunity=deal.opened, terms=terms, by=deal.owner, at=at + MINUTE)

    def _did(self, did: Mapping[str, Any], deal: Deal, at: datetime) -> None:
        if "call" in did:
            self._market.ring(deal, did["call"], did["text"], at, gate=did["gate"])
            return
        by: Customer = self._market.customers[did["letter"]]
        said = Said(by=by, subject=did["subject"], text=did["text"].strip(), reply=did["reply"], gate=did["gate"])
        self._market.write(deal, said, at)

    def _map(self, told: Mapping[str, Any], deal: Deal, at: datetime) -> None:
        """Who decides, how, by what and against whom."""
        what: dict[str, Any] = {"opportunity": deal.opened, "by": deal.owner, "at": at}
        for part in told["roles"]:
            sales.add_role(terms=self._part(part), **what)
        steps = [sales.add_step(terms=self._step(step), **what) for step in told["steps"]]
        for step, row in zip(told["steps"], steps, strict=True):
            if step.get("done"):
                sales.tick_step(step=row, by=deal.owner, at=at)
        for one in told.get("criteria", ()):
            message = _letter(deal, one)
            sales.add_criterion(text=one["text"], weight=one["weight"], fit=one["fit"], message=message, **what)
        for one in told.get("rivals", ()):
            sales.add_rival(name=one["name"], note=one.get("note", ""), **what)
        for one in told.get("findings", ()):
            sales.add_finding(
                kind=Finding.Kind(one["kind"]), text=one["text"], baseline=one.get("baseline", ""),
                target=one.get("target", ""), contact=self._market.contact(one["who"]), message=_letter(deal, one), **what,
            )  # fmt: skip
        if "plan" in told:
            self._share(deal, told["plan"], steps, at)

    def _share(self, deal: Deal, name: str, steps: list[DecisionStep], at: datetime) -> None:
        """One of theirs is sent the plan, and looks at it; what is done of theirs they tick themselves."""
        contact = self._market.contact(name)
        sales.share_plan(opportunity=deal.opened, contact=contact, by=deal.owner, at=at)
        link = PlanLink.objects.get(opportunity=deal.opened, contact=contact)
        sales.open_plan(link=link, at=at + 40 * MINUTE)
        done = next(step for step in steps if step.done_at or not step.is_ours)
        sales.untick_step(step=done, by=deal.owner, at=at + MINUTE)
        sales.tick_by_customer(link=link, step=done, is_done=True, at=at + 41 * MINUTE)

    def _part(self, part: Mapping[str, Any]) -> PartTerms:
        contact, through = part.get("who"), part.get("through")
        return PartTerms(
            role=Role(part["role"]), contact=self._market.contact(contact) if contact else None, name=part.get("body", ""),
            through=self._market.contact(through) if through else None, stance=part.get("stance"),
            influence=part.get("influence", 3), matters=part.get("matters", ""),
        )  # fmt: skip

    def _step(self, step: Mapping[str, Any]) -> StepTerms:
        who, user = step.get("who"), step.get("user")
        return StepTerms(
            text=step["text"], contact=self._market.contact(who) if who else None, user=self._users[user] if user else None,
            due_on=self._day(step["due"]), is_paper=step.get("paper", False),
        )  # fmt: skip

    def _look_through(self, at: datetime) -> None:
        """What the product proposed of older letters was looked at: it was none."""
        for proposal in Proposal.objects.filter(decision="", found_at__lt=at - timedelta(hours=1)):
            by = proposal.opportunity.owner
            if by:
                sales.dismiss_proposal(proposal=proposal, by=by, at=at)


def _letter(deal: Deal, one: Mapping[str, Any]) -> Message | None:
    return deal.letters[one["letter"]] if "letter" in one else None
