"""Conversations with a lesson, of the last days: a customer who comes back, a bounce, an auto-reply, a stranger who writes
into a thread, machines. Their words are in `texts/today.toml`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from regard.config.demo import acts
from regard.config.demo.customers import Customer, named
from regard.config.demo.letters import bounce
from regard.config.demo.stage import MINUTE, Stage
from regard.conversations.models import Conversation, Message
from regard.mail.rules.compose import Letter, compose
from regard.promises import operations as promises

WORKING_DAY = 8 * 60

Then = Callable[[str, Message, datetime], None]


class Lessons:
    """Plans them by the keys under which their words stand."""

    def __init__(self, stage: Stage, customers: dict[str, Customer], texts: dict[str, Any]) -> None:
        self._stage, self._customers, self._texts = stage, customers, texts
        self._threads: dict[str, Conversation] = {}

    def plan_earlier(self) -> None:
        """Letters and answers of the last three working days, and what came of them."""
        lessons: tuple[tuple[str, str, float, Then], ...] = (
            ("ferme", "Odile Roy", 2.9, self._close_soon),
            ("bounced", "Liga Kalnina", 2.4, self._bounce),
            ("away", "Uwe Rahn", 2.1, self._reply_from_a_machine),
            ("unverified", "Ciara Flynn", 2.6, self._close_soon),
        )
        for key, name, days, then in lessons:
            at = self._stage.before(days * WORKING_DAY)
            self._stage.plan(at, partial(self._exchange, key, self._customers[name], then))
        for number, letter in enumerate(self._texts["automatic"]):
            self._stage.plan(self._stage.now - timedelta(hours=19 - 16 * number), partial(self._automatic, letter))

    def plan_waiting(self, moment: Callable[[float], datetime]) -> None:
        """The two that wait; `moment` says when, for a share of the promised time."""
        self._stage.plan(max(moment(0.08), self._stage.now - 50 * MINUTE), self._come_back)
        self._stage.plan(moment(0.15), self._write_as_a_stranger)

    def _exchange(self, key: str, customer: Customer, then: Then, at: datetime) -> None:
        text = self._texts[key]
        cc = ((name, self._customers[name].address) for name in text.get("copied", ()))
        message = acts.ask(
            self._stage,
            customer,
            team="service",
            subject=text["subject"],
            text=text["ask"].strip(),
            cc=tuple(cc),
            at=at,
        )
        self._threads[key] = message.conversation
        self._stage.plan(self._stage.later(at, 48), partial(self._answer, key, then))

    def _answer(self, key: str, then: Then, at: datetime) -> None:
        thread = self._thread(key)
        by = self._stage.company.users[self._texts[key]["by"]]
        acts.give_to(thread, by, f"{thread.contact.name} asked for you.", at=at)
        message = acts.answer(self._stage, self._thread(key), self._texts[key]["answer"].strip(), by=by, at=at)
        then(key, message, at)

    def _close_soon(self, key: str, _message: Message, at: datetime) -> None:
        self._stage.plan(self._stage.later(at, 90), partial(self._close, key))

    def _close(self, key: str, at: datetime) -> None:
        by = self._stage.company.users[self._texts[key]["by"]]
        promises.close(conversation=self._thread(key), reason="answered", by=by, at=at)

    def _bounce(self, key: str, message: Message, at: datetime) -> None:
        """The answer reaches one of two; the other has left the company."""
        recipient = self._customers[self._texts[key]["copied"][0]]
        reported = at + timedelta(seconds=50)
        raw = bounce(
            about=message.message_id, recipient=recipient.address, subject=message.subject,
            message_id=acts.new_id(self._stage, recipient), at=reported,
        )  # fmt: skip
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
        text, sender = letter["text"].strip(), named(self._customers, letter["from"])
        acts.ask(self._stage, sender, team="service", subject=letter["subject"], text=text, headers=headers, at=at)

    def _come_back(self, at: datetime) -> None:
        text = self._texts["ferme"]["again"].strip()
        acts.write_again(self._stage, self._customers["Odile Roy"], self._thread("ferme"), text, at=at)

    def _write_as_a_stranger(self, at: datetime) -> None:
        """Somebody who may not write into the thread answers into it: shown, but not believed."""
        thread, text = self._thread("unverified"), self._texts["unverified"]
        ours = thread.messages.get(kind=Message.Kind.OUTBOUND)
        stranger, mailbox = named(self._customers, text["from"]), self._stage.company.mailbox("service")
        letter = Letter(
            message_id=acts.new_id(self._stage, stranger), at=at, sender=(stranger.name, stranger.address),
            to=((mailbox.name, mailbox.address),), subject=f"Re: {thread.subject}", text=text["reply"].strip(),
            in_reply_to=ours.message_id, references=(ours.message_id,),
        )  # fmt: skip
        acts.arrive(self._stage, compose(letter), mailbox=mailbox, at=at, sender=stranger.address)

    def _thread(self, key: str) -> Conversation:
        return acts.conversation(self._threads[key].id)
