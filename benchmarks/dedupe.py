"""Doubles among many made-up people: `python -m benchmarks dedupe [--records N]`: seconds, peak memory, F1."""

import json
import resource
import sys
from argparse import ArgumentParser

from benchmarks.linkage import measure
from regard.data_quality.tests.made_people import people


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks dedupe", description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    twice = options.records // 10
    made = people(count=options.records - twice, twice=twice)
    figures = measure(made.texts, [str(one) for one in made.who])
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures) if options.json else "\n".join(f"{name:10} {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
