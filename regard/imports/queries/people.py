"""A file of people, whatever program wrote it, as records in its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from regard.imports.rules.people import Record, from_card, from_row
from regard.imports.rules.sources import suggest
from regard.imports.rules.vcards import read_cards
from regard.imports.rules.workbooks import read_workbook
from regard.kit.tables import NoTableError, read_table
from regard.mime.queries import check_address

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found, and what was assumed about it. `kind` is table, workbook or vcard."""

    kind: str
    records: Sequence[Record]
    source: str = ""
    encoding: str = ""
    delimiter: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()
    replaced: int = 0


def is_calendar(raw: bytes) -> bool:
    """Whether a file holds meetings and no people."""
    begins = raw[:8192].replace(b"\x00", b"").upper()
    return b"BEGIN:VCALENDAR" in begins or b"BEGIN:VEVENT" in begins


def read_people(raw: bytes) -> Reading:
    """A CSV file, a workbook, or vCards; what it is is told from its bytes. Raises NoTableError."""
    if b"BEGIN:VCARD" in raw[:8192].replace(b"\x00", b"").upper():
        cards = read_cards(raw)
        records = [from_card(number, card, check_email=check_address) for number, card in enumerate(cards, start=1)]
        return Reading(kind="vcard", records=records, source="vcard")
    is_workbook = raw.startswith(_WORKBOOKS)
    table = read_workbook(raw) if is_workbook else read_table(raw)
    mapping = suggest(table.columns)
    if not mapping.fields:
        raise NoTableError(f"No column is known: {', '.join(table.columns[:8])}. The first line must name the columns.")
    return Reading(
        kind="workbook" if is_workbook else "table",
        records=[from_row(row, mapping, check_email=check_address) for row in table.rows],
        source=mapping.source, encoding=table.encoding, delimiter=table.delimiter, fields=mapping.fields,
        unknown=mapping.unknown, replaced=table.replaced,
    )  # fmt: skip


__all__ = ["NoTableError", "Reading", "Record", "is_calendar", "read_people"]
