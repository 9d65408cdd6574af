"""Ninety days of letters: who writes what when, who answers how soon, and how it ends. Drawn by chance, always the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from regard.config.demo import acts
from regard.config.demo.customers import Customer
from regard.config.demo.habits import A_DAY, PLOTS, awake, minutes_to_answer, some_time
from regard.config.demo.stage import DAY, MINUTE, Stage
from regard.config.demo.topics import Topic, Words, choose_topic, phrases, words
from regard.conversations import operations as conversations
from regard.promises import operations as promises
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may

#: Nobody writes so late that the colleagues could not have answered by now; those who wait are told of in `today`.
ROOM_MINUTES = 40


@dataclass(kw_only=True)
class Case:
    """One conversation on its way."""

    customer: Customer
    topic: Topic
    words: Words
    plot: str
    conversation_id: UUID


class History:
    """Plans and plays the letters of the past."""

    def __init__(self, stage: Stage, customers: Sequence[Customer]) -> None:
        self._stage, self._customers = stage, customers
        self._weights = [stage.rng.choice([1, 1, 2, 3, 5]) for _ in customers]

    def plan(self, *, begins: datetime) -> None:
        """Plan every first letter from a day until now; what follows from it is planned as it happens."""
        rng, day = self._stage.rng, begins
        while day <= self._stage.now:
            for _ in range(round(A_DAY[day.weekday()] * rng.uniform(0.75, 1.25))):
                customer = rng.choices(self._customers, weights=self._weights)[0]
                at = some_time(day, customer, rng)
                if self._has_room(at):
                    self._stage.plan(at, partial(self._open, customer))
            day += DAY

    def _has_room(self, at: datetime) -> bool:
        return self._stage.later(at, ROOM_MINUTES) < self._stage.now

    def _open(self, customer: Customer, at: datetime) -> None:
        rng = self._stage.rng
        topic, language = choose_topic(rng, language=customer.language)
        said = words(topic, language, rng)
        text = acts.letter_text(self._stage, customer, said.ask, language=language)
        message = acts.ask(self._stage, customer, team=topic.team, subject=said.subject, text=text, at=at)
        plot = rng.choices(list(PLOTS), weights=list(PLOTS.values()))[0]
        case = Case(customer=customer, topic=topic, words=said, plot=plot, conversation_id=message.conversation_id)
        if plot == "ignored" and self._close_later(case, at, days=(3, 6), reason="handled elsewhere"):
            self._stage.plan(self._later(case, at, rng.uniform(200, 420)), partial(self._forget, case))
            return
        self._await(case, at, said.answer)

    def _await(self, case: Case, since: datetime, body: str) -> None:
        """Somebody takes it if nobody has it, may pass it on or write a note, and answers."""
        minutes = minutes_to_answer(self._stage.rng, case.customer, is_slow=case.plot == "slow")
        at = self._later(case, since, minutes)
        if at > self._stage.now or (case.plot != "slow" and self._hurries(case, at)):
            minutes = self._stage.rng.uniform(5, ROOM_MINUTES - 10)
            at = self._later(case, since, minutes)
        between = self._later(case, since, minutes * self._stage.rng.uniform(0.2, 0.7))
        self._stage.plan(between, partial(self._prepare, case))
        self._stage.plan(at, partial(self._answer, case, body))

    def _hurries(self, case: Case, at: datetime) -> bool:
        """Half of those who would be late see it coming."""
        due = acts.conversation(case.conversation_id).next_due_at
        return due is not None and at > due and self._stage.rng.random() < 0.5

    def _prepare(self, case: Case, at: datetime) -> None:
        thread, rng = acts.conversation(case.conversation_id), self._stage.rng
        note = rng.choice(phrases()["notes"]["notes"]).format(
            account=case.customer.account, first=case.customer.first_name
        )
        if thread.assignee is None:
            promises.take_over(conversation=thread, by=self._somebody(case, at), at=at)
        elif case.plot == "slow":
            acts.give_to(thread, self._stage.company.users["erik"], phrases()["notes"]["late"], at=at)
        elif case.plot == "noted":
            conversations.add_note(conversation=thread, text=note, by=thread.assignee, at=at)
        elif rng.random() < 0.06:
            about = case.words.subject
            why = rng.choice(phrases()["notes"]["hand_over"]).format(about=about, account=case.customer.account)
            acts.give_to(thread, self._somebody(case, at, but=thread.assignee), why, at=at)
        elif case.plot == "holding":
            self._hold(case, thread.assignee, at)

    def _forget(self, case: Case, at: datetime) -> None:
        """The lead takes it, and it lies on another pile until it is settled on the phone."""
        promises.take_over(
            conversation=acts.conversation(case.conversation_id), by=self._stage.company.users["erik"], at=at
        )

    def _hold(self, case: Case, by: User, at: datetime) -> None:
        due = self._later(case, at, self._stage.rng.uniform(300, 700))
        due = due.replace(minute=0, second=0)
        language, zone = case.words.language, ZoneInfo(case.customer.zone)
        text = self._stage.rng.choice(phrases()[language]["holding"]).format(
            when=due.astimezone(zone).strftime("%d.%m. %H:%M")
        )
        text = acts.answer_text(self._stage, case.customer, text, language=language)
        acts.answer(self._stage, acts.conversation(case.conversation_id), text, by=by, at=at, promised_for=due)

    def _answer(self, case: Case, body: str, at: datetime) -> None:
        thread = acts.conversation(case.conversation_id)
        by = thread.assignee or self._somebody(case, at)
        is_late = thread.next_due_at is not None and at > thread.next_due_at
        text = acts.answer_text(self._stage, case.customer, body, language=case.words.language, is_late=is_late)
        acts.answer(self._stage, thread, text, by=by, at=at)
        follow = {"thanks": self._thank, "more": self._ask_more, "again": self._come_again}.get(case.plot, self._end)
        follow(case, at)

    def _end(self, case: Case, at: datetime) -> None:
        self._close_later(case, at, days=(0.5, 3), reason="answered")

    def _thank(self, case: Case, at: datetime) -> None:
        case.plot = "thanked"
        thanks = self._stage.rng.choice(phrases()[case.words.language]["thanks"])
        self._customer_writes(case, at, hours=(0.3, 26), text=thanks, then=self._wave_through)

    def _wave_through(self, case: Case, at: datetime) -> None:
        self._stage.plan(
            self._later(case, at, self._stage.rng.uniform(2, 30)), partial(self._close, case, "thanks only")
        )

    def _ask_more(self, case: Case, at: datetime) -> None:
        case.plot = self._stage.rng.choice(["plain", "thanks"])
        then = partial(self._await_more, body=case.words.more_answer)
        self._customer_writes(case, at, hours=(0.5, 50), text=case.words.more, then=then)

    def _come_again(self, case: Case, at: datetime) -> None:
        """It is closed too early, and the customer comes back."""
        case.plot = "plain"
        phrase, number = phrases()[case.words.language], self._stage.rng.randrange(2)
        again, reply = (phrase[kind][number % len(phrase[kind])] for kind in ("again", "again_answers"))
        reply = reply.format(day=self._stage.rng.choice(phrase["days"]))
        if self._stage.plan(at + 2 * MINUTE, partial(self._close, case, "answered")):
            self._customer_writes(case, at, hours=(50, 150), text=again, then=partial(self._await_more, body=reply))

    def _await_more(self, case: Case, at: datetime, *, body: str) -> None:
        self._await(case, at, body)

    def _customer_writes(
        self,
        case: Case,
        since: datetime,
        *,
        hours: tuple[float, float],
        text: str,
        then: Callable[[Case, datetime], None],
    ) -> None:
        at = awake(since + timedelta(hours=self._stage.rng.uniform(*hours)), case.customer)
        if self._has_room(at):
            self._stage.plan(at, partial(self._write_again, case, text, then))

    def _write_again(self, case: Case, text: str, then: Callable[[Case, datetime], None], at: datetime) -> None:
        thread = acts.conversation(case.conversation_id)
        whole = acts.letter_text(self._stage, case.customer, text, language=case.words.language, to=thread.assignee)
        acts.write_again(self._stage, case.customer, thread, whole, at=at)
        then(case, at)

    def _close_later(self, case: Case, at: datetime, *, days: tuple[float, float], reason: str) -> bool:
        minutes = self._stage.rng.uniform(*days) * 8 * 60
        return self._stage.plan(self._later(case, at, minutes), partial(self._close, case, reason))

    def _close(self, case: Case, reason: str, at: datetime) -> None:
        thread = acts.conversation(case.conversation_id)
        if thread.state == thread.State.OPEN and (thread.waiting_since is None or reason != "answered"):
            promises.close(
                conversation=thread,
                reason=reason,
                by=thread.assignee or thread.team.lead or self._somebody(case, at),
                at=at,
            )

    def _later(self, case: Case, at: datetime, minutes: float) -> datetime:
        return self._stage.later(at, minutes, team=case.topic.team)

    def _somebody(self, case: Case, at: datetime, *, but: User | None = None) -> User:
        """A colleague of the team who is there and writes the customer's language, else its lead."""
        away = staff.absent_user_ids(at=at)
        team = self._stage.company.teams[case.topic.team]
        able = [
            person
            for person in staff.members(team)
            if may(person.role, Right.ANSWER)
            and person.id not in away
            and case.words.language in person.languages
            and person != but
        ]
        return (
            self._stage.rng.choice(able)
            if able
            else self._stage.company.users["erik" if team.name != "Accounts" else "ines"]
        )
