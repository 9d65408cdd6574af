"""That a buyer committed, when and to what stays: where deals stand is what it was. Who it was and what was said goes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from regard.kit.holders import ERASED, ERASED_WORDS, Item, Person, Plain
from regard.kit.wiping import Wiper
from regard.opportunities.models import (
    BuyingRole,
    Competitor,
    Criterion,
    DecisionStep,
    Evidence,
    Finding,
    Opportunity,
    PlanLink,
    Proposal,
    Rival,
)
from regard.opportunities.personal.queries import accounts_around, by_them, given_out, said_by_them, why_by_them

#: The columns in which somebody may be named, by table.
_NAMING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Opportunity, ("name", "reason", "reason_words", "source")),
    (Evidence, ("words", "withdrawn_because")),
    (Proposal, ("words",)),
    (BuyingRole, ("name", "matters")),
    (DecisionStep, ("text", "who")),
    (Criterion, ("text",)),
    (Rival, ("note",)),
    (Finding, ("text", "baseline", "target")),
)


class OpportunitiesHolder(Plain):
    """What the person did in sales, and what is noted of them there."""

    def widen(self, person: Person) -> Person:
        """The accounts in whose decisions they take part."""
        return person.widened(records={"account of others": accounts_around(person) - person.account_ids})

    def export(self, person: Person) -> Iterable[Item]:
        """What they did and said, and their part in decisions."""
        return given_out(person)

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  selling keeps its own times
        """Leave that they committed, and when; take the words, and the person out of the words of others."""
        changed = _erase_evidence(person)
        changed += Proposal.objects.filter(by_them(person)).delete()[0]
        changed += PlanLink.objects.filter(by_them(person)).delete()[0]
        changed += _erase_map(person)
        changed += _erase_opportunities(person)
        return changed + _wipe_others(person, Wiper(person))


def _erase_evidence(person: Person) -> int:
    """Files go with the person: what was read in them can be read no longer, whoever it was of."""
    kept = Q(file__in=person.of("customer_file")) | Q(note__in=person.of("customer_note"))
    rows = Evidence.objects.filter(by_them(person) | said_by_them(person) | kept)
    changed = rows.filter(Q(is_erased=False) | ~Q(words=ERASED)).update(words=ERASED, is_erased=True)
    changed += Evidence.objects.filter(file__in=person.of("customer_file")).update(file=None)
    changed += Evidence.objects.filter(note__in=person.of("customer_note")).update(note=None)
    return changed + _blank(rows, "withdrawn_because")


def _erase_map(person: Person) -> int:
    mine, said = by_them(person), said_by_them(person)
    changed = _blank(BuyingRole.objects.filter(mine), "name", "matters")
    changed += BuyingRole.objects.filter(through__in=person.contact_ids).update(through=None)
    changed += _blank(DecisionStep.objects.filter(mine | said), "text", "who")
    changed += _blank(Criterion.objects.filter(said), "text")
    changed += _blank(Rival.objects.filter(said), "note")
    return changed + _blank(Finding.objects.filter(mine | said), "text", "baseline", "target")


def _erase_opportunities(person: Person) -> int:
    told = Opportunity.objects.filter(why_by_them(person)).exclude(reason_words__in=["", ERASED])
    changed = told.update(reason_words=ERASED)
    own = Opportunity.objects.filter(account__in=person.account_ids)
    return changed + _blank(own, "name", "reason", "source")


def _wipe_others(person: Person, wiper: Wiper) -> int:
    """In the deals of companies around the person, and wherever else they are named whole, or by an address."""
    words = [*person.addresses, *(name for name in person.names if len(name.split()) > 1)]
    changed = 0
    for table, columns in _NAMING:
        account = "account__in" if table is Opportunity else "opportunity__account__in"
        which = Q((account, person.of("account of others")))
        for column in columns:
            which |= _naming(column, words)
        changed += sum(_wipe(row, wiper, columns) for row in table.objects.filter(which).distinct())
    named = Competitor.objects.filter(_naming("name", words)) if words else Competitor.objects.none()
    for rival in named:
        if wiper.text(rival.name) != rival.name:
            changed += Competitor.objects.filter(id=rival.id).update(name=f"{ERASED_WORDS} {rival.id.hex[-6:]}")
    return changed


def _naming(column: str, words: Iterable[str]) -> Q:
    which = Q()
    for one in words:
        which |= Q((f"{column}__icontains", one))
    return which


def _blank(rows: "QuerySet[Any]", *columns: str) -> int:
    return sum(
        rows.exclude(**{f"{column}__in": ["", ERASED_WORDS]}).update(**{column: ERASED_WORDS}) for column in columns
    )


def _wipe(row: Model, wiper: Wiper, columns: Iterable[str]) -> int:
    now = {column: wiper.json(getattr(row, column)) for column in columns}
    if all(getattr(row, column) == value for column, value in now.items()):
        return 0
    return type(row)._base_manager.filter(pk=row.pk).update(**now)  # noqa: SLF001  Django's own way
