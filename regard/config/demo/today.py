"""The letters that wait when somebody opens the sample company, whatever day and hour it is, and those with a lesson: a
bounce, an auto-reply, a stranger in a thread, a newsletter. Their words are in `texts/today.toml`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from regard.config.demo import acts
from regard.config.demo.customers import Customer
from regard.config.demo.letters import File, Post, bounce, page, picture, write
from regard.config.demo.people import ZONE
from regard.config.demo.stage import DAY, MINUTE, Stage
from regard.config.demo.topics import TOPICS, read, words
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Message
from regard.conversations.rules.formatting import as_html
from regard.promises import operations as promises
from regard.promises import queries as promise_queries
from regard.staff import operations as staff

WORKING_DAY = 8 * 60
#: Who else has somebody waiting, about what, and how much of the promised time has passed.
COLLEAGUES = (
    ("tom", "p110_noise", 0.25), ("tom", "seals", 0.45), ("tom", "pressure", 0.12), ("priya", "filters", 0.2),
    ("priya", "breaker", 0.4), ("sara", "where_is_order", 0.3), ("jonas", "invoice_wrong", 0.2), ("jonas", "reminder", 0.35),
)  # fmt: skip


class Today:
    """Plans what is fresh. `plan_earlier` comes first; `plan_waiting` when the promises of these days are known."""

    def __init__(self, stage: Stage, customers: dict[str, Customer]) -> None:
        self._stage, self._customers = stage, customers
        self._texts: dict[str, Any] = read("today")
        self._threads: dict[str, Conversation] = {}

    def plan_earlier(self, *, quiet_since: datetime) -> None:
        """What happened in the days before; Mette is away since `quiet_since`, so Sales has nobody to take a letter."""
        mette = self._stage.company.users["mette"]
        staff.note_absence(user=mette, begins_at=quiet_since, ends_at=self._stage.now + 2 * DAY, note="at the trade fair")
        for key, name, days, then in (
            ("ferme", "Odile Roy", 2.9, self._close_soon),
            ("bounced", "Liga Kalnina", 2.4, self._bounce),
            ("away", "Uwe Rahn", 2.1, self._reply_from_a_machine),
            ("unverified", "Ciara Flynn", 2.6, self._close_soon),
        ):
            at = self._stage.before(days * WORKING_DAY)
            self._stage.plan(at, partial(self._exchange, key, self._customers[name], then))
        for number, letter in enumerate(self._texts["automatic"]):
            self._stage.plan(self._stage.now - timedelta(hours=19 - 16 * number), partial(self._automatic, letter))

    def plan_waiting(self) -> None:
        """Those who wait now."""
        for letter in self._texts["waiting"]:
            customer = self._customer(letter["from"])
            at = self._moment(letter["share"], customer, letter.get("team", "service"))
            at = max(at, self._stage.now - letter.get("fresh", 100_000) * MINUTE)
            self._stage.plan(at, partial(self._waiting, letter, customer))
        at = max(self._moment(0.08, self._customers["Odile Roy"], "service"), self._stage.now - 50 * MINUTE)
        self._stage.plan(at, self._come_back)
        self._stage.plan(self._moment(0.15, self._customers["Ciara Flynn"], "service"), self._write_as_a_stranger)
        for key, topic, share in COLLEAGUES:
            team = "accounts" if key == "jonas" else "service"
            customer = self._someone()
            self._stage.plan(self._moment(share, customer, team), partial(self._colleague, key, topic, customer, team))

    def _moment(self, share: float, customer: Customer, team: str) -> datetime:
        """When a letter must have come, so that by now this share of the time promised for it has passed."""
        longest = MINUTE * (60 if customer.is_priority else WORKING_DAY if team == "accounts" else WORKING_DAY / 2)
        at, team_id = self._stage.now - MINUTE, self._stage.company.teams[team].id
        for _ in range(4):
            promised = promise_queries.predicted(team_id=team_id, zone=ZONE, longest=longest, at=at).duration
            at = self._stage.before(max(share * (promised / MINUTE), 2), team=team)
        return at

    def _exchange(self, key: str, customer: Customer, then: Callable[[str, Message, datetime], None], at: datetime) -> None:
        """A letter and its answer, and what came after."""
        text = self._texts[key]
        cc = (("Edgars Berzins", self._customers["Edgars Berzins"].address),) if key == "bounced" else ()
        subject, words_ = text.get("ask_subject") or text["subject"], text.get("first") or text["ask"]
        message = acts.ask(self._stage, customer, team="service", subject=subject, text=words_.strip(), cc=cc, at=at)
        self._threads[key] = message.conversation
        self._stage.plan(self._stage.later(at, 48), partial(self._answer, key, then))

    def _answer(self, key: str, then: Callable[[str, Message, datetime], None], at: datetime) -> None:
        thread = acts.conversation(self._threads[key].id)
        by = self._stage.company.users["ines"] if key == "ferme" else thread.assignee or self._stage.company.users["sara"]
        acts.give_to(thread, by, "Odile writes French, and you know her.", at=at)
        message = acts.answer(self._stage, acts.conversation(thread.id), self._texts[key]["answer"].strip(), by=by, at=at)
        then(key, message, at)

    def _close_soon(self, key: str, _message: Message, at: datetime) -> None:
        self._stage.plan(self._stage.later(at, 90), partial(self._close, key))

    def _close(self, key: str, at: datetime) -> None:
        thread = acts.conversation(self._threads[key].id)
        promises.close(conversation=thread, reason="answered", by=thread.assignee or self._stage.company.users["ines"], at=at)

    def _bounce(self, _key: str, message: Message, at: datetime) -> None:
        recipient = self._customers["Edgars Berzins"].address
        reported = at + timedelta(seconds=50)
        identifier = f"{self._stage.rng.getrandbits(96):024x}@{recipient.rpartition('@')[2]}"
        raw = bounce(about=message.message_id, recipient=recipient, subject=message.subject, message_id=identifier, at=reported)
        self._stage.work(at)
        acts.arrive(self._stage, raw, mailbox=self._stage.company.mailbox("service"), at=reported, sender="")

    def _reply_from_a_machine(self, key: str, message: Message, at: datetime) -> None:
        self._stage.work(at)
        acts.write_again(
            self._stage, self._customers["Uwe Rahn"], message.conversation, self._texts[key]["automatic"].strip(),
            at=at + timedelta(seconds=70), subject=f"Automatische Antwort: {message.conversation.subject}",
            headers=(("Auto-Submitted", "auto-replied"),),
        )  # fmt: skip

    def _automatic(self, letter: dict[str, Any], at: datetime) -> None:
        headers = tuple((name, value) for name, value in letter["headers"])
        text, sender = letter["text"].strip(), self._customer(letter["from"])
        acts.ask(self._stage, sender, team="service", subject=letter["subject"], text=text, headers=headers, at=at)

    def _waiting(self, letter: dict[str, Any], customer: Customer, at: datetime) -> None:
        text = letter["text"].strip()
        message = acts.ask(
            self._stage, customer, team=letter.get("team", "service"), subject=letter["subject"], text=text, at=at,
            html=_with_picture(text) if letter.get("html") else "", files=_files(letter.get("file", "")),
        )  # fmt: skip
        self._stage.plan(at + 2 * MINUTE, partial(self._settle, letter, customer, message.conversation))

    def _settle(self, letter: dict[str, Any], customer: Customer, thread: Conversation, at: datetime) -> None:
        """See that the right person has it; then the note, or the reply that only holds."""
        if "with" not in letter:
            return
        note = letter.get("hand_over") or f"{customer.first_name} asked for you, and you know the history."
        holder = self._stage.company.users[letter["with"]]
        acts.give_to(acts.conversation(thread.id), holder, note, at=at)
        if "note" in letter:
            by = self._stage.company.users[letter["note_by"]]
            conversations.add_note(conversation=acts.conversation(thread.id), text=letter["note"], by=by, at=at + MINUTE)
        if "holding" in letter:
            due = self._next_noon()
            text = letter["holding"].strip().format(when=f"{due:%A} at {due:%H:%M}")
            acts.answer(self._stage, acts.conversation(thread.id), text, by=holder, at=at + MINUTE, promised_for=due)

    def _next_noon(self) -> datetime:
        """Noon of the next working day, in the company's zone."""
        return self._stage.later(self._stage.now, WORKING_DAY).astimezone(ZoneInfo(ZONE)).replace(hour=12, minute=0, second=0)

    def _come_back(self, at: datetime) -> None:
        thread = acts.conversation(self._threads["ferme"].id)
        acts.write_again(self._stage, self._customers["Odile Roy"], thread, self._texts["ferme"]["again"].strip(), at=at)

    def _write_as_a_stranger(self, at: datetime) -> None:
        """Somebody who may not write into the thread answers into it: shown, but not believed."""
        thread, text = self._threads["unverified"], self._texts["unverified"]
        ours = thread.messages.get(kind=Message.Kind.OUTBOUND)
        stranger, mailbox = self._customer(text["from"]), self._stage.company.mailbox("service")
        post = Post(
            message_id=acts.new_id(self._stage, stranger), at=at, sender=(stranger.name, stranger.address),
            to=((mailbox.name, mailbox.address),), subject=f"Re: {thread.subject}", text=text["reply"].strip(),
            answers=ours.message_id, references=(ours.message_id,),
        )  # fmt: skip
        acts.arrive(self._stage, write(post), mailbox=mailbox, at=at, sender=stranger.address)

    def _colleague(self, key: str, topic: str, customer: Customer, team: str, at: datetime) -> None:
        said = words(next(one for one in TOPICS if one.key == topic), customer.language, self._stage.rng)
        text = acts.letter_text(self._stage, customer, said.ask, language=customer.language)
        message = acts.ask(self._stage, customer, team=team, subject=said.subject, text=text, at=at)
        note = f"{customer.account}: this is about something you know better than I do."
        acts.give_to(acts.conversation(message.conversation_id), self._stage.company.users[key], note, at=at + MINUTE)

    def _someone(self) -> Customer:
        """A customer who writes English or German, is in no hurry, and does not wait already."""
        waiting = {letter["from"] for letter in self._texts["waiting"]}
        able = [one for one in self._customers.values() if one.language in {"en", "de"} and not one.is_priority]
        return self._stage.rng.choice([one for one in able if one.name not in waiting])

    def _customer(self, text: str) -> Customer:
        """A known customer by name, or a new one given as `Name <address>`."""
        name, _, address = text.partition(" <")
        if not address:
            return self._customers[name]
        return Customer(
            name=name, address=address.rstrip(">"), job_title="", account="", language="en", zone=ZONE, is_priority=False
        )


def _with_picture(text: str) -> str:
    """The same as HTML, with a picture fetched from elsewhere, which Regard holds back until asked."""
    logo = '<p><img src="https://img.lindqvist.example/logo.png" alt="Lindqvist Foods" width="140" height="40"></p>'
    return f"<html><body>{as_html(text)}{logo}</body></html>"


def _files(kind: str) -> tuple[File, ...]:
    if kind == "png":
        return (File(name="housing-2014.png", content_type="image/png", content=picture()),)
    if kind == "pdf":
        lines = ("Okafor Logistics Ltd", "Figures at a glance", "", "Revenue 2025: 4.1 million", "Vans: 38", "People: 61")
        return (File(name="okafor-figures-2025.pdf", content_type="application/pdf", content=page(*lines)),)
    return ()
