"""`regard import check FILE`: what an import of a file would bring, and what not. Reads the file only, needs no database."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from regard.imports.queries import NoTableError, Reading, Record, is_calendar, read_people
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.meetings.rules.calendars import read_meetings


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="people or companies as CSV in any usual encoding, XLSX, XLS, ODS or vCard, or meetings as ICS; the first line of a table names the columns")  # fmt: skip


def run(arguments: Namespace) -> int:
    """One line for each row or card in the order of the file; 1 when something cannot be used, 2 when nothing can be read."""
    try:
        raw = arguments.file.read_bytes()
        if is_calendar(raw):
            return _check_meetings(raw)
        reading = read_people(raw)
    except (OSError, NoTableError) as error:
        say(f"{arguments.file}: {error.strerror if isinstance(error, OSError) else error}")
        return USAGE
    for record in reading.records:
        print_json(_line(record))
    _tell(reading)
    return FINDINGS if any(record.reason or record.left_out for record in reading.records) else FINE


def _check_meetings(raw: bytes) -> int:
    read = read_meetings(raw)
    for meeting in read.meetings:
        print_json({"meeting": {name: value for name, value in asdict(meeting).items() if value}})
    for reason in read.reasons:
        print_json({"reason": reason})
    say(f"{len(read.meetings):,} meetings, {len(read.reasons):,} entries that cannot be used")
    return FINDINGS if read.reasons else FINE


def _line(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {"row": record.number}
    if record.person:
        found["person"] = {name: value for name, value in asdict(record.person).items() if value}
    if record.left_out:
        found["left_out"] = record.left_out
    if record.reason:
        found["reason"] = record.reason
    return found


def _tell(reading: Reading) -> None:
    """What was assumed, so that a wrong guess is seen before anything is imported."""
    usable = sum(record.person is not None for record in reading.records)
    marks = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}
    assumed = [f"written by {reading.source}"] if reading.source not in {"", "vcard"} else []
    if reading.kind == "table":
        assumed += [reading.encoding, f"cells separated by {marks.get(reading.delimiter, reading.delimiter)}"]
    say(f"{len(reading.records):,} found, {usable:,} can be used{''.join(f'; {part}' for part in assumed)}")
    for column, meaning in reading.fields.items():
        say(f"  {column} is {meaning}")
    if reading.unknown:
        say(f"  kept nowhere: {', '.join(reading.unknown)}")
    if reading.replaced:
        say(f"  {reading.replaced:,} letters could not be read in this encoding")


CHECK = Command(help="tell what an import of a file would bring, and what not", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m regard.imports.cli.check", description=CHECK.help)
    configure(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
