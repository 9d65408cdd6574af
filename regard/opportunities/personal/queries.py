"""Which rows of selling are one person's, and what of them a person is given."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from regard.kit.holders import Item, Person
from regard.opportunities.models import (
    BuyingRole,
    Criterion,
    DecisionStep,
    Evidence,
    Finding,
    Opportunity,
    PlanLink,
    Prompt,
    Proposal,
    Rival,
)

_TAKE_PART = (BuyingRole, Evidence, DecisionStep, Finding, PlanLink, Prompt, Proposal)


def by_them(person: Person) -> Q:
    """Rows about the person, and everything of an opportunity whose account goes with them."""
    return Q(contact__in=person.contact_ids) | _with_account(person)


def said_by_them(person: Person) -> Q:
    """Rows of what was read in a letter of theirs."""
    return Q(message__contact__in=person.contact_ids) | _with_account(person)


def why_by_them(person: Person) -> Q:
    """Opportunities of which the person said why they ended."""
    told = Q(reason_message__contact__in=person.contact_ids)
    return told | Q(reason_message=None, asked_for_reason__in=person.contact_ids) | Q(account__in=person.account_ids)


def accounts_around(person: Person) -> set[UUID]:
    """The accounts of which the person takes part in a decision: also those they do not work for."""
    found: set[UUID] = set()
    for table in _TAKE_PART:
        rows: Any = table
        found |= set(
            rows.objects.filter(contact__in=person.contact_ids).values_list("opportunity__account_id", flat=True)
        )
    return found


def given_out(person: Person) -> Iterator[Item]:
    """What they did, their part, what they said, and what the letters of theirs may show; nothing of anybody else."""
    mine, said = Q(contact__in=person.contact_ids), Q(message__contact__in=person.contact_ids)
    tables: tuple[tuple[str, Any, Q, tuple[str, ...]], ...] = (
        ("evidence", Evidence, mine, ("gate__statement", "kind", "happened_at", "words", "withdrawn_because")),
        ("letters that may be evidence", Proposal, mine, ("gate__statement", "words", "found_at", "decision")),
        ("parts in decisions", BuyingRole, mine, ("role", "stance", "influence", "matters", "heard_at")),
        ("steps", DecisionStep, mine, ("text", "due_on", "done_at")),
        ("criteria", Criterion, said, ("text", "weight", "at")),
        ("rivals", Rival, said, ("competitor__name", "note", "at")),
        ("what they want to reach", Finding, mine | said, ("kind", "text", "baseline", "target", "at")),
        ("plans shared", PlanLink, mine, ("created_at", "opened_at", "revoked_at")),
        ("what we set out to ask", Prompt, mine, ("fact", "at")),
    )
    for name, table, which, columns in tables:
        if rows := list(table.objects.filter(which).order_by("id").values("opportunity__name", *columns)):
            yield Item(f"sales/{name}.json", rows)
    ended = Opportunity.objects.filter(why_by_them(person)).exclude(reason_words="").order_by("id")
    if reasons := list(ended.values("name", "closed_at", "reason_words")):
        yield Item("sales/why.json", reasons)
    own = Opportunity.objects.filter(account__in=person.account_ids).order_by("id")
    if rows := list(own.values("name", "amount", "currency", "source", "created_at", "closed_at", "outcome", "reason")):
        yield Item("sales/opportunities.json", rows)


def _with_account(person: Person) -> Q:
    return Q(opportunity__account__in=person.account_ids)
