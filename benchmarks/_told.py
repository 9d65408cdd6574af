"""What the measuring programs of data sets share: read a folder, print figures, print every difference."""

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def folded(text: str | None) -> str:
    """White space does not count."""
    return re.sub(r"\s+", " ", text or "").strip()


def files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".json", ".jsonl", ".md"}
    )


def main(run: Callable[[Path], dict[str, Any]], argv: list[str]) -> int:
    """FOLDER [--json]: differences on the way, figures at the end."""
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="only the figures, as one JSON line")
    arguments = parser.parse_args(argv)
    figures = run(arguments.folder)
    differences = figures.pop("differences", [])
    if arguments.json:
        print(json.dumps(figures))
        return 0
    for line in differences:
        print(line)
    for name, value in figures.items():
        print(f"{name}: {value}", file=sys.stdout)
    return 0
