"""What a file says about customers, read and checked, and what becomes of it where we know the customer already."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from regard.customers.rules.addresses import PUBLIC_DOMAINS, domain_of

#: What companies are by law says nothing about which company it is.
_LEGAL_FORMS = """
    ab ag aps as asa bv bvba co corp corporation eg ek gbr gmbh holding inc incorporated kg kk limited llc llp ltd ltda mbh
    nv ohg oy oyj plc pte pty sa sarl sas sl spa spol srl ug und and the
"""
_FORMS = frozenset(_LEGAL_FORMS.split())
_WORD = re.compile(r"[^\W_]+")


class Doubles(StrEnum):
    """What happens with a row about somebody we know."""

    FILL = "fill"
    SKIP = "skip"
    OVERWRITE = "overwrite"
    ADD = "add"


@dataclass(slots=True, kw_only=True)
class Reach:
    """A way to reach a person: as written, and as it is compared."""

    value: str
    normalised: str


@dataclass(slots=True, kw_only=True)
class Number:
    """A number that an authority gave to a company, as `Identifier` keeps it."""

    kind: str
    country: str
    value: str
    normalised: str
    is_valid: bool | None


@dataclass(slots=True, kw_only=True)
class Further:
    """A further address, by the columns of `PostalAddress`."""

    kind: str
    place: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Incoming:
    """One row: columns of a person and of their company as they are to be kept, and what stands around them.

    `number` is where it stands in the file. A row with `is_person` false is about a company alone. Values are never "" or None.
    `domains` recognise the company; `website_domain` becomes its own.
    """

    number: int
    is_person: bool = True
    person: dict[str, Any] = field(default_factory=dict)
    company: dict[str, Any] = field(default_factory=dict)
    own_of_person: dict[str, Any] = field(default_factory=dict)
    own_of_company: dict[str, Any] = field(default_factory=dict)
    emails: list[Reach] = field(default_factory=list)
    phones: list[Reach] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    website_domain: str = ""
    tags: list[str] = field(default_factory=list)
    addresses: list[Further] = field(default_factory=list)
    owner_id: UUID | None = None
    note: str = ""
    note_at: datetime | None = None


def folded(name: str) -> str:
    """How names of people and tags are compared: in one case, with single spaces."""
    return " ".join(name.split()).casefold()


def is_same_company(one: str, other: str) -> bool:
    """Whether two names that share a mail domain are one company's: Brandt Mejeri is Brandt Mejeri ApS, not Brandt Logistics."""
    left, right = _core(one), _core(other)
    return bool(left and right) and (left <= right or right <= left)


def _core(name: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(name.casefold()))
    return words - _FORMS or words


def changes(now: Mapping[str, Any], said: Mapping[str, Any], *, rule: Doubles) -> dict[str, Any]:
    """What of a row is written over what stands there: where nothing stands, or, when overwriting, wherever it differs."""
    if rule is Doubles.OVERWRITE:
        return {name: value for name, value in said.items() if now.get(name) != value}
    return {name: value for name, value in said.items() if now.get(name) in {None, ""}} if rule is Doubles.FILL else {}


def domains_of(addresses: Iterable[str]) -> list[str]:
    """The mail domains that say something about a company, in order."""
    found = dict.fromkeys(domain_of(address) for address in addresses)
    return [domain for domain in found if domain and domain not in PUBLIC_DOMAINS]
