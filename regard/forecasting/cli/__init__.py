"""`regard forecast backtest FILE.csv --outcome COLUMN --won VALUE`: what the sales model makes of any table. Needs no database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from regard.forecasting.rules.backtest import LOST, NotPossible, Records, Result, backtest, split
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.kit.tables import NoTableError, Row, Table, read_table


def configure(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="a CSV file in any usual encoding; the first line names the columns")
    add("--outcome", required=True, metavar="COLUMN", help="the column that says what became of a deal; rows where it is empty are left out")  # fmt: skip
    add("--won", required=True, metavar="VALUE", help="what stands there for a deal that was won")
    add("--lost", default="", metavar="V,V", help="what stands there for one that was not; rows that say neither are left out. Without it everything else is lost, unless a usual word for it stands there")  # fmt: skip
    add("--id", default="", metavar="COLUMN", help="the column that tells the rows apart (else their numbers from 0)")
    add("--date", default="", metavar="COLUMN", help="the day of each row: the latest fifth is tested, by the earlier")
    add("--amount", default="", metavar="COLUMN", help="what the deal is worth; read as a number")
    add("--exclude", default="", metavar="C,C", help="columns not to use, such as those known only at the close")
    add("--test", default=None, metavar="FILE2", type=Path, help="learn from all of FILE and test on this one")
    add("--predictions", default=None, metavar="OUT", type=Path, help='write {"id", "p"} of each row tested, a line each')  # fmt: skip
    add("--seed", type=int, default=1, metavar="N", help="what decides by chance which rows are tested (1)")


def run(arguments: Namespace) -> int:
    """One line of JSON; 0 when the model is better than the base rate, 1 when it is not, 2 when it cannot be told."""
    try:
        first = _records(arguments.file, arguments)
        train, test = (
            (first, _records(arguments.test, arguments, is_asked=True))
            if arguments.test
            else split(first, seed=arguments.seed)
        )
        result = backtest(train, test, seed=arguments.seed)
        if arguments.predictions:
            _write(arguments.predictions, test, result)
    except (OSError, NoTableError, NotPossible) as error:
        where = getattr(error, "filename", None) or arguments.file
        say(f"{where}: {error.strerror if isinstance(error, OSError) else error}")
        return USAGE
    for column, reason in result.shape.left_out.items():
        say(f"column {column!r} is left out: {reason}")
    print_json(result.figures())
    say(result.words)
    return FINE if result.beats_base_rate else FINDINGS


@dataclass(frozen=True)
class _Columns:
    """Which column of the file is which; "" for none."""

    outcome: str
    identifier: str
    date: str
    used: tuple[str, ...]


def _records(path: Path, arguments: Namespace, *, is_asked: bool = False) -> Records:
    """The rows of a file whose outcome is known; of one to be told (`is_asked`) all, and it needs no outcomes. Raises OSError, NoTableError."""
    table = read_table(path.read_bytes())
    if table.replaced:
        say(f"{path}: {table.replaced:,} characters could not be read as {table.encoding}; they stand as '\ufffd'")
    columns = _columns(table, arguments, is_asked=is_asked)
    rows = [(number, row) for number, row in enumerate(table.rows) if not row.reason]
    _tell_unusable(table.rows)
    won = _outcomes([row.cells.get(columns.outcome, "") for _number, row in rows], arguments, is_asked=is_asked)
    kept = [place for place, one in enumerate(won) if is_asked or one is not None]
    if open_rows := sum(one is None for one in won):
        fate = "told but not compared" if is_asked else "left out"
        say(f"{path}: {open_rows:,} rows are {fate}, because they were neither won nor lost yet")
    if not kept:
        raise NoTableError(f"no row has an outcome; the file has {len(table.rows):,} rows")
    usable = [rows[place] for place in kept]
    return Records(
        ids=[row.cells[columns.identifier].strip() if columns.identifier else str(number) for number, row in usable],
        columns={name: [row.cells[name] for _number, row in usable] for name in columns.used},
        won=[won[place] for place in kept],
        dates=[row.cells[columns.date] for _number, row in usable] if columns.date else None,
    )


def _columns(table: Table, arguments: Namespace, *, is_asked: bool) -> _Columns:
    has_outcome = not is_asked or arguments.outcome.strip().casefold() in map(str.casefold, table.columns)
    outcome = _column(table, arguments.outcome) if has_outcome else ""
    identifier, date, _amount = (
        _column(table, name) if name else "" for name in (arguments.id, arguments.date, arguments.amount)
    )
    excluded = {_column(table, name) for name in _listed(arguments.exclude) if not is_asked or name in table.columns}
    used = [name for name in table.columns if name not in {outcome, identifier, date, *excluded}]
    return _Columns(outcome, identifier, date, tuple(used))


def _outcomes(cells: Sequence[str], arguments: Namespace, *, is_asked: bool) -> list[bool | None]:
    """Won, lost, or None for neither. Raises NoTableError where nothing was won under that word."""
    plain = [" ".join(cell.split()).casefold() for cell in cells]
    won = " ".join(arguments.won.split()).casefold()
    if won not in plain and not is_asked:
        seen = ", ".join(repr(cell) for cell, _count in Counter(cells).most_common(10))
        raise NoTableError(f"no row says {arguments.won!r} in {arguments.outcome!r}; there stand {seen}")
    lost = {" ".join(one.split()).casefold() for one in _listed(arguments.lost)} or (LOST & set(plain)) - {won}
    return [True if one == won else None if not one or (lost and one not in lost) else False for one in plain]


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _column(table: Table, title: str) -> str:
    """The column of that name, in any case. Raises NoTableError."""
    wanted = title.strip().casefold()
    if found := [column for column in table.columns if column == title] or [
        column for column in table.columns if column.casefold() == wanted
    ]:
        return found[0]
    raise NoTableError(f"there is no column {title!r}; the first line names {', '.join(table.columns[:20])}")


def _tell_unusable(rows: Sequence[Row]) -> None:
    unusable = [row for row in rows if row.reason]
    for row in unusable[:5]:
        say(f"line {row.number} is left out: {row.reason}")
    if len(unusable) > 5:
        say(f"and {len(unusable) - 5:,} lines more are left out")


def _write(path: Path, test: Records, result: Result) -> None:
    pairs = zip(test.ids, result.told, strict=True)
    lines = (json.dumps({"id": one, "p": round(float(p), 6)}, ensure_ascii=False) for one, p in pairs)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


BACKTEST = Command(help="try the sales model on a CSV file of closed deals", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m regard.forecasting.cli", description=BACKTEST.help)
    configure(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
