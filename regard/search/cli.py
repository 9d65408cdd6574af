"""`regard search rebuild`: the index made anew from what it tells of."""

from argparse import ArgumentParser, Namespace

from regard.kit.cli import FINE, Command, print_json, say
from regard.search import operations

_EVERY = 5000


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _rebuild(options: Namespace) -> int:
    counts = operations.rebuild(progress=_tell)
    if options.json:
        print_json(counts)
    else:
        say("The index is made anew: " + ", ".join(f"{number} of kind {kind}" for kind, number in counts.items()) + ".")
    return FINE


def _tell(kind: str, done: int, every: int) -> None:
    if done % _EVERY == 0 and done < every:
        say(f"  {kind}: {done} of {every}")


REBUILD = Command(help="make the search index anew; searching goes on meanwhile", run=_rebuild, configure=_configure)
