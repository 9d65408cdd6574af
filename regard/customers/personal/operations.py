"""Contacts become nameless and stay: what was said with them, and the figures, hang on the row."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerFile,
    CustomerNote,
    CustomerTag,
    CustomerTagging,
    EditRun,
    Identifier,
    Position,
    PostalAddress,
    SavedList,
)
from regard.kit.holders import ERASED, ERASED_WORDS, Item, Person, Plain
from regard.kit.rows import columns
from regard.kit.wiping import Wiper
from regard.mail import queries as mail
from regard.mail.operations.discarding import release

_PLACE: dict[str, Any] = {"street": "", "postcode": "", "city": "", "region": "", "country": ""}
_CONTACT: dict[str, Any] = _PLACE | {
    "first_name": "", "last_name": "", "job_title": "", "language": "", "zone": "", "birthday": None, "custom": {},
}  # fmt: skip
_ACCOUNT: dict[str, Any] = _PLACE | {
    "legal_name": "",
    "website": "",
    "language": "",
    "zone": "",
    "customer_since": None,
    "custom": {},
}


class CustomersHolder(Plain):
    """The contact, everything around it, and the account where that goes with the person."""

    def widen(self, person: Person) -> Person:
        """Names, addresses and numbers; the accounts the person stands at."""
        rows = Contact.objects.filter(id__in=person.contact_ids).exclude(name=person.pseudonym)
        names = [name for name, first, last in rows.values_list("name", "first_name", "last_name") for name in (name, f"{first} {last}")]  # fmt: skip
        methods = ContactMethod.objects.filter(contact__in=person.contact_ids)
        emails = methods.filter(kind=ContactMethod.Kind.EMAIL).values_list("normalised", flat=True)
        phones = methods.filter(kind=ContactMethod.Kind.PHONE).values_list("normalised", flat=True)
        accounts = Account.objects.filter(
            Q(contacts__in=person.contact_ids) | Q(positions__contact__in=person.contact_ids)
        )
        records = {
            "account of others": set(accounts.values_list("id", flat=True)) - person.account_ids,
            "customer_note": _theirs(CustomerNote, person).values_list("id", flat=True),
            "customer_file": _theirs(CustomerFile, person).values_list("id", flat=True),
        }
        return person.widened(addresses=emails, phones=phones, names=names, records=records)

    def look_through(self, person: Person) -> Person:
        """Colleagues at the same company, and whoever else a note names the person to."""
        wiper, contacts, accounts = Wiper(person), set[UUID](), set[UUID]()
        for note in _notes_around(person):
            if wiper.text(note.text) != note.text:
                contacts |= {note.contact_id} if note.contact_id else set()
                accounts |= {note.account_id} if note.account_id else set()
        found = {"contact of others": contacts - person.contact_ids, "account of others": accounts - person.account_ids}
        return person.widened(records=found)

    def export(self, person: Person) -> Iterator[Item]:
        """The record with everything around it, notes about the person, and files."""
        for contact in Contact.objects.filter(id__in=person.contact_ids):
            yield Item("contact.json", columns(contact))
        around = {
            "ways to reach them": ContactMethod.objects.filter(contact__in=person.contact_ids),
            "further addresses": PostalAddress.objects.filter(contact__in=person.contact_ids),
            "positions": Position.objects.filter(contact__in=person.contact_ids),
        }
        for name, rows in around.items():
            if found := [columns(row) for row in rows]:
                yield Item(f"{name}.json", found)
        if tags := list(_theirs(CustomerTagging, person).values_list("tag__name", flat=True)):
            yield Item("tags.json", tags)
        notes = _theirs(CustomerNote, person).order_by("at", "id")
        if written := list(notes.values("at", "text", "author__name")):
            yield Item("notes.json", written)
        for file in _theirs(CustomerFile, person).select_related("raw"):
            yield Item(f"files/{file.id.hex[-6:]}-{file.filename}", partial(mail.raw_bytes, file.raw))

    def erase(self, person: Person, *, at: datetime) -> int:
        """Leave rows without a name; take away what only describes the person."""
        wiper = Wiper(person)
        contacts = Contact.objects.filter(id__in=person.contact_ids)
        blank = Q(name=person.pseudonym, **_CONTACT)
        changed = contacts.exclude(blank).update(name=person.pseudonym, changed_at=at, **_CONTACT)
        accounts = Account.objects.filter(id__in=person.account_ids)
        name = person.pseudonym.replace("person", "account")
        changed += accounts.exclude(Q(name=name, **_ACCOUNT)).update(name=name, changed_at=at, **_ACCOUNT)
        changed += sum(rows.delete()[0] for rows in _descriptions(person))
        tags = CustomerTag.objects.filter(taggings__in=_theirs(CustomerTagging, person)).values_list("id", flat=True)
        named = list(tags)
        changed += _theirs(CustomerTagging, person).delete()[0]
        changed += CustomerTag.objects.filter(id__in=named, taggings=None).delete()[0]
        changed += _theirs(CustomerNote, person).exclude(text=ERASED).update(text=ERASED)
        changed += _erase_files(_theirs(CustomerFile, person), at)
        return changed + _wipe_around(person, wiper, at) + _wipe_work(person, wiper)


def _theirs(model: Any, person: Person) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model.objects.filter(Q(contact__in=person.contact_ids) | Q(account__in=person.account_ids))
    return rows


def _descriptions(person: Person) -> "Iterator[QuerySet[Any]]":
    yield ContactMethod.objects.filter(contact__in=person.contact_ids)
    yield Position.objects.filter(contact__in=person.contact_ids)
    yield _theirs(PostalAddress, person)
    yield Identifier.objects.filter(account__in=person.account_ids)
    yield AccountDomain.objects.filter(account__in=person.account_ids)


def _erase_files(files: "QuerySet[CustomerFile]", at: datetime) -> int:
    raws = list(files.values_list("raw_id", flat=True))
    gone = files.delete()[0]
    release(raws, at=at)
    return gone


def _here(person: Person) -> Q:
    """At the companies the person works for."""
    return Q(account__in=person.of("account of others")) | Q(contact__account__in=person.of("account of others"))


def _notes_around(person: Person) -> "QuerySet[CustomerNote]":
    naming = _here(person)
    for words in (*person.addresses, *(name for name in person.names if len(name.split()) > 1)):
        naming |= Q(text__icontains=words)
    return CustomerNote.objects.filter(naming)


def _wipe_around(person: Person, wiper: Wiper, at: datetime) -> int:
    """Notes, files and fields of the company the person works for, and whatever else names them whole, or an address of theirs."""
    here, changed = _here(person), 0
    for note in _notes_around(person):
        if (text := wiper.text(note.text)) != note.text:
            changed += CustomerNote.objects.filter(id=note.id).update(text=text)
    for file in CustomerFile.objects.filter(here):
        if (name := wiper.text(file.filename)) != file.filename:
            changed += CustomerFile.objects.filter(id=file.id).update(filename=name)
    for account in Account.objects.filter(id__in=person.of("account of others")).exclude(custom={}):
        if (custom := wiper.json(account.custom)) != account.custom:
            changed += Account.objects.filter(id=account.id).update(custom=custom, changed_at=at)
    for tag in CustomerTag.objects.all():
        if wiper.text(tag.name) != tag.name:
            changed += CustomerTag.objects.filter(id=tag.id).update(name=f"{ERASED_WORDS} {tag.id.hex[-6:]}")
    return changed


def _wipe_work(person: Person, wiper: Wiper) -> int:
    """Saved lists that look for the person, and what edits of many records put aside of theirs."""
    changed = 0
    for saved in SavedList.objects.all():
        name, query = wiper.text(saved.name), wiper.json(saved.query)
        if (name, query) != (saved.name, saved.query):
            changed += SavedList.objects.filter(id=saved.id).update(name=name, query=query)
    ids = {str(one) for one in person.contact_ids | person.account_ids}
    for run in EditRun.objects.iterator():
        before, after = wiper.json(_without(run.before, ids)), wiper.json(_without(run.after, ids))
        if (before, after) != (run.before, run.after):
            changed += EditRun.objects.filter(id=run.id).update(before=before, after=after)
    return changed


def _without(values: Any, ids: Iterable[str]) -> Any:
    return {key: value for key, value in values.items() if key not in ids} if isinstance(values, dict) else values


def own_accounts(contact_ids: Iterable[UUID]) -> "QuerySet[Account]":
    """Accounts at which nobody stands but these contacts."""
    ids = list(contact_ids)
    others = Contact.objects.exclude(id__in=ids).filter(account__isnull=False).values("account")
    elsewhere = Position.objects.exclude(contact__in=ids).values("account")
    mine = Account.objects.filter(contacts__in=ids).distinct()
    return mine.exclude(id__in=others).exclude(id__in=elsewhere)
