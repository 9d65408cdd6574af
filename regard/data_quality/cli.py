"""`regard dedupe FILE.csv --id COLUMN`: which rows are probably the same. Reads the file only, needs no database."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from pathlib import Path

from regard.data_quality.rules.large import NotInstalledError, link_large
from regard.data_quality.rules.linkage import link
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.kit.tables import NoTableError, Row, Table, read_table

#: So many rows with something wrong are named one by one.
_NAMED = 5


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a CSV file in any usual encoding; the first line names the columns")  # fmt: skip
    parser.add_argument("--id", required=True, metavar="COLUMN", help="the column that tells the rows apart; it is not compared")  # fmt: skip
    parser.add_argument("--threshold", type=_probability, default=0.5, metavar="P", help="how probable a pair must be to be printed (0.5)")  # fmt: skip
    parser.add_argument("--engine", choices=_ENGINES, default="own", help="own (built in), or splink for millions of rows: pip install 'regard[dedupe]'")  # fmt: skip


_ENGINES = {"own": link, "splink": link_large}


def run(arguments: Namespace) -> int:
    """One line a pair, in the order of the file; 1 when there are any, 0 when there are none, 2 when it cannot be told."""
    try:
        table = read_table(arguments.file.read_bytes())
        identifier = _column(table, arguments.id)
    except (OSError, NoTableError) as error:
        say(f"{arguments.file}: {error.strerror if isinstance(error, OSError) else error}")
        return USAGE
    rows = _usable(table, identifier)
    texts = {column: [row.cells[column] for row in rows] for column in table.columns if column != identifier}
    try:
        found = _ENGINES[arguments.engine](texts, threshold=arguments.threshold)
    except NotInstalledError as missing:
        say(str(missing))
        return USAGE
    ids = [row.cells[identifier].strip() for row in rows]
    for pair in found:
        print_json({"a": ids[pair.first], "b": ids[pair.second], "p": round(pair.p, 6), "why": pair.why})
    say(f"{len(rows):,} rows compared, {len(found):,} pairs found")
    return FINDINGS if found else FINE


def _column(table: Table, title: str) -> str:
    """The column of that name, in any case. Raises NoTableError."""
    found = [column for column in table.columns if column == title]
    found += [column for column in table.columns if column.casefold() == title.strip().casefold()]
    if not found:
        names = ", ".join(table.columns[:20])
        raise NoTableError(f"there is no column {title!r}; the first line names {names}")
    return found[0]


def _usable(table: Table, identifier: str) -> list[Row]:
    """Rows that have an id and as many cells as there are columns; the others are told."""
    reasons = {row.number: row.reason or _lacks(row, identifier) for row in table.rows}
    wrong = [(number, reason) for number, reason in reasons.items() if reason]
    for number, reason in wrong[:_NAMED]:
        say(f"line {number} is left out: {reason}")
    if len(wrong) > _NAMED:
        say(f"and {len(wrong) - _NAMED:,} lines more are left out")
    rows = [row for row in table.rows if not reasons[row.number]]
    twice = [one for one, count in Counter(row.cells[identifier].strip() for row in rows).items() if count > 1]
    if twice:
        say(
            f"{len(twice):,} ids stand in more than one row, {twice[0]!r} first; such rows are compared like all others"
        )
    return rows


def _lacks(row: Row, identifier: str) -> str:
    return "" if row.cells[identifier].strip() else f"nothing stands in {identifier!r}"


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text!r} is no probability from 0 to 1")
    return value


COMMAND = Command(help="tell which rows of a CSV file are probably the same", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m regard.data_quality.cli", description=COMMAND.help)
    configure(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
