"""What two records have around them, which both keep when they are joined: numbers, ways to reach people, tags, history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Min, Q, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerTagging,
    Identifier,
)
from regard.events.models import Event


@dataclass(frozen=True, kw_only=True)
class Both:
    """What each has, and what the joined one has."""

    label: str
    kept: str
    gone: str
    result: str


def around(kept: Account | Contact, gone: Account | Contact) -> list[Both]:
    """Two statements."""
    ids = [kept.pk, gone.pk]
    kind = "account" if isinstance(kept, Account) else "contact"
    found = _values(kind, ids)
    rows = [_listed(str(label), ids, found[what]) for what, label in _LABELS.items() if what in found]
    rows.append(_people(ids, found.get("people", [])))
    rows.append(_history(ids, kind))
    return [row for row in rows if row.result]


def _values(kind: str, ids: Sequence[UUID]) -> dict[str, list[tuple[UUID, str, str]]]:
    """What, whose, as written and as compared: in one statement, because the page has many others."""
    tags = CustomerTagging.objects.filter(**{f"{kind}__in": ids})
    parts = [_part(tags, "tag", f"{kind}_id", "tag__name", "tag__name")]
    if kind == "account":
        people = (
            Contact.objects.filter(account__in=ids).values("account_id").annotate(count=Count("id"), name=Min("name"))
        )
        parts += [
            _part(Identifier.objects.filter(account__in=ids), "number", "account_id", "value", "normalised"),
            _part(AccountDomain.objects.filter(account__in=ids), "domain", "account_id", "domain", "domain"),
            _part(people, "people", "account_id", "name", "count"),
        ]
    else:
        ways = ContactMethod.objects.filter(contact__in=ids)
        for way in ContactMethod.Kind.values:
            parts.append(_part(ways.filter(kind=way), way, "contact_id", "value", "normalised"))
    found = defaultdict[str, list[tuple[UUID, str, str]]](list)
    for what, owner, value, plain in parts[0].union(*parts[1:], all=True):
        found[what].append((owner, value, plain))
    return {what: sorted(rows, key=lambda row: row[1]) for what, rows in found.items()}


def _part(rows: Any, what: str, *columns: str) -> Any:
    text = {f"c{at}": Cast(name, CharField()) for at, name in enumerate(columns[1:])}
    return (
        rows.order_by()
        .annotate(what=Value(what, CharField()), owner=F(columns[0]), **text)
        .values_list("what", "owner", "c0", "c1")
    )


_LABELS: Mapping[str, Promise] = {
    "number": gettext_lazy("VAT and register numbers"), "domain": gettext_lazy("Mail domains"), "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"), "tag": gettext_lazy("Tags"),
}  # fmt: skip


def _listed(label: str, ids: Sequence[UUID], rows: Iterable[tuple[UUID, str, str]]) -> Both:
    """Values of each; what both have stands once in the result, as the kept one writes it."""
    each: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    for owner, value, plain in rows:
        each[owner][plain] = value
    whole = each[ids[0]] | {plain: value for plain, value in each[ids[1]].items() if plain not in each[ids[0]]}
    return Both(
        label=label, kept=", ".join(each[ids[0]].values()), gone=", ".join(each[ids[1]].values()),
        result=", ".join(whole.values()),
    )  # fmt: skip


def _people(ids: Sequence[UUID], rows: Iterable[tuple[UUID, str, str]]) -> Both:
    counts = {owner: (int(count), name) for owner, name, count in rows}
    each = [counts.get(key, (0, "")) for key in ids]
    kept, gone = (f"{count:,} ({name})" if count == 1 else f"{count:,}" if count else "" for count, name in each)
    both = sum(count for count, _name in each)
    return Both(label=_("People"), kept=kept, gone=gone, result=f"{both:,}" if both else "")


def _history(ids: Sequence[UUID], kind: str) -> Both:
    column = f"{kind}_id"
    rows: Any = Event.objects.filter(**{f"{column}__in": ids}).aggregate(
        kept=Count("id", filter=Q(**{column: ids[0]})), gone=Count("id", filter=Q(**{column: ids[1]}))
    )
    words = [_entries(count) for count in (rows["kept"], rows["gone"], rows["kept"] + rows["gone"])]
    return Both(label=_("History"), kept=words[0], gone=words[1], result=words[2])


def _entries(count: int) -> str:
    return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": f"{count:,}"} if count else ""
