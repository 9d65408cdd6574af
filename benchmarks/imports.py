"""Files of others, read and brought in: `python -m benchmarks imports [FOLDER] [--rows N] [--database sqlite|postgresql] [--json]`.

Without a folder, contacts of our own making come into a new installation: rows a second with the check for doubles, the peak
of memory, and the seconds until all of them are found by searching; then the same file again.

Below the folder, tables (`.csv`, `.xlsx`) count rows, each usable or with its reason, and the sources recognised; where
`expected.json` names a file's source and fields of its first row, differences are told. Cards (`.vcf`) are counted beside
what begins as a card. Calendars (`.ics`) are read, or it is told why not.
"""

import json
import re
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks._imported import measure
from regard.imports.queries import NoTableError, read_people
from regard.imports.rules.vcards import read_cards
from regard.meetings.rules.calendars import read_meetings


def main(argv: list[str]) -> int:
    """Print the figures; 1 when a source, a field, a card or a calendar is missed."""
    parser = ArgumentParser(prog="benchmarks imports", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--without-search", action="store_true", help="do not wait until everybody is found")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.folder is None:
        told = measure(options.rows, options.database, with_search=not options.without_search)
        print(json.dumps(told, indent=None if options.json else 1))
        return 0
    figures = {"tables": tables(options.folder), "cards": cards(options.folder), "calendars": calendars(options.folder)}
    print(json.dumps(figures, ensure_ascii=False, indent=None if options.json else 1))
    return 1 if any(part["missed"] for part in figures.values()) else 0


def tables(folder: Path) -> dict[str, Any]:
    expected = {
        path.parent / name: said
        for path in folder.rglob("expected.json")
        for name, said in json.loads(path.read_text(encoding="utf-8")).items()
    }
    files = sorted(path for ending in ("*.csv", "*.xlsx") for path in folder.rglob(ending))
    figures: dict[str, Any] = {"files": len(files), "rows": 0, "usable": 0, "reasons": [], "sources": {}, "missed": []}
    for path in files:
        try:
            reading = read_people(path.read_bytes())
        except NoTableError as error:
            figures["missed"].append(f"{path.name}: {error}")
            continue
        figures["rows"] += len(reading.records)
        figures["usable"] += sum(record.person is not None for record in reading.records)
        figures["reasons"] += [f"{path.name} {one.number}: {one.reason}" for one in reading.records if one.reason]
        figures["sources"][path.name] = reading.source
        first = next((asdict(one.person) for one in reading.records if one.person), {})
        figures["missed"] += _differences(path.name, expected.get(path, {}), reading.source, first)
    return figures


def cards(folder: Path) -> dict[str, Any]:
    figures: dict[str, Any] = {"files": 0, "begun": 0, "read": 0, "missed": []}
    for path in sorted(folder.rglob("*.vcf")):
        raw = path.read_bytes()
        begun, read = len(re.findall(rb"(?im)^begin:vcard", raw.replace(b"\x00", b""))), len(read_cards(raw))
        figures = {
            **figures,
            "files": figures["files"] + 1,
            "begun": figures["begun"] + begun,
            "read": figures["read"] + read,
        }
        if read < begun:
            figures["missed"].append(f"{path.name}: {read} of {begun} cards")
    return figures


def calendars(folder: Path) -> dict[str, Any]:
    """A calendar is missed when it cannot be read as one; an entry without a time is told and is no miss."""
    figures: dict[str, Any] = {"files": 0, "meetings": 0, "told": 0, "missed": []}
    for path in sorted(folder.rglob("*.ics")):
        read = read_meetings(path.read_bytes())
        figures["files"] += 1
        figures["meetings"] += len(read.meetings)
        figures["told"] += len(read.reasons)
        figures["missed"] += [f"{path.name}: {reason}" for reason in read.reasons if "no time" not in reason]
    return figures


def _differences(name: str, expected: dict[str, Any], source: str, first: dict[str, Any]) -> list[str]:
    if not expected:
        return []
    found = {**first, "email": next(iter(first.get("emails", [])), ""), "source": source}
    wanted = {**expected["first"], "source": expected["source"]}
    return [
        f"{name}: {key} is {found.get(key)!r}, not {value!r}"
        for key, value in wanted.items()
        if found.get(key) != value
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
