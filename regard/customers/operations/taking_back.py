"""Taking back what a batch of an import brought in: what nobody used since goes, what was written over comes back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q

from regard.customers.models import Account, Contact
from regard.customers.operations.importing_rows import TABLES
from regard.events.models import Event
from regard.events.operations import Fact, record_quietly
from regard.kit.rows import columns

_OF: Mapping[str, Any] = {"account": Account.objects, "contact": Contact.objects}
#: Rows that hang on a customer, with the columns that say on which.
_HANGING = ("domain", "number", "method", "address", "tagging", "note")


@dataclass(kw_only=True)
class TakenBack:
    """`removed` and `restored` are numbers of records; `kept` are those that somebody used since: kind, id, name."""

    removed: int = 0
    restored: int = 0
    kept: list[tuple[str, str, str]] = field(default_factory=list)


def take_back(
    *, made: Mapping[str, Sequence[str]], changed: Mapping[str, Mapping[str, Any]], run_id: UUID,
    undone: Collection[UUID], by_id: UUID | None, at: datetime,
) -> TakenBack:  # fmt: skip
    """Undo one batch, the latest of a run first. What runs that are `undone` did is no use by somebody.

    Inside the caller's transaction. A record that is kept keeps everything that came in with it.
    """
    done = TakenBack()
    with transaction.atomic():
        data = {"run": str(run_id)}
        told = [*_restore(changed, done, at, data), *_remove(made, {run_id, *undone}, done, data)]
        record_quietly(told, at=at, by_id=by_id)
    return done


def _restore(
    changed: Mapping[str, Mapping[str, Any]], done: TakenBack, at: datetime, data: Mapping[str, str]
) -> list[Fact]:
    told = []
    for kind, records in changed.items():
        rows = _OF[kind].select_for_update().filter(id__in=[UUID(text) for text in records])
        for row in rows:
            kept = records[row.id.hex]
            touched = _put_back(row, kept["before"], kept["after"], at)
            done.restored += 1
            if touched:
                done.kept.append((kind, row.id.hex, row.name))
            account = row.id if isinstance(row, Account) else row.account_id
            contact = None if isinstance(row, Account) else row.id
            told.append(Fact(f"{kind}.unfilled", kind, row.id, account, contact, data))
    return told


def _put_back(row: Account | Contact, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime) -> bool:
    """Put back what nobody changed since; whether anything was changed since."""
    now = {name: _plain(name, value) for name, value in columns(row).items()}
    now |= {f"custom.{name}": value for name, value in row.custom.items()}
    is_touched, names = False, set[str]()
    for name in before:
        if name == "changed_at" or now.get(name) == after[name]:
            names.add(name)
        else:
            is_touched = True
    if is_touched or now["changed_at"] != after["changed_at"]:
        names.discard("changed_at")
    for name in names:
        _set(row, name, before[name])
    if "changed_at" not in names:
        row.changed_at = at
    row.save(update_fields={"custom", "changed_at", *(name for name in names if not name.startswith("custom."))})
    return is_touched


def _set(row: Account | Contact, name: str, value: Any) -> None:
    if name.startswith("custom."):
        key = name.removeprefix("custom.")
        row.custom = {one: kept for one, kept in row.custom.items() if one != key}
        if value is not None:
            row.custom[key] = value
        return
    column = next(one for one in row._meta.concrete_fields if one.attname == name)  # noqa: SLF001  Django's own way
    setattr(row, name, column.to_python(value) if value is not None else None)


def _plain(name: str, value: Any) -> Any:
    """Ids without hyphens, as traces have them."""
    return UUID(value).hex if value and name.endswith("_id") else value


def _remove(
    made: Mapping[str, Sequence[str]], runs: Collection[UUID], done: TakenBack, data: Mapping[str, str]
) -> list[Fact]:
    people = {UUID(text) for text in made.get("contact", ())}
    accounts = {UUID(text) for text in made.get("account", ())}
    kept_people = _used(Contact, people, made, runs)
    kept_accounts = _used(Account, accounts, made, runs, leaving=people - kept_people)
    kept = kept_people | kept_accounts
    for table in reversed(list(TABLES)):
        model, _columns = TABLES[table]
        ids = made.get(table, ())
        rows = model._default_manager.filter(pk__in=ids if table == "domain" else [UUID(text) for text in ids])  # noqa: SLF001
        if table in _HANGING and kept:
            rows = rows.exclude(_hangs_on(model, kept))
        elif table in _OF:
            rows = rows.exclude(pk__in=kept)
        elif table == "tag":
            rows = rows.filter(taggings=None)
        removed = _delete(rows)
        done.removed += removed if table in _OF else 0
    for kind, used in (("contact", kept_people), ("account", kept_accounts)):
        named = _OF[kind].filter(id__in=used).values_list("id", "name") if used else ()
        done.kept += [(kind, identifier.hex, name) for identifier, name in named]
    facts = [Fact("contact.taken_back", "contact", one, None, one, data) for one in people - kept_people]
    return facts + [Fact("account.taken_back", "account", one, one, None, data) for one in accounts - kept_accounts]


def _delete(rows: Any) -> int:
    """Without looking for what hangs on them: that was taken out before, or they would have been kept."""
    return int(rows._raw_delete(rows.db) or 0)  # noqa: SLF001  the database itself refuses what something still refers to


def _hangs_on(model: type[Model], owners: Collection[UUID]) -> Q:
    names = {one.name for one in model._meta.concrete_fields}  # noqa: SLF001
    on = Q()
    for name in {"account", "contact"} & names:
        on |= Q(**{f"{name}__in": owners})
    return on


def _used(
    model: type[Account | Contact], ids: Collection[UUID], made: Mapping[str, Sequence[str]], runs: Collection[UUID],
    leaving: Collection[UUID] = (),
) -> set[UUID]:  # fmt: skip
    """Those that somebody used or changed since: other rows refer to them, or something happened with them."""
    if not ids:
        return set()
    ours: defaultdict[type[Model], set[Any]] = defaultdict(set)
    for table, keys in made.items():
        ours[TABLES[table][0]] = set(keys) if table == "domain" else {UUID(text) for text in keys}
    ours[Contact] = set(leaving) if model is Account else ours[Contact]
    used = set[UUID]()
    for relation in model._meta.related_objects:  # noqa: SLF001
        name, rows = relation.field.attname, relation.related_model._base_manager  # noqa: SLF001
        referring = rows.filter(**{f"{relation.field.name}__in": ids}).values_list(name, "pk")
        used |= {owner for owner, key in referring if key not in ours[relation.related_model]}
    return used | _happened(model, ids, {str(run) for run in runs})


def _happened(model: type[Account | Contact], ids: Collection[UUID], runs: Collection[str]) -> set[UUID]:
    kind = "account" if model is Account else "contact"
    told = Event.objects.filter(subject_kind=kind, subject_id__in=ids)
    if model is Contact:
        told = told | Event.objects.filter(contact_id__in=ids)
    rows = told.values_list("subject_kind", "subject_id", "contact_id", "data")
    owners = {subject if on == kind else contact for on, subject, contact, data in rows if data.get("run") not in runs}
    return {owner for owner in owners if owner and owner in ids}
