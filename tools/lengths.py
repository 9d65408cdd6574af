"""File lengths of the product: at most 200 lines at the 90th percentile, 500 for the longest. `python -m tools.lengths`."""

import sys
from pathlib import Path

P90, LONGEST = 200, 500


def lengths(root: Path) -> list[tuple[int, Path]]:
    """Lines of each Python file of the product, tests and migrations left out, shortest first."""
    files = (path for path in root.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
    return sorted((len(path.read_text(encoding="utf-8").splitlines()), path) for path in files)


def main() -> int:
    """Print the figures; 1 when one is over."""
    measured = [entry for entry in lengths(Path("regard")) if entry[0]]
    p90, (longest, name) = measured[int(len(measured) * 0.9)][0], measured[-1]
    print(f"{len(measured)} files, median {measured[len(measured) // 2][0]}, p90 {p90}, longest {longest} ({name})")
    return 0 if p90 <= P90 and longest <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
