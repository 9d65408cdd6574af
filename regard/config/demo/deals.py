"""What people do on the stage when something is bought: customers write and ring, colleagues answer and record what they did."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from regard.config.demo import acts
from regard.config.demo.customers import Customer
from regard.config.demo.stage import MINUTE, Act, Stage
from regard.config.demo.topics import phrases
from regard.conversations.models import Message
from regard.customers.models import Account, Contact
from regard.meetings.operations import Call, note_call
from regard.opportunities import operations as sales
from regard.opportunities.models import Gate, Opportunity, Pipeline, Proposal
from regard.opportunities.operations import OpportunityTerms, Source
from regard.opportunities.rules.gates import EvidenceKind
from regard.promises import operations as promises
from regard.staff.models import User

ANSWER_MINUTES, CLOSE_MINUTES = (15, 90), 45


@dataclass(kw_only=True)
class Deal:
    """One on its way; `row` is there once it was opened."""

    account: str
    owner: User
    language: str
    row: Opportunity | None = None
    letters: list[Message]

    @property
    def opened(self) -> Opportunity:
        """Its row. Raises LookupError before it was opened."""
        if self.row is None:
            raise LookupError(f"the deal of {self.account} has not begun")
        return self.row


@dataclass(frozen=True, kw_only=True)
class Said:
    """A letter of a customer with our answer. `gate` is the place of the gate it proves."""

    by: Customer
    subject: str
    text: str
    reply: str
    gate: int
    kind: EvidenceKind = EvidenceKind.MAIL


class Market:
    """Where deals happen: the stage, with a chance of its own so that the letters of others stay what they are."""

    def __init__(
        self, stage: Stage, customers: Mapping[str, Customer], pipeline: Pipeline, *, begins: datetime
    ) -> None:
        self.stage = copy(stage)
        self.stage.rng = self.rng = Random("Havn Pumps sells")  # noqa: S311  chance, not secrecy
        self.customers, self.pipeline, self.begins = customers, pipeline, begins

    def plan(self, at: datetime, act: Act) -> bool:
        """Have something happen, at the earliest when the company is there."""
        return self.stage.plan(max(at, self.begins), act)

    def open(self, deal: Deal, terms: OpportunityTerms, at: datetime) -> None:
        """Begin it."""
        account = Account.objects.get(name=deal.account, is_sample=True)
        deal.row = sales.open_opportunity(
            terms=terms, account=account, by=deal.owner, owner=deal.owner, pipeline=self.pipeline, at=at
        )

    def contact(self, name: str) -> Contact:
        """The row of a customer."""
        return Contact.objects.get(methods__normalised=self.customers[name].address, is_sample=True)

    def gate(self, deal: Deal, place: int) -> Gate:
        """A gate of the ladder it began with."""
        return deal.opened.ladder.gates.get(position=place)

    def write(self, deal: Deal, said: Said, at: datetime, *, minutes: float = 0) -> None:
        """They write; the owner answers within so many working minutes (0: soon), and records what it proves."""
        text = acts.letter_text(self.stage, said.by, said.text, language=said.by.language)
        message = acts.ask(self.stage, said.by, team="sales", subject=said.subject, text=text, at=at)
        deal.letters.append(message)
        answered = self.stage.later(at, minutes or self.rng.uniform(*ANSWER_MINUTES), team="sales")
        self.plan(answered, partial(self._answer, deal, said, message))

    def ring(self, deal: Deal, name: str, text: str, at: datetime, *, gate: int = 0) -> None:
        """The owner talks with one of theirs, notes what was said, and records it where it proves a gate."""
        contact = self.contact(name)
        began = at - timedelta(minutes=self.rng.randrange(10, 40))
        call = Call(started_at=began, minutes=self.rng.randrange(5, 30), text=text)
        meeting = note_call(about=contact, call=call, by=deal.owner, at=at)
        if gate and deal.opened.is_open:
            sales.record_evidence(
                opportunity=deal.opened, gate=self.gate(deal, gate), kind=EvidenceKind.MEETING, contact=contact,
                source=Source(meeting=meeting), by=deal.owner, at=at,
            )  # fmt: skip

    def _answer(self, deal: Deal, said: Said, message: Message, at: datetime) -> None:
        thread = acts.conversation(message.conversation_id)
        acts.give_to(thread, deal.owner, f"{deal.account}: this belongs to what they may buy.", at=at)
        phrase = phrases()[said.by.language]
        hello = self.rng.choice(phrase["answer_greetings"]).format(first=said.by.first_name, name=said.by.name)
        text = f"{hello}\n\n{said.reply.strip()}\n\n{self.rng.choice(phrase['answer_closings'])}"
        acts.answer(self.stage, acts.conversation(thread.id), text, by=deal.owner, at=at)
        sales.file_conversation(opportunity=deal.opened, conversation=thread, by=deal.owner, at=at)
        self._prove(deal, said, message, at + MINUTE)
        self.plan(self.stage.later(at, CLOSE_MINUTES, team="sales"), partial(self._close, deal.owner, message))

    def _prove(self, deal: Deal, said: Said, message: Message, at: datetime) -> None:
        """The proposal is confirmed where the product read the letter so; else it is recorded by hand."""
        proposed = Proposal.objects.filter(
            opportunity=deal.opened, message=message, gate__position=said.gate, decision=""
        ).first()
        if proposed:
            sales.confirm_proposal(proposal=proposed, by=deal.owner, kind=said.kind, at=at)
        elif message.contact and deal.opened.is_open:
            sales.record_evidence(
                opportunity=deal.opened, gate=self.gate(deal, said.gate), kind=said.kind, contact=message.contact,
                source=Source(message=message), words=" ".join(said.text.split())[:300], by=deal.owner, at=at,
            )  # fmt: skip

    def _close(self, by: User, message: Message, at: datetime) -> None:
        thread = acts.conversation(message.conversation_id)
        if thread.state == thread.State.OPEN and thread.waiting_since is None:
            promises.close(conversation=thread, reason="answered", by=by, at=at)


def people_of(customers: Mapping[str, Customer]) -> dict[str, Sequence[Customer]]:
    """The people of each company, in the order in which they were added."""
    found: dict[str, list[Customer]] = {}
    for one in customers.values():
        found.setdefault(one.account, []).append(one)
    return dict(found)
