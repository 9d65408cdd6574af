"""`python -m benchmarks NAME ...`: runs one of the programs of this folder that measure, each with its own arguments."""

import importlib
import pkgutil
import sys
from pathlib import Path


def main(argv: list[str]) -> int:
    names = sorted(
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name[0] != "_"
    )
    meant = [name for name in names if argv and name.startswith(argv[0].replace("_", "-"))]
    if not argv or (argv[0].replace("_", "-") not in names and len(meant) != 1):
        sys.stderr.write(f"usage: python -m benchmarks NAME ...\nNAME is one of: {', '.join(names)}\n")
        return 2
    name = argv[0].replace("-", "_") if argv[0].replace("_", "-") in names else meant[0].replace("-", "_")
    return int(importlib.import_module(f"benchmarks.{name}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
