"""How quick the search is, and how quickly its index is made: `python -m benchmarks search [--messages N] [--keep FOLDER]`.

Makes a company with so many messages, four a conversation, of invented words as frequent as words are (Zipf), on the
database that REGARD_DATABASE_URL names, else on SQLite in a folder of its own; with `--keep` the folder stays and is used
again. Timed are the whole index, one record, searches as the page asks for them (three kinds, what the reader may see, one
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
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
A_CONVERSATION, WORDS_A_MESSAGE, VOCABULARY, A_BATCH = 4, 60, 120_000, 2000
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


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
    os.environ |= {"REGARD_DATA": str(folder), "REGARD_SECRET_KEY": "for measuring", "REGARD_DEBUG": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "regard.config.settings"
    import django  # noqa: PLC0415  the settings read the environment set above

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from regard.conversations.models import Message  # noqa: PLC0415
    from regard.search import operations  # noqa: PLC0415
    from regard.search.models import Entry, Word  # noqa: PLC0415

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    chance = random.Random(1)
    speech = Speech(chance)
    if not Message.objects.exists():
        _company(chance, speech, messages)
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


class Speech:
    """Invented words, the first ones frequent, the last ones rare."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = None
        self.words = list(made)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def say(self, count: int) -> str:
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=count))

    def name(self) -> str:
        return " ".join(word.capitalize() for word in self._chance.choices(self.words[2000:], k=2))


def _company(chance: random.Random, speech: Speech, messages: int) -> None:
    from regard.conversations.models import Conversation, Message  # noqa: PLC0415
    from regard.customers.models import Account, Contact, ContactMethod  # noqa: PLC0415
    from regard.kit.ids import uuid7  # noqa: PLC0415
    from regard.staff import operations as staff  # noqa: PLC0415

    agent = staff.add_user(email="ada@havn.example", name="Ada", role="agent", zone="UTC", at=NOW)
    teams = [
        staff.add_team(name=name, at=NOW, members=(agent,) if name == "Service" else ())
        for name in ("Service", "Board")
    ]
    accounts = [Account(name=speech.name(), created_at=NOW) for _ in range(messages // 100 + 1)]
    contacts = [
        Contact(name=speech.name(), account=chance.choice(accounts), created_at=NOW) for _ in range(messages // 40 + 1)
    ]
    addresses = {
        person.id: f"{person.name.lower().replace(' ', '.')}.{at}@example.com" for at, person in enumerate(contacts)
    }
    Account.objects.bulk_create(accounts, batch_size=A_BATCH)
    Contact.objects.bulk_create(contacts, batch_size=A_BATCH)
    methods = [
        ContactMethod(contact_id=key, kind="email", value=address, normalised=address)
        for key, address in addresses.items()
    ]
    ContactMethod.objects.bulk_create(methods, batch_size=A_BATCH)
    count = messages // A_CONVERSATION
    for start in range(0, count, A_BATCH):
        said: list[Message] = []
        opened: list[Conversation] = []
        for number in range(start, min(count, start + A_BATCH)):
            at = NOW - timedelta(minutes=5 * (count - number))
            person, is_open = chance.choice(contacts), count - number < 500
            conversation = Conversation(
                id=uuid7(), number=1000 + number, subject=speech.say(6), account=person.account, contact=person,
                team=teams[number % 50 == 0], is_team_only=number % 50 == 0, channel_kind="email", channel_id=uuid7(),
                our_address="help@havn.example", assignee=agent if number % 9 == 0 else None, latest_message_at=at,
                latest_speaker="us", created_at=at, state="open" if is_open else "closed", closed_at=None if is_open else at,
            )  # fmt: skip
            opened.append(conversation)
            said += [
                Message(
                    conversation=conversation, kind="inbound" if turn % 2 == 0 else "outbound", at=at, subject=conversation.subject,
                    author_name=person.name if turn % 2 == 0 else "Ada", text=speech.say(WORDS_A_MESSAGE),
                    author_address=addresses[person.id] if turn % 2 == 0 else "help@havn.example",
                )
                for turn in range(A_CONVERSATION)
            ]  # fmt: skip
        Conversation.objects.bulk_create(opened)
        Message.objects.bulk_create(said, batch_size=A_BATCH)


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
