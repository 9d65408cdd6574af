"""Which pages of a big company are measured, and by whom they are read. Import this module after `django.setup()`."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks._speech import Speech
from regard.conversations.models import Conversation, Tag
from regard.customers.models import Account, Contact
from regard.staff.models import User

#: A mark that no page has: its fragment is made anew.
OLD = "0" * 32


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page or a fragment; `path` may be another one each time."""

    name: str
    path: Callable[[], str]
    is_fragment: bool = False


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody signed in, in this process; `session` signs in over HTTP too."""

    client: Client
    session: str

    def statements(self, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.read(path)
        return len(captured)

    def read(self, path: str) -> str:
        response = self.client.get(path, headers={"host": "127.0.0.1"})
        if response.status_code not in {200, 204}:
            raise RuntimeError(f"{path}: {response.status_code}")
        return response.content.decode()


def reader(email: str) -> Reader:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return Reader(client=client, session=client.cookies["sessionid"].value)


def visits(ada: Reader, chance: random.Random) -> list[Visit]:
    """The pages of an agent."""
    speech, own = Speech(random.Random(1)), Conversation.objects.filter(assignee__email="ada@havn.example")
    waiting = list(own.filter(waiting_since__isnull=False).values_list("id", flat=True))
    closed = list(own.filter(state="closed").order_by("-closed_at").values_list("id", flat=True)[:200])
    much = Conversation.objects.annotate(said=Count("messages")).filter(said__gte=50, is_team_only=False)
    long = list(much.order_by("-id").values_list("id", flat=True)[:5])
    regular = Account.objects.order_by("id").values("id")[:1]
    theirs = list(
        Conversation.objects.filter(account__in=regular, is_team_only=False)
        .order_by("-id")
        .values_list("id", flat=True)[:20]
    )
    tag = Tag.objects.order_by("id").first()

    def one(kind: list, rest: str = "") -> Callable[[], str]:  # type: ignore[type-arg]
        return lambda: f"/inbox/{chance.choice(kind)}/{rest}"

    def word(first: int, last: int) -> str:
        return speech.words[chance.randrange(first, last)]

    inbox = [("mine", "mine"), ("team", "team"), ("closed", "closed"), ("everything", "all"), ("no receipt", "no-receipt"),
             ("tag", f"waiting=us;tag={tag.id.hex}" if tag else "team"), ("tag, all states", f"tag={tag.id.hex}" if tag else "team"),
             ("language", "language=en")]  # fmt: skip
    searches = {
        "rare word": lambda: word(20_000, 100_000), "usual word": lambda: word(200, 5000), "frequent word": lambda: word(3, 60),
        "two words": lambda: f"{word(100, 3000)} {word(100, 3000)}", "beginning": lambda: word(0, 50_000)[:4],
        "phrase": lambda: f'"{word(0, 30)} {word(0, 30)}"', "from": lambda: f"from:{word(2000, 60_000)}",
        "is:open": lambda: f"is:open {word(3, 60)}",
    }  # fmt: skip
    return [
        Visit(name="today", path=lambda: "/today/"),
        *(Visit(name=f"inbox, {name}", path=lambda view=view: f"/inbox/?view={view}") for name, view in inbox),  # type: ignore[misc]
        Visit(name="conversation, waiting", path=one(waiting)),
        Visit(name="conversation, closed", path=one(closed, "?view=closed")),
        Visit(name="conversation, 50 messages and more", path=one(long)),
        Visit(name="conversation, account of thousands", path=one(theirs)),
        *(Visit(name=f"search, {name}", path=lambda typed=typed: f"/search/?q={_quoted(typed())}") for name, typed in searches.items()),  # type: ignore[misc]
        Visit(name="notifications", path=lambda: "/notifications/"),
        Visit(name="palette", path=lambda: f"/palette/?q={word(200, 5000)}"),
        *_of_customers(chance),
        *_fragments(ada, waiting, chance),
    ]  # fmt: skip


def _of_customers(chance: random.Random) -> list[Visit]:
    """Pages about companies and people, and lists of them; the first account has thousands of conversations."""
    most, *some = Account.objects.order_by("id").values_list("id", flat=True)[:2000]
    people = list(Contact.objects.order_by("id").values_list("id", flat=True)[:2000])
    paths: dict[str, Callable[[], str]] = {
        "company": lambda: f"/customers/companies/{chance.choice(some)}/",
        "company of thousands": lambda: f"/customers/companies/{most}/",
        "company of thousands, notes": lambda: f"/customers/companies/{most}/?show=notes",
        "company of thousands, a month": lambda: f"/customers/companies/{most}/?before=2026-{chance.randint(1, 9):02}",
        "person": lambda: f"/customers/people/{chance.choice(people)}/",
        "companies": lambda: "/customers/companies/",
        "companies, filtered": lambda: "/customers/companies/?where=name.has.an&where=owner.empty&sort=-changed_at",
        "companies, waiting": lambda: "/customers/companies/?where=waiting.is.yes",
        "people": lambda: "/customers/people/",
        "people, page 900": lambda: "/customers/people/?page=900",
        "people, by a word": lambda: "/customers/people/?q=ander",
    }  # fmt: skip
    return [Visit(name=name, path=path) for name, path in paths.items()]


def owner_visits() -> list[Visit]:
    """Pages that an owner opens."""
    paths = {
        "report": "/report/",
        "settings, people": "/settings/people/",
        "settings, channels": "/settings/channels/",
        "mail": "/letters/",
    }
    return [Visit(name=name, path=lambda path=path: path) for name, path in paths.items()]  # type: ignore[misc]


def _fragments(ada: Reader, waiting: list, chance: random.Random) -> list[Visit]:  # type: ignore[type-arg]
    """The changing parts: asked for with a mark of before, and, as most of them are, with the present one."""
    page, mark = ada.read(f"/inbox/{waiting[0]}/"), ""
    if found := re.search(r"mark=([0-9a-f]+)", page):
        mark = found[1]
    seen = re.search(r"seen=([0-9a-f-]+)", page)
    live = {
        "today": lambda: "/today/live/?", "inbox": lambda: "/inbox/live/?view=team",
        "conversation": lambda: f"/inbox/{chance.choice(waiting)}/live/?view=mine&seen={seen[1] if seen else ''}&people=",
    }  # fmt: skip
    marks = {"something new": OLD, "nothing new": mark}
    return [
        Visit(name=f"{name}, {what}", path=lambda path=path, mark=mark: f"{path()}&mark={mark}", is_fragment=True)  # type: ignore[misc]
        for name, path in live.items()
        for what, mark in marks.items()
    ]


def _quoted(typed: str) -> str:
    return typed.replace(" ", "+").replace('"', "%22")
