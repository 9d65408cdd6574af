"""The plan as the customer sees it: their steps and ours, and nothing else we know."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import F

from regard.channels.models import Channel
from regard.opportunities.models import DecisionStep, PlanLink
from regard.staff import queries as staff

#: A day in words; British for English, as on all our pages.
_PATTERNS = {"en": "d MMMM y"}


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """A step; they can tick their own."""

    id: str
    text: str
    who: str
    when: str
    is_ours: bool
    is_done: bool
    is_over: bool
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The page."""

    name: str
    company: str
    contact: str
    owner: str
    owner_email: str
    steps: list[PlanStep]
    done: int


def link_of(secret: str) -> PlanLink | None:
    """The link that a secret opens, while it is shared."""
    rows = PlanLink.objects.filter(secret_hash=staff.sha256(secret), revoked_at=None)
    return rows.select_related("opportunity__owner", "opportunity__account", "contact").first()


def plan_of(link: PlanLink, *, at: datetime, language: str) -> Plan:
    """What the customer sees of an opportunity at a time, in a language; days are those of their zone."""
    steps = DecisionStep.objects.filter(opportunity=link.opportunity, is_shared=True).select_related("contact", "user")
    ordered = steps.order_by(F("due_on").asc(nulls_last=True), "created_at", "id")
    today = at.astimezone(ZoneInfo(link.contact.zone or link.opportunity.account.zone or "UTC")).date()
    shown = [_step(one, link, today, language) for one in ordered]
    owner = link.opportunity.owner
    channel = Channel.objects.order_by("id").first()
    return Plan(
        name=link.opportunity.name, company=channel.name if channel else "", contact=link.contact.name,
        owner=owner.name if owner else "", owner_email=owner.email if owner else "", steps=shown,
        done=sum(one.is_done for one in shown),
    )  # fmt: skip


def _step(one: DecisionStep, link: PlanLink, today: date, language: str) -> PlanStep:
    who = one.contact.name if one.contact else one.user.name if one.user else one.who
    when = str(format_date(one.due_on, _PATTERNS.get(language, "long"), locale=language)) if one.due_on else ""
    return PlanStep(
        id=str(one.id), text=one.text, who=who, when=when, is_ours=one.is_ours, is_done=one.done_at is not None,
        is_over=bool(one.due_on and not one.done_at and one.due_on < today), is_mine=one.contact_id == link.contact_id,
    )  # fmt: skip
