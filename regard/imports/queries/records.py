"""The rows of a run's file as people and companies, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from uuid import UUID

from regard.customers.rules.incoming import Incoming
from regard.fields.queries import custom_fields
from regard.fields.rules import Field, key_of
from regard.imports.models import ImportRun
from regard.imports.queries.addresses import check_email
from regard.imports.queries.files import count_rows, open_text, rows
from regard.imports.rules.layout import Layout, layout_of
from regard.imports.rules.people import Person, Record, from_card, from_row
from regard.imports.rules.prepare import Habits, prepare
from regard.imports.rules.sources import Mapping as Columns
from regard.imports.rules.targets import Own
from regard.imports.rules.vcards import cards_in
from regard.kit.tables import NoTableError
from regard.mail import queries as mail
from regard.meetings.rules.calendars import Meeting, read_meetings
from regard.mime.queries import check_address
from regard.staff.queries import active_users


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row: as it is to be kept (None when it cannot be used), what of it is left out and why, its cells as written."""

    number: int
    incoming: Incoming | None
    reasons: list[str]
    cells: list[str]


def path_of(run: ImportRun) -> Path:
    """Where the file of a run lies. Raises NoTableError when it is gone."""
    if run.raw is None:
        raise NoTableError("The file of this import is not kept any more.")
    return mail.path_of(run.raw)


def read(path: Path, layout: Layout, mapping: Mapping[str, str], *, habits: Habits, after: int = 0) -> Iterator[Read]:
    """The rows, cards or people of a file without the first `after`. Raises NoTableError, OSError."""
    mapping, habits = _with_new_fields(layout, mapping, habits)
    for record, cells in _records(path, layout, mapping, after):
        if record.person is None:
            yield Read(number=record.number, incoming=None, reasons=[*record.left_out, record.reason], cells=cells)
            continue
        incoming, left_out = prepare(record.number, record.person, habits)
        yield Read(number=record.number, incoming=incoming, reasons=[*record.left_out, *left_out], cells=cells)


def _with_new_fields(layout: Layout, mapping: Mapping[str, str], habits: Habits) -> tuple[Mapping[str, str], Habits]:
    """Fields that are made when the import begins, as they will be: so their values are checked before."""
    new = {name: target.removeprefix("new:") for name, target in mapping.items() if target.startswith("new:")}
    kinds = {column.name: column.kind for column in layout.columns}
    fields = {
        (record, key_of(name)): Field(record=record, name=key_of(name), label=name, kind=kinds[name], is_custom=True)
        for name, record in new.items()
    }
    as_own = {name: f"own:{record}:{key_of(name)}" for name, record in new.items()}
    return {**mapping, **as_own}, replace(habits, fields={**fields, **habits.fields})


def count(path: Path, layout: Layout) -> int:
    """How many rows, cards or people there are."""
    if layout.kind in {"table", "workbook"}:
        return count_rows(path, layout)
    return sum(1 for _record in _records(path, layout, {}, 0))


def own_fields() -> list[Own]:
    """The company's own fields of people and companies."""
    return [
        Own(record=record, key=field.name, label=str(field.label))
        for record in ("contact", "account")
        for field in custom_fields(record)
    ]


def habits_of(layout: Layout) -> Habits:
    """How the file writes, and whom it can name. Three statements."""
    colleagues = dict[str, UUID]()
    for identifier, email, name in active_users().values_list("id", "email", "name"):
        colleagues |= {" ".join(name.split()).casefold(): identifier, email.casefold(): identifier}
    fields = {(record, field.name): field for record in ("contact", "account") for field in custom_fields(record)}
    return Habits(
        decimal=layout.decimal, order=layout.order, country=layout.country, colleagues=colleagues, fields=fields
    )


def header_of(run: ImportRun) -> list[str]:
    """What stands above the cells of a run's rows."""
    return layout_of(run.layout).names or ["As it stands in the file"]


def _records(path: Path, layout: Layout, mapping: Mapping[str, str], after: int) -> Iterator[tuple[Record, list[str]]]:
    if layout.kind == "vcard":
        with open_text(path, layout) as file:
            cards = cards_in(line.rstrip("\r\n").replace("\x00", "") for line in file)
            for number, card in islice(enumerate(cards, start=1), after, None):
                yield from_card(number, card, check_email=check_email), [card.name]
    elif layout.kind == "calendar":
        yield from islice(_people_of_meetings(path), after, None)
    else:
        columns = Columns(source=layout.source, fields={name: to for name, to in mapping.items() if to}, unknown=[])
        for row, cells in rows(path, layout, after=after):
            yield from_row(row, columns, check_email=check_email), cells


def _people_of_meetings(path: Path) -> Iterator[tuple[Record, list[str]]]:
    """Whoever takes part in a meeting, each with a note that says so."""
    found = read_meetings(path.read_bytes())
    number = 0
    for meeting in found.meetings:
        people = {one.email: one for one in [meeting.organiser, *meeting.people] if one and one.email}
        for one in people.values():
            number += 1
            yield _taking_part(number, one.name, one.email, meeting), [meeting.summary, one.name, one.email]
    for reason in found.reasons:
        number += 1
        yield Record(number=number, person=None, reason=reason), [reason]


def _taking_part(number: int, name: str, email: str, meeting: Meeting) -> Record:
    said = ", ".join(filter(None, [meeting.summary, meeting.place]))
    person = Person(name=name, emails=[email], note=said, note_at=meeting.starts_at)
    try:
        return Record(number=number, person=replace(person, emails=[check_address(email)]))
    except ValueError as error:
        return Record(number=number, person=None, reason=f"“{email}” is no e-mail address: {error}")
