"""Accounts and people as they can be searched: by everything that names them, their notes, and the company's own fields."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTagging,
    Identifier,
)
from regard.search.rules import Document

_NOTES = 50


def contact_documents(ids: Sequence[UUID]) -> Iterator[Document]:
    """People: by name, title, account, town, every way to reach them, tags and notes. Four statements."""
    methods = ContactMethod.objects.filter(contact__in=ids).values_list("contact_id", "value", "normalised")
    ways = _by_owner((owner, f"{value}\n{plain}" if value != plain else value) for owner, value, plain in methods)
    tags, notes = _tags("contact", ids), _notes("contact", ids)
    names = ("id", "name", "job_title", "created_at", "account__name", "city", "custom")
    for identifier, name, title, at, account, city, custom in Contact.objects.filter(id__in=ids).values_list(*names):
        people = [title, account or "", city, *ways[identifier], *tags[identifier], *_own(custom)]
        yield Document(id=identifier, at=at, title=name, people="\n".join(people), texts=tuple(notes[identifier]))


def account_documents(ids: Sequence[UUID]) -> Iterator[Document]:
    """Accounts: by name, town, mail domains, numbers, tags and notes. Five statements."""
    domains = _by_owner(AccountDomain.objects.filter(account__in=ids).values_list("account_id", "domain"))
    numbers = Identifier.objects.filter(account__in=ids).values_list("account_id", "value", "normalised")
    known = _by_owner((owner, f"{value}\n{plain}") for owner, value, plain in numbers)
    tags, notes = _tags("account", ids), _notes("account", ids)
    names = ("id", "name", "legal_name", "city", "created_at", "website", "custom")
    for identifier, name, legal, city, at, website, custom in Account.objects.filter(id__in=ids).values_list(*names):
        people = [legal, city, website, *domains[identifier], *known[identifier], *tags[identifier], *_own(custom)]
        yield Document(id=identifier, at=at, title=name, people="\n".join(people), texts=tuple(notes[identifier]))


def every_contact_id() -> Iterable[UUID]:
    """All people, those known longest first."""
    return Contact.objects.order_by("created_at", "id").values_list("id", flat=True)


def every_account_id() -> Iterable[UUID]:
    """All accounts, those known longest first."""
    return Account.objects.order_by("created_at", "id").values_list("id", flat=True)


def _tags(kind: str, ids: Sequence[UUID]) -> "defaultdict[UUID, list[str]]":
    rows = CustomerTagging.objects.filter(**{f"{kind}__in": ids})
    return _by_owner(rows.order_by("id").values_list(f"{kind}_id", "tag__name"))


def _notes(kind: str, ids: Sequence[UUID]) -> "defaultdict[UUID, list[str]]":
    rows = CustomerNote.objects.filter(**{f"{kind}__in": ids})
    found = _by_owner(rows.order_by("-at", "-id").values_list(f"{kind}_id", "text"))
    return defaultdict(list, {owner: texts[:_NOTES] for owner, texts in found.items()})


def _own(custom: dict[str, Any]) -> list[str]:
    return [str(value) for value in custom.values() if not isinstance(value, bool)]


def _by_owner(rows: Iterable[tuple[Any, str]]) -> "defaultdict[UUID, list[str]]":
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for owner, text in rows:
        found[owner].append(text)
    return found
