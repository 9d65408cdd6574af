"""Bringing rows of a file in, many with one transaction, so that all of it can be taken back (see `taking_back`)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.operations.importing_rows import Origin, Writing
from regard.customers.queries.known import ACCOUNT_COLUMNS, CONTACT_COLUMNS, Known, Standing, known_to
from regard.customers.rules.incoming import Doubles, Incoming, changes
from regard.kit.ids import uuid7


@dataclass(kw_only=True)
class Brought:
    """What became of some rows. `made`: ids by table; `changed`: by table and id, what stood and what stands now.

    `problems` say, by the number of a row, what of it did not come in. `counts` are of people and companies, by what happened.
    """

    counts: Counter[str] = field(default_factory=Counter)
    made: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def bring_in(rows: Sequence[Incoming], *, doubles: Doubles, origin: Origin, at: datetime) -> Brought:
    """Add and fill in what the rows say, with one transaction and an event for each record.

    Raises IntegrityError when somebody added one of these addresses at the same moment: nothing came in, try again.
    """
    with transaction.atomic():
        batch = _Batch(known_to(rows), doubles, at)
        for row in rows:
            batch.take(row)
        batch.writing.write(origin, at=at)
    return batch.brought()


def foresee(rows: Sequence[Incoming], *, doubles: Doubles, at: datetime) -> Brought:
    """What `bring_in` would do; nothing is written. Rows of other calls are not met."""
    batch = _Batch(known_to(rows), doubles, at)
    for row in rows:
        batch.take(row)
    return batch.brought()


class _Batch:
    """Rows one after the other, each seeing what those before it brought."""

    def __init__(self, known: Known, doubles: Doubles, at: datetime) -> None:
        self._known, self._doubles, self._at = known, doubles, at
        self._counts: Counter[str] = Counter()
        self._problems: list[tuple[int, str]] = []
        self.writing = Writing()

    def brought(self) -> Brought:
        return Brought(
            counts=self._counts, problems=self._problems, made=self.writing.made(), changed=self.writing.changed
        )

    def take(self, row: Incoming) -> None:
        """Bring one row in."""
        adds = self._doubles is Doubles.ADD
        account = None if adds and not row.is_person else self._known.account_of(row)
        person = None if adds or not row.is_person else self._known.person_of(row, account)
        is_double = person or (account and not row.is_person)
        if is_double and self._doubles is Doubles.SKIP:
            self._counts["people_skipped" if person else "companies_skipped"] += 1
            return
        account = self._company(row, account, person)
        if not row.is_person:
            if account:
                self._around(row, account, "account")
            return
        standing = self._person(row, account, person)
        self._ways(row, standing)
        self._around(row, standing, "contact")

    def _company(self, row: Incoming, account: Standing | None, person: Standing | None) -> Standing | None:
        """The row's company, made or filled in. A person who is known stays where they work, unless we overwrite."""
        if not row.company.get("name") and account is None:
            self._tell_homeless(row)
            return None
        if person and person.account_id and self._doubles is not Doubles.OVERWRITE:
            home = self._known.accounts[person.account_id]
            if account is not home and row.company.get("name"):
                words = {"home": home.values["name"], "name": row.company["name"]}
                self._problems.append((row.number, _("They work at %(home)s here; %(name)s was left out.") % words))
            account = home if account is home else None
            if account is None:
                return None
        if account is None:
            account = self._new_account(row)
        elif self._doubles is not Doubles.SKIP:
            self._change(account, "account", row.company, row.own_of_company)
        self._company_facts(row, account)
        return account

    def _tell_homeless(self, row: Incoming) -> None:
        lost = [*map(str, row.company), *row.own_of_company, *(number.value for number in row.numbers)]
        if lost or row.owner_id:
            said = _("It says something about a company and does not name it: %(lost)s was left out.")
            names = lost or [_("who looks after it")]
            self._problems.append((row.number, said % {"lost": ", ".join(names)}))

    def _new_account(self, row: Incoming) -> Standing:
        values = {name: row.company.get(name, "") for name in ACCOUNT_COLUMNS}
        values["customer_since"] = row.company.get("customer_since")
        account = Standing(
            id=uuid7(), values=values, custom=dict(row.own_of_company), owner_id=row.owner_id, is_new=True
        )
        self._known.note_account(account)
        self.writing.add_account(account, at=self._at)
        self._counts["companies_made"] += 1
        return account

    def _company_facts(self, row: Incoming, account: Standing) -> None:
        """Mail domain, numbers, who looks after it; of a company that stood here only where doubles are filled in."""
        if not account.is_new and self._doubles not in {Doubles.FILL, Doubles.OVERWRITE}:
            return
        self._domain(row, account)
        for number in row.numbers:
            if self._known.numbers.setdefault(number.normalised, account.id) != account.id:
                said = _("%(number)s is the number of another company here.") % {"number": number.value}
                self._problems.append((row.number, said))
            elif ("number", number.normalised) not in account.ways and not self._stands(account, number.normalised):
                self.writing.add_number(account.id, number)
            account.ways.add(("number", number.normalised))
        if row.owner_id and not account.owner_id:
            self.writing.change("account", account, {"owner_id": row.owner_id}, at=self._at)
            account.owner_id = row.owner_id

    def _domain(self, row: Incoming, account: Standing) -> None:
        """That of its website; of a new company without one, that of the first address: later ones may be a consultant's."""
        first = row.domains[:1] if account.is_new and not any(kind == "domain" for kind, _text in account.ways) else []
        for domain in filter(None, [row.website_domain] if row.website_domain else first):
            account.ways.add(("domain", domain))
            if domain not in self._known.domains:
                self._known.domains[domain] = account.id
                self.writing.add("domain", (domain, account.id), domain)

    def _stands(self, account: Standing, normalised: str) -> bool:
        """Whether the number was this company's before these rows."""
        return not account.is_new and normalised in self._known.numbers_before

    def _person(self, row: Incoming, account: Standing | None, person: Standing | None) -> Standing:
        if person is None:
            return self._new_person(row, account)
        wanted = dict(row.person)
        if account and account.id != person.account_id:
            wanted["account_id"] = account.id
        self._change(person, "contact", wanted, row.own_of_person)
        return person

    def _new_person(self, row: Incoming, account: Standing | None) -> Standing:
        values: dict[str, Any] = {name: row.person.get(name, "") for name in CONTACT_COLUMNS}
        values["birthday"] = row.person.get("birthday")
        person = Standing(
            id=uuid7(), values=values, custom=dict(row.own_of_person), account_id=account.id if account else None, is_new=True
        )  # fmt: skip
        self._known.note_person(person)
        self.writing.add_person(person, at=self._at)
        self._counts["people_made"] += 1
        return person

    def _change(self, standing: Standing, kind: str, said: dict[str, Any], own: dict[str, Any]) -> None:
        now = {**standing.values, "account_id": standing.account_id}
        columns = changes(now, said, rule=self._doubles)
        custom = changes(standing.custom, own, rule=self._doubles)
        label = "people" if kind == "contact" else "companies"
        if not (columns or custom):
            self._counts[f"{label}_same"] += not standing.is_new
            return
        self._counts[f"{label}_changed"] += not standing.is_new
        self.writing.change(kind, standing, columns, custom=custom, at=self._at)
        standing.account_id = columns.pop("account_id", standing.account_id)
        standing.values.update(columns)
        standing.custom.update(custom)

    def _ways(self, row: Incoming, person: Standing) -> None:
        for reach in row.emails:
            owner = self._known.emails.setdefault(reach.normalised, person.id)
            if owner != person.id:
                words = {"address": reach.value, "name": self._known.people[owner].values["name"]}
                said = _("%(address)s belongs to %(name)s here; they came in without it.") % words
                self._problems.append((row.number, said))
            else:
                self._way(person, "email", reach.value, reach.normalised)
        for reach in row.phones:
            self._way(person, "phone", reach.value, reach.normalised)
            known = self._known.phones.setdefault(reach.normalised, [])
            if person.id not in known:
                known.append(person.id)

    def _way(self, person: Standing, kind: str, value: str, normalised: str) -> None:
        if (kind, normalised) in person.ways:
            return
        is_first = not any(known == kind for known, _normalised in person.ways)
        person.ways.add((kind, normalised))
        self.writing.add_way(person.id, kind, value, normalised, is_preferred=is_first)

    def _around(self, row: Incoming, standing: Standing, kind: str) -> None:
        """Tags, the note, further addresses: each once."""
        self.writing.add_tags(kind, standing, row.tags)
        if row.note and row.note not in standing.notes:
            standing.notes.add(row.note)
            self.writing.add_note(kind, standing.id, row.note, at=row.note_at or self._at)
        if standing.is_new:
            for further in row.addresses:
                self.writing.add_address(kind, standing.id, further)


__all__ = ["Brought", "Origin", "bring_in", "foresee"]
