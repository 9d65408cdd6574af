"""The rows that a batch of an import writes, table by table, with the little that is needed to take them back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from regard.customers.models import (
    Account,
    AccountDomain,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTag,
    CustomerTagging,
    Identifier,
    PostalAddress,
)
from regard.customers.queries.known import ACCOUNT_COLUMNS, CONTACT_COLUMNS, Standing
from regard.customers.rules.incoming import Further, Number, folded
from regard.events.operations import Fact, record_quietly
from regard.kit.bulk import insert
from regard.kit.ids import uuid7
from regard.staff.models import User

#: Each table an import writes, its columns, in the order in which they are written; taken back in the other order.
TABLES: Mapping[str, tuple[type[Model], Sequence[str]]] = {
    "tag": (CustomerTag, ("id", "name", "created_at")),
    "account": (Account, ("id", *ACCOUNT_COLUMNS, "owner_id", "team_id", "parent_id", "custom", "created_at", "changed_at", "is_sample")),
    "contact": (Contact, ("id", "account_id", *CONTACT_COLUMNS, "custom", "created_at", "changed_at", "is_sample")),
    "domain": (AccountDomain, ("domain", "account_id")),
    "number": (Identifier, ("id", "account_id", "kind", "country", "value", "normalised", "is_valid")),
    "method": (ContactMethod, ("id", "contact_id", "kind", "value", "normalised", "label", "is_preferred", "bounced_at", "bounce_reason", "proven_at")),
    "address": (PostalAddress, ("id", "account_id", "contact_id", "kind", "street", "postcode", "city", "region", "country")),
    "tagging": (CustomerTagging, ("id", "tag_id", "account_id", "contact_id")),
    "note": (CustomerNote, ("id", "account_id", "contact_id", "text", "author_id", "at", "is_sample")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Whose doing it is: the run, what its file is called, who asked (None at the terminal)."""

    run_id: UUID
    filename: str
    by: User | None


class Writing:
    """Collects what is to be written; `write` does it."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._ids: defaultdict[str, list[str]] = defaultdict(list)
        self._news: dict[UUID, tuple[str, UUID | None]] = {}
        self._updates: dict[tuple[str, UUID], dict[str, Any]] = {}
        self._tags: dict[str, list[tuple[str, Standing]]] = {}
        self.changed: dict[str, dict[str, Any]] = {}

    def made(self) -> dict[str, list[str]]:
        """The ids of the rows that are new, by table."""
        return dict(self._ids)

    def add(self, table: str, row: tuple[Any, ...], key: str) -> None:
        """One new row of a table; `key` is its primary key."""
        self._rows[table].append(row)
        self._ids[table].append(key)

    def add_account(self, account: Standing, *, at: datetime) -> None:
        """A new company. Its row is made when it is written, because later rows may still fill it in."""
        self._news[account.id] = ("account", None)
        self._rows["account"].append((account, at))
        self._ids["account"].append(account.id.hex)

    def add_person(self, person: Standing, *, at: datetime) -> None:
        """A new person."""
        self._news[person.id] = ("contact", person.account_id)
        self._rows["contact"].append((person, at))
        self._ids["contact"].append(person.id.hex)

    def add_way(self, contact_id: UUID, kind: str, value: str, normalised: str, *, is_preferred: bool) -> None:
        """A new address or telephone of a person."""
        identifier = uuid7()
        row = (identifier, contact_id, kind, value, normalised, "", is_preferred, None, "", None)
        self.add("method", row, identifier.hex)

    def add_number(self, account_id: UUID, number: Number) -> None:
        """A new number of a company."""
        identifier = uuid7()
        row = (identifier, account_id, number.kind, number.country, number.value, number.normalised, number.is_valid)
        self.add("number", row, identifier.hex)

    def add_note(self, kind: str, owner: UUID, text: str, *, at: datetime) -> None:
        """A new note; whose it is, is known when it is written."""
        identifier = uuid7()
        self.add("note", (identifier, *_places(kind, owner), text, None, at, False), identifier.hex)

    def add_address(self, kind: str, owner: UUID, further: Further) -> None:
        """A further address."""
        identifier = uuid7()
        place = [further.place.get(name, "") for name in ("street", "postcode", "city", "region", "country")]
        self.add("address", (identifier, *_places(kind, owner), further.kind, *place), identifier.hex)

    def add_tags(self, kind: str, standing: Standing, names: Iterable[str]) -> None:
        """Tags that are not on it."""
        for name in names:
            if folded(name) not in standing.tags:
                standing.tags.add(folded(name))
                self._tags.setdefault(name, []).append((kind, standing))

    def change(
        self, kind: str, standing: Standing, columns: Mapping[str, Any], *, at: datetime, custom: Mapping[str, Any] | None = None
    ) -> None:  # fmt: skip
        """Write over what stands in a record. One that is new is written once, as it stands in the end."""
        if standing.is_new:
            return
        before: dict[str, Any] = {name: _plain(_now(standing, name)) for name in columns}
        before |= {f"custom.{name}": standing.custom.get(name) for name in custom or {}}
        after = {name: _plain(value) for name, value in columns.items()}
        after |= {f"custom.{name}": value for name, value in (custom or {}).items()}
        kept = self.changed.setdefault(kind, {}).setdefault(
            standing.id.hex, {"before": {"changed_at": _plain(standing.changed_at)}, "after": {}, "account": _plain(standing.account_id)},
        )  # fmt: skip
        kept["before"] = before | kept["before"]
        kept["after"] |= after | {"changed_at": _plain(at)}
        update = self._updates.setdefault((kind, standing.id), {"changed_at": at})
        update |= columns
        if custom:
            update["custom"] = {**update.get("custom", standing.custom), **custom}

    def write(self, origin: Origin, *, at: datetime) -> None:
        """Write it all, and an event for each record. Inside the caller's transaction."""
        self._settle_tags(at)
        by = origin.by.id if origin.by else None
        for table, (model, columns) in TABLES.items():
            rows: list[Any] = self._rows[table]
            if table == "account":
                rows = [_account_row(account, made_at) for account, made_at in rows]
            elif table == "contact":
                rows = [_person_row(person, made_at) for person, made_at in rows]
            elif table == "note":
                rows = [(*row[:4], by, *row[5:]) for row in rows]
            insert(model, columns, rows)
        self._update()
        record_quietly(self._facts(origin), at=at, by_id=by)

    def _update(self) -> None:
        models: Mapping[str, type[Account | Contact]] = {"account": Account, "contact": Contact}
        for (kind, identifier), values in self._updates.items():
            models[kind].objects.filter(id=identifier).update(**values)

    def _settle_tags(self, at: datetime) -> None:
        """The tags by their names; new ones where there are none."""
        if not self._tags:
            return
        known = {folded(name): identifier for identifier, name in CustomerTag.objects.values_list("id", "name")}
        for name, places in self._tags.items():
            tag_id = known.get(folded(name))
            if tag_id is None:
                tag_id = known[folded(name)] = uuid7()
                self.add("tag", (tag_id, name, at), tag_id.hex)
            for kind, standing in places:
                identifier = uuid7()
                self.add("tagging", (identifier, tag_id, *_places(kind, standing.id)), identifier.hex)

    def _facts(self, origin: Origin) -> Iterable[Fact]:
        data = {"run": str(origin.run_id), "filename": origin.filename}
        for identifier, (kind, account_id) in self._news.items():
            is_account = kind == "account"
            yield Fact(
                f"{kind}.imported", kind, identifier, identifier if is_account else account_id,
                None if is_account else identifier, data,
            )  # fmt: skip
        for kind, records in self.changed.items():
            for text, kept in records.items():
                identifier, is_account = UUID(text), kind == "account"
                after = {name: value for name, value in kept["after"].items() if name != "changed_at"}
                told = {**data, "changes": {name: [kept["before"][name], value] for name, value in after.items()}}
                account_id = identifier if is_account else UUID(kept["account"]) if kept["account"] else None
                yield Fact(f"{kind}.filled", kind, identifier, account_id, None if is_account else identifier, told)


def _places(kind: str, owner: UUID) -> tuple[UUID | None, UUID | None]:
    return (owner, None) if kind == "account" else (None, owner)


def _account_row(one: Standing, at: datetime) -> tuple[Any, ...]:
    values = [one.values[name] for name in ACCOUNT_COLUMNS]
    return (one.id, *values, one.owner_id, None, None, one.custom, at, None, False)


def _person_row(one: Standing, at: datetime) -> tuple[Any, ...]:
    values = [one.values[name] for name in CONTACT_COLUMNS]
    return (one.id, one.account_id, *values, one.custom, at, None, False)


def _now(standing: Standing, name: str) -> Any:
    return {"account_id": standing.account_id, "owner_id": standing.owner_id}.get(name, standing.values.get(name))


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value
