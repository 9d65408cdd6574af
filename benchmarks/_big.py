"""A company with as many contacts and messages as wanted, whose conversations look as conversations do.

It gets a thousand messages a day, so a company of ten thousand is the same one, ten days old. Of the latest conversations
400 wait for an answer with their clocks running, 300 wait for the customer, 40 are automatic mail; all others are closed.
One conversation in 500 has 50 to 120 messages; the first account has every fiftieth conversation. Import this module after
`django.setup()`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from benchmarks._rows import Rows
from benchmarks._speech import Speech
from benchmarks._story import Cast, Kind, Person, Story
from regard.channels.models import Channel
from regard.channels.operations import open_email_channel
from regard.conversations.models import Series, Tag
from regard.conversations.operations import tags, views
from regard.conversations.operations.snippets import SnippetText, add_snippet
from regard.conversations.rules.filters import Filter
from regard.customers.models import Account, AccountDomain, Contact, ContactMethod
from regard.kit.ids import uuid7, uuid7_at
from regard.notifications.models import Notification
from regard.promises import operations as promises
from regard.staff import operations as staff
from regard.staff.models import Team, User

MESSAGES_A_DAY, RECENT = 1000, 1200
AGENTS = ("Ada", "Bo", "Cleo", "Dan", "Eva", "Finn", "Greta", "Hugo", "Ines", "Jan", "Kim", "Lea")
WEEK = [[["08:00", "12:00"], ["12:30", "18:00"]]] * 5 + [[], []]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How big the company is."""

    messages: int
    contacts: int


def make(size: Size, *, at: datetime, chance: random.Random, speech: Speech) -> None:
    """Make the company in an empty database, as it is `at`; the search index is left to whoever needs it."""
    cast = _cast(at, chance, speech)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    connection.disable_constraint_checking()
    with transaction.atomic():
        _customers(size.contacts, cast, at)
    lengths = list(_lengths(size.messages, chance))
    story = Story(cast, at=at)
    for start in range(0, len(lengths), 20_000):
        with transaction.atomic():
            for number in range(start, min(start + 20_000, len(lengths))):
                left = len(lengths) - number
                began = at - timedelta(days=size.messages / MESSAGES_A_DAY) * (left / len(lengths))
                story.tell(number=number, turns=lengths[number], began=began, kind=_kind(left))
            story.write()
    Series.objects.update_or_create(name="conversation", defaults={"following": 1001 + len(lengths)})
    _told(cast, story, at)
    connection.enable_constraint_checking()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL" if connection.vendor == "sqlite" else "ANALYZE")


def _cast(at: datetime, chance: random.Random, speech: Speech) -> Cast:
    """Twelve agents, their lead and the owner; three teams, one of which only its own people read; three policies."""
    began = at - timedelta(days=1500)
    olga = _person("Olga", "owner", began)
    ben = _person("Ben", "manager", began)
    agents = [_person(name, "agent", began) for name in AGENTS]
    teams = [
        staff.add_team(name="Service", at=began, lead=ben, members=tuple(agents)),
        staff.add_team(name="Orders", at=began, lead=ben, members=tuple(agents[:3])),
        staff.add_team(name="Board", at=began, lead=olga, members=(olga,)),
    ]
    calendar = promises.add_calendar(name="Office", zone="Europe/Copenhagen", week=WEEK, country="DK")
    policies = [
        promises.add_policy(name="Gold", calendar=calendar, tier="gold", position=10, first_answer_minutes=120, next_answer_minutes=120),
        promises.add_policy(name="Invoices", calendar=calendar, topic="invoice", position=20, first_answer_minutes=480, next_answer_minutes=480),
        promises.add_policy(name="Everybody", calendar=calendar, first_answer_minutes=240, next_answer_minutes=240),
    ]  # fmt: skip
    for team in teams:
        promises.set_team_hours(team=team, calendar=calendar)
    channels = [_channel(team, began) for team in teams]
    names = dict.fromkeys(speech.say(1) for _ in range(200))
    made = [tags.add_tag(name=name, by=olga, at=began) for name in list(names)[:40]]
    _saved(agents[0], made, at)
    for number in range(60):
        content = SnippetText(name=f"{speech.say(2)} {number}", text=speech.say(40), language="", team=None)
        add_snippet(content=content, by=olga, at=began)
    return Cast(
        owner=olga, agents=agents, teams=teams, channels=channels, policies=policies, tags=made, chance=chance, speech=speech
    )  # fmt: skip


def _person(name: str, role: str, at: datetime) -> User:
    return staff.add_user(
        email=f"{name.lower()}@havn.example", name=f"{name} Havn", role=role, zone="Europe/Copenhagen", at=at
    )


def _channel(team: Team, at: datetime) -> Channel:
    address = f"{team.name.lower()}@havn.example"
    return open_email_channel(
        address=address, name=team.name, team=team, at=at, is_team_only=team.name == "Board", acknowledges=True
    )


def _saved(agent: User, made: list[Tag], at: datetime) -> None:
    """Two views of one's own, so that pages count them too."""
    views.save_view(name="Tagged", wanted=Filter(waiting="us", tag=(made[0].id.hex,)), by=agent, at=at)
    views.save_view(name="English", wanted=Filter(state="open", language="en"), by=agent, at=at)


def _customers(count: int, cast: Cast, at: datetime) -> None:
    """Five people an account, one in ten without one; the first account has a hundred people."""
    accounts, domains, contacts, methods = (Rows(model) for model in (Account, AccountDomain, Contact, ContactMethod))
    began, chance, speech = at - timedelta(days=1500), cast.chance, cast.speech
    account = None
    for number in range(count):
        if number == 0 or (number >= 100 and number % 5 == 0):
            account = uuid7_at(began + timedelta(seconds=number))
            tier = "gold" if number % 50 == 0 else ""
            accounts.add(id=account, name=speech.name(), tier=tier, city="Aarhus", language="en", created_at=began)
            domains.add(domain=f"c{number}.example", account_id=account)
        name, identifier = speech.name(), uuid7_at(began + timedelta(seconds=number))
        own = account if number % 10 or number < 100 else None
        address = f"{name.lower().replace(' ', '.')}.{number}@mail.example"
        contacts.add(id=identifier, account_id=own, name=name, language="en", created_at=began)
        methods.add(
            id=identifier, contact_id=identifier, kind="email", value=address, normalised=address, proven_at=began
        )
        cast.people.append(Person(id=identifier, account=own, name=name, address=address))
    cast.regulars = cast.people[:100]
    for rows in (accounts, domains, contacts, methods):
        rows.write()
    chance.shuffle(cast.regulars)


def _lengths(messages: int, chance: random.Random) -> Iterator[int]:
    """How many messages each conversation has, until there are enough; every five-hundredth is a long one."""
    number = told = 0
    while told < messages:
        pairs = chance.choices((1, 2, 3, 5, 8), weights=(45, 30, 15, 7, 3))[0]
        turns = chance.randint(50, 120) if number % 500 == 99 else 2 * pairs
        yield turns
        number, told = number + 1, told + turns


def _kind(left: int) -> Kind:
    """What has become of the conversation after which `left - 1` others began."""
    if left > RECENT:
        return Kind.CLOSED
    place = left % 12
    return Kind.WAITS if place < 4 else Kind.THEIRS if place < 7 else Kind.MACHINE if left % 30 == 8 else Kind.CLOSED


def _told(cast: Cast, story: Story, at: datetime) -> None:
    """Everybody was told of a few hundred things, and has not seen the latest twenty."""
    rows = Rows(Notification)
    for person in [*cast.agents, cast.owner]:
        for number, conversation in enumerate(cast.chance.sample(story.waiting, min(200, len(story.waiting)))):
            made = at - timedelta(minutes=10 * number)
            rows.add(
                id=uuid7(), user_id=person.id, reason="given", conversation_id=conversation, subject_id=conversation,
                moment=made, made_at=made, seen_at=None if number < 20 else at,
            )  # fmt: skip
    rows.write()
