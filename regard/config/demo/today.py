"""The letters that wait when somebody opens the sample company, whatever day and hour it is; their words are in
`texts/today.toml`."""

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from regard.config.demo import acts
from regard.config.demo.customers import Customer, named
from regard.config.demo.lessons import WORKING_DAY, Lessons
from regard.config.demo.letters import page, picture
from regard.config.demo.people import ZONE
from regard.config.demo.stage import DAY, MINUTE, Stage
from regard.config.demo.topics import read, topic_named, words
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.conversations.rules.formatting import as_html
from regard.mail.rules.compose import Enclosure
from regard.promises import queries as promise_queries
from regard.staff import operations as staff
from regard.staff.models import User

#: Who else has somebody waiting, about what, and how much of the promised time has passed.
COLLEAGUES = (
    ("tom", "p110_noise", 0.25), ("tom", "seals", 0.45), ("tom", "pressure", 0.12), ("priya", "filters", 0.2),
    ("priya", "breaker", 0.4), ("sara", "where_is_order", 0.3), ("jonas", "invoice_wrong", 0.2), ("jonas", "reminder", 0.35),
)  # fmt: skip
LONG_AGO = 60 * 24 * 60
FIGURES = ("Okafor Logistics Ltd", "Figures at a glance", "", "Revenue 2025: 4.1 million", "Vans: 38", "People: 61")


class Today:
    """Plans what is fresh. `plan_earlier` comes first; `plan_waiting` when the promises of these days are known."""

    def __init__(self, stage: Stage, customers: dict[str, Customer]) -> None:
        self._stage, self._customers = stage, customers
        self._texts: dict[str, Any] = read("today")
        self._lessons = Lessons(stage, customers, self._texts)
        self._who_wait = {named(customers, letter["from"]).account for letter in self._texts["waiting"]}

    def plan_earlier(self, *, quiet_since: datetime) -> None:
        """What happened in the days before; Mette is away since `quiet_since`, so Sales has nobody to take a letter."""
        ends_at = self._stage.now + 2 * DAY
        staff.note_absence(user=self._user("mette"), begins_at=quiet_since, ends_at=ends_at, note="at the trade fair")
        self._lessons.plan_earlier()

    def plan_waiting(self) -> None:
        """Those who wait now."""
        for letter in self._texts["waiting"]:
            customer = named(self._customers, letter["from"])
            at = self._moment(letter["share"], is_priority=customer.is_priority, team=letter.get("team", "service"))
            at = max(at, self._stage.now - letter.get("fresh", LONG_AGO) * MINUTE)
            self._stage.plan(at, partial(self._come, letter, customer))
        self._lessons.plan_waiting(self._moment)
        for key, topic, share in COLLEAGUES:
            team = "accounts" if key == "jonas" else "service"
            customer = self._someone(self._user(key).languages)
            self._stage.plan(self._moment(share, team=team), partial(self._come_to, key, topic, customer, team))

    def _moment(self, share: float, *, is_priority: bool = False, team: str = "service") -> datetime:
        """When a letter must have come, so that by now this share of the time promised for it has passed."""
        longest = MINUTE * (60 if is_priority else WORKING_DAY if team == "accounts" else WORKING_DAY / 2)
        at, team_id = self._stage.now - MINUTE, self._stage.company.teams[team].id
        for _ in range(4):  # what is promised depends on the hour at which a letter comes
            promised = promise_queries.predicted(team_id=team_id, zone=ZONE, longest=longest, at=at).duration
            at = self._stage.before(max(share * (promised / MINUTE), 3), team=team)
        return at

    def _come(self, letter: dict[str, Any], customer: Customer, at: datetime) -> None:
        text = letter["text"].strip()
        message = acts.ask(
            self._stage, customer, team=letter.get("team", "service"), subject=letter["subject"], text=text, at=at,
            html=_with_picture(text) if letter.get("html") else "", files=_files(letter.get("file", "")),
        )  # fmt: skip
        if "with" in letter:
            self._stage.plan(at + 2 * MINUTE, partial(self._settle, letter, customer, message.conversation))

    def _settle(self, letter: dict[str, Any], customer: Customer, thread: Conversation, at: datetime) -> None:
        """See that the right person has it; then the note, or the reply that only holds."""
        note = letter.get("hand_over") or f"{customer.first_name} asked for you, and you know the history."
        acts.give_to(acts.conversation(thread.id), self._user(letter["with"]), note, at=at)
        if "note" in letter:
            by = self._user(letter["note_by"])
            conversations.add_note(conversation=thread, text=letter["note"], by=by, at=at + MINUTE)
        if "holding" in letter:
            self._hold(letter, acts.conversation(thread.id), at + MINUTE)

    def _hold(self, letter: dict[str, Any], thread: Conversation, at: datetime) -> None:
        """Promise an answer by noon of the next working day."""
        day = self._stage.later(self._stage.now, WORKING_DAY).astimezone(ZoneInfo(ZONE))
        due = day.replace(hour=12, minute=0, second=0)
        text = letter["holding"].strip().format(when=f"{due:%A} at {due:%H:%M}")
        acts.answer(self._stage, thread, text, by=self._user(letter["with"]), at=at, promised_for=due)

    def _come_to(self, key: str, topic: str, customer: Customer, team: str, at: datetime) -> None:
        said = words(topic_named(topic), customer.language, self._stage.rng)
        text = acts.letter_text(self._stage, customer, said.ask, language=customer.language)
        message = acts.ask(self._stage, customer, team=team, subject=said.subject, text=text, at=at)
        note = f"{customer.account}: this is about something you know better than I do."
        acts.give_to(acts.conversation(message.conversation_id), self._user(key), note, at=at + MINUTE)

    def _someone(self, languages: list[str]) -> Customer:
        """A customer who writes English or German, is in no hurry, and of whose company nobody waits already."""
        usual = {"en", "de"} & set(languages)
        able = [one for one in self._customers.values() if one.language in usual and not one.is_priority]
        customer = self._stage.rng.choice([one for one in able if one.account not in self._who_wait])
        self._who_wait.add(customer.account)
        return customer

    def _user(self, key: str) -> User:
        return self._stage.company.users[key]


def _with_picture(text: str) -> str:
    """The same as HTML, with a picture fetched from elsewhere, which Regard holds back until asked."""
    logo = '<p><img src="https://img.lindqvist.example/logo.png" alt="Lindqvist Foods" width="140" height="40"></p>'
    return f"<html><body>{as_html(text)}{logo}</body></html>"


def _files(kind: str) -> tuple[Enclosure, ...]:
    if kind == "png":
        return (Enclosure(filename="housing-2014.png", content_type="image/png", content=picture()),)
    if kind == "pdf":
        return (Enclosure(filename="okafor-figures-2025.pdf", content_type="application/pdf", content=page(*FIGURES)),)
    return ()
