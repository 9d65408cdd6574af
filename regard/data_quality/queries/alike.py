"""Records that something shares an indexed value with: a way to be reached, a number, a domain, a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from regard.conversations.queries import contacts_visible_to
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod, Identifier
from regard.customers.queries import visible_to
from regard.customers.rules import PUBLIC_DOMAINS, domain_of, normalise_email
from regard.customers.rules.phones import normalise_phone
from regard.data_quality.models import Learned
from regard.data_quality.rules.customers import model_from_json, usual_model
from regard.data_quality.rules.scoring import Model
from regard.kit.moment import once_a_moment
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from regard.staff.models import User

#: So many are looked at: of more, the name is too common to tell anything.
MOST = 25
#: A telephone number has so many digits, at least.
_SHORTEST = 5


def seen_by(kind: str, user: User) -> "QuerySet[Any]":
    """The accounts or people that a colleague may see."""
    return visible_to(user) if kind == "account" else contacts_visible_to(user)


def every(kind: str) -> "QuerySet[Any]":
    """All accounts or people, for what no page shows as it is."""
    return Account.objects.all() if kind == "account" else Contact.objects.all()


def by_name(kind: str, name: str, *, among: "QuerySet[Any]") -> list[UUID]:
    """Records called so, also where it is spelled a little differently."""
    if len(name.strip()) < 2:
        return []
    exactly = list(among.filter(name=name.strip()).values_list("id", flat=True)[:MOST])
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in name).split())
    found = find(parse(words), wanted={kind: Wanted(among=among, limit=MOST)}) if words else None
    return [*exactly, *(found.hits[kind].ids if found else ())]


@dataclass(frozen=True)
class Way:
    """An address or a number that somebody has, and with which account they are."""

    kind: str
    normalised: str
    contact_id: UUID
    account_id: UUID | None


def by_ways(emails: Sequence[str], phones: Sequence[str]) -> list[Way]:
    """Which of these addresses and numbers somebody has. One statement each."""
    found: list[Way] = []
    for kind, values in (
        (ContactMethod.Kind.EMAIL, [normalise_email(one) for one in emails if "@" in one]),
        (ContactMethod.Kind.PHONE, [plain for one in phones if len(plain := normalise_phone(one)) >= _SHORTEST]),
    ):
        if values:
            rows = ContactMethod.objects.filter(kind=kind, normalised__in=values)
            columns = ("kind", "normalised", "contact_id", "contact__account_id")
            found += [Way(*row) for row in rows.values_list(*columns)[:MOST]]
    return found


def by_domain(emails: Sequence[str]) -> list[UUID]:
    """Accounts whose mail domain one of these addresses has."""
    domains = {domain_of(one) for one in emails} - PUBLIC_DOMAINS - {""}
    return list(AccountDomain.objects.filter(domain__in=domains).values_list("account_id", flat=True)[:MOST])


def by_number(numbers: Sequence[str]) -> list[UUID]:
    """Accounts with one of these numbers, as they are compared."""
    rows = Identifier.objects.filter(normalised__in=list(numbers))
    return list(rows.values_list("account_id", flat=True)[:MOST]) if numbers else []


@once_a_moment
def learned(kind: str) -> Model:
    """What the last scan learned; what is usual before the first."""
    kept = Learned.objects.filter(kind=kind).first()
    return model_from_json(kind, kept.model, size=kept.size) if kept else usual_model(kind)
