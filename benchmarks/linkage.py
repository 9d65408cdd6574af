"""Doubles found in tables of which the truth is known: `python -m benchmarks linkage FOLDER`, or
`FILE.csv --id COLUMN --truth COLUMN`.

Rows with the same value in the truth's column are the same; it is taken away before anything is compared. Where the truth
stands in the id, `--truth-in 'rec-(\\d+)'` says which part of it. Of a folder every table is measured whose columns name the
truth in a usual way: unique_id and cluster, Id and True Id, rec_id. Prints precision, recall and F1 of pairs, and seconds.
"""

import json
import re
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from regard.data_quality.rules.linkage import link
from regard.kit.tables import Row, read_table


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks linkage", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--id", metavar="COLUMN")
    parser.add_argument("--truth", metavar="COLUMN")
    parser.add_argument("--truth-in", metavar="PATTERN", type=re.compile)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.file.is_dir():
        for path in sorted(options.file.glob("*.csv")):
            _tell(path, _usual(path), options)
        return 0
    if not options.id:
        parser.error("--id names the column of ids; a folder needs none")
    _tell(options.file, Truth(options.id, options.truth, options.truth_in), options)
    return 0


class Truth(NamedTuple):
    """Where a table says which rows are the same: in a column, or in a part of the ids."""

    id: str
    column: str | None = None
    pattern: re.Pattern[str] | None = None


#: How tables of others name it.
USUAL = (Truth("unique_id", "cluster"), Truth("Id", "True Id"), Truth("rec_id", None, re.compile(r"rec-(\d+)")))


def _usual(path: Path) -> Truth | None:
    columns = set(read_table(path.read_bytes()).columns)
    return next((one for one in USUAL if {one.id, one.column or one.id} <= columns), None)


def _tell(path: Path, where: Truth | None, options: Namespace) -> None:
    if where is None:
        return
    table = read_table(path.read_bytes())
    hidden = {where.id, where.column}
    texts = {column: [row.cells[column] for row in table.rows] for column in table.columns if column not in hidden}
    truth = [_truth(row, where.id, where.column, where.pattern) for row in table.rows]
    figures = {"file": path.name, **measure(texts, truth, options.threshold)}
    print(json.dumps(figures) if options.json else "\n".join(f"{name:10} {value}" for name, value in figures.items()))


def measure(texts: dict[str, list[str]], truth: list[str], threshold: float = 0.5) -> dict[str, Any]:
    """Pairs found beside pairs that are."""
    begun = time.monotonic()
    found = link(texts, threshold=threshold)
    seconds = time.monotonic() - begun
    are = sum(count * (count - 1) // 2 for count in Counter(truth).values())
    right = sum(truth[pair.first] == truth[pair.second] for pair in found)
    precision, recall = right / max(1, len(found)), right / max(1, are)
    return {
        "records": len(truth),
        "pairs": are,
        "found": len(found),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "seconds": round(seconds, 1),
    }


def _truth(row: Row, identifier: str, column: str | None, pattern: re.Pattern[str] | None) -> str:
    if column:
        return row.cells[column]
    match = pattern.search(row.cells[identifier]) if pattern else None
    return match[1] if match else row.cells[identifier]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
