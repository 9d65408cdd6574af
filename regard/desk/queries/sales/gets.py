"""What selling gives back: letters that file themselves under a deal, evidence that is found, asks that the customer acted on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from regard.effort.rules import Get, Row, Work
from regard.events.models import Event
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Filing, Prompt, Proposal
from regard.staff.models import User

#: A customer who acts within this time acted on the ask.
ACTS_WITHIN = timedelta(hours=48)


def filed(user: User, since: datetime, until: datetime) -> "QuerySet[Filing]":
    """Conversations that found their opportunity by themselves, of those the person looks after."""
    rows = Filing.objects.filter(by=None, at__gte=since, at__lte=until, opportunity__owner=user)
    return rows.filter(_is_visible(user)).select_related("opportunity__account").order_by("-at")


def proposed(user: User, since: datetime, until: datetime) -> "QuerySet[Proposal]":
    """Sentences found in letters that the person made evidence of with one click."""
    decided = Proposal.objects.filter(decided_by=user, decision=Proposal.Decision.CONFIRMED)
    rows = decided.filter(_is_visible(user), decided_at__gte=since, decided_at__lte=until)
    return rows.select_related("opportunity__account").order_by("-decided_at")


def acted_on(user: User, since: datetime, until: datetime) -> "QuerySet[Prompt]":
    """Asks that the person took up and after which somebody of the customer did something within 48 hours."""
    acts = Event.objects.filter(
        account_id=OuterRef("opportunity__account"), actor=Event.Actor.CUSTOMER, at__gt=OuterRef("at"),
        at__lte=OuterRef("at") + ACTS_WITHIN,
    )  # fmt: skip
    rows = Prompt.objects.filter(_is_visible(user), by=user, at__gte=since, at__lte=until)
    return rows.filter(Exists(acts)).select_related("opportunity__account").order_by("-at")


def _is_visible(user: User) -> Exists:
    return Exists(opportunities.visible_to(user).filter(id=OuterRef("opportunity")))


def _rows(_user: User, found: Iterable[Filing | Prompt]) -> list[Row]:
    return [
        Row(
            f"{one.opportunity.account.name}, {one.opportunity.name}",
            reverse("opportunity", args=[one.opportunity_id]),
            one.at,
        )
        for one in found
    ]


def _proposal_rows(_user: User, found: Iterable[Proposal]) -> list[Row]:
    return [
        Row(one.words, reverse("opportunity", args=[one.opportunity_id]), one.decided_at or one.found_at)
        for one in found
    ]


GETS = (
    Get(
        name="filed under a deal", label=_("Conversations filed under their opportunity"),
        line=ngettext_lazy("%(n)s conversation filed under its opportunity", "%(n)s conversations filed under their opportunity", "n"),
        work=Work(decisions=2, clicks=3, keys=8), found=filed, rows=_rows,
    ),
    Get(
        name="evidence found", label=_("Evidence found in letters"),
        line=ngettext_lazy("%(n)s piece of evidence found", "%(n)s pieces of evidence found", "n"),
        work=Work(decisions=4, clicks=4, keys=30), like="evidence", found=proposed, rows=_proposal_rows, at="decided_at",
    ),
    Get(
        name="asks acted on", label=_("Asks proposed that the customer acted on within 48 hours"),
        line=ngettext_lazy("%(n)s ask the customer acted on", "%(n)s asks the customer acted on", "n"),
        work=Work(decisions=6, clicks=4, keys=60), found=acted_on, rows=_rows,
    ),
)  # fmt: skip
