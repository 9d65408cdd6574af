"""How quick the search is, and how quickly its index is made: `python -m benchmarks search [--messages N] [--keep FOLDER]`.

Makes a company with so many messages (see `_big.py`), of invented words as frequent as words are (Zipf), on the database
that REGARD_DATABASE_URL names, else on SQLite in a folder of its own; with `--keep` the folder stays and is used again. Timed are the whole index, one record, searches as the page asks for them (three kinds, what the reader may see, one
page of excerpts), and the page itself.
"""

import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._folder import make_once, set_up
from benchmarks._speech import Speech


def main(argv: list[str]) -> int:
    parser = ArgumentParser(prog="benchmarks search", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20, help="how often each search is asked")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="regard-search-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        figures = _measure(folder, options.messages, options.rounds)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:44} {value}" for name, value in figures.items()))
    return 0


def _measure(folder: Path, messages: int, rounds: int) -> dict[str, Any]:
    set_up(folder, os.environ.get("REGARD_DATABASE_URL", ""))
    chance = random.Random(1)
    speech = Speech(chance)
    make_once(messages=messages, contacts=messages // 10, is_indexed=False)
    from django.db import connection  # noqa: PLC0415  after `set_up`

    from regard.conversations.models import Message  # noqa: PLC0415
    from regard.search import operations  # noqa: PLC0415
    from regard.search.models import Entry, Word  # noqa: PLC0415

    figures: dict[str, Any] = {"database": connection.vendor, "messages": Message.objects.count()}
    if not Entry.objects.exists():
        begun = time.perf_counter()
        operations.rebuild()
        seconds = time.perf_counter() - begun
        figures["index: messages a second"] = round(figures["messages"] / seconds)
        figures["index: documents a second"] = round(Entry.objects.count() / seconds)
    figures["documents"], figures["words known"] = Entry.objects.count(), Word.objects.count()
    ids = list(Entry.objects.filter(kind="conversation").values_list("record_id", flat=True)[:2000])
    one = _times(lambda: operations.index(kind="conversation", ids=[chance.choice(ids)]), 50)
    figures["index: one conversation, ms (p50, p95)"] = _told(one)
    return figures | _searches(chance, speech, rounds) | _pages(chance, speech, rounds)


def _typed(chance: random.Random, speech: Speech) -> Iterator[tuple[str, Callable[[], str]]]:
    """What people type, each time with other words."""

    def word(first: int, last: int) -> str:
        return speech.words[chance.randrange(first, last)]

    yield "one rare word", lambda: word(20_000, 100_000) + " "
    yield "one usual word", lambda: word(200, 5000)
    yield "one frequent word", lambda: word(3, 60)
    yield "two usual words", lambda: f"{word(100, 3000)} {word(100, 3000)}"
    yield "three frequent words", lambda: f"{word(3, 60)} {word(3, 60)} {word(3, 60)}"
    yield "frequent and rare", lambda: f"{word(3, 60)} {word(5000, 60_000)}"
    yield "beginning of two letters", lambda: word(0, 5000)[:2]
    yield "beginning of four letters", lambda: word(0, 50_000)[:4]
    yield "a phrase", lambda: f'"{word(0, 30)} {word(0, 30)}"'
    yield "from:", lambda: f"from:{word(2000, 60_000)}"
    yield "subject:", lambda: f"subject:{word(10, 2000)}"
    yield "is:open and a frequent word", lambda: f"is:open {word(3, 60)}"
    yield "a slip of the finger", lambda: _slip(word(500, 50_000)) + " "


def _slip(word: str) -> str:
    return f"{word[:2]}w{word[2:]}"


def _searches(chance: random.Random, speech: Speech, rounds: int) -> dict[str, Any]:
    """The statements of the page, without the page."""
    from regard.conversations import queries as conversations  # noqa: PLC0415
    from regard.customers import queries as customers  # noqa: PLC0415
    from regard.search.queries import Wanted, excerpts, find  # noqa: PLC0415
    from regard.search.rules import parse  # noqa: PLC0415
    from regard.staff.models import User  # noqa: PLC0415

    agent = User.objects.get(email="ada@havn.example")

    def search(typed: str) -> None:
        query = parse(typed)
        among = conversations.visible_to(agent)
        if query.states:
            among = among.filter(state="open")
        wanted = {"conversation": Wanted(among=among, limit=20, is_few=bool(query.states))}
        if not query.states:
            wanted["contact"] = Wanted(among=conversations.contacts_visible_to(agent), limit=5)
            wanted["account"] = Wanted(among=customers.visible_to(agent), limit=5)
        found = find(query, wanted=wanted)
        excerpts("conversation", found.hits["conversation"].ids, found.query)

    return _timed("search", search, chance, speech, rounds)


def _pages(chance: random.Random, speech: Speech, rounds: int) -> dict[str, Any]:
    from django.test import Client  # noqa: PLC0415

    from regard.staff.models import User  # noqa: PLC0415

    client = Client()
    client.force_login(User.objects.get(email="ada@havn.example"))

    def show(typed: str) -> None:
        answer = client.get("/search/", {"q": typed}, headers={"host": "127.0.0.1"})
        assert answer.status_code == 200, answer.status_code

    return _timed("page", show, chance, speech, rounds)


def _timed(what: str, act: Callable[[str], None], chance: random.Random, speech: Speech, rounds: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    every: list[float] = []
    for name, typed in _typed(chance, speech):
        act(typed())
        taken = _times(lambda typed=typed: act(typed()), rounds)
        figures[f"{what}: {name}, ms (p50, p95)"] = _told(taken)
        every += taken
    return figures | {f"{what}: all of these, ms (p50, p95)": _told(every)}


def _times(act: Callable[[], object], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _told(taken: list[float]) -> str:
    cuts = statistics.quantiles(taken, n=20)
    return f"{statistics.median(taken):.1f}, {cuts[18]:.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
