"""Giving a conversation to a person who knows, and learning from how it ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from regard.conversations import operations as conversations
from regard.conversations.models import Assignment, Conversation, Message
from regard.kit.ids import uuid7
from regard.routing import queries
from regard.routing.models import TeamExperience, TopicRecord
from regard.routing.queries import Case
from regard.routing.rules.candidates import MessageFacts
from regard.routing.rules.decision import decide
from regard.routing.rules.topics import terms
from regard.staff import operations as staff
from regard.staff.models import User

#: Languages that are told apart well enough to choose a person by.
LANGUAGES = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "sv"})


def assign(case: Case, *, at: datetime) -> Assignment:
    """Give a message's conversation to the person who knows most about it and can answer in time; else to the team."""
    message = case.message
    facts = MessageFacts(
        terms=case.terms,
        language=message.language if message.language in LANGUAGES else "",
        contact=message.conversation.contact.name.split(" ")[0],
        due_at=case.due_at,
    )
    decision = decide(facts, queries.candidates(case, at=at), experience=queries.experience(case))
    person = next((person for person in case.people if person.id == decision.user_id), None)
    reasons = [reason.to_json() for reason in decision.reasons]
    assignment = conversations.assign(conversation=message.conversation, to=person, reasons=reasons, at=at)
    if person:
        queries.desks_of(tuple(one.id for one in case.people)).note(person.id, at=at)
    return assignment


class HoldsConversationsError(Exception):
    """The person still has open conversations. Nothing was changed; `numbers` names them."""

    def __init__(self, user: User, numbers: list[int]) -> None:
        listed = ", ".join(f"#{number}" for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")
        super().__init__(f"{user.name} still has {len(numbers)} open conversations: {listed}")
        self.numbers = numbers


def deactivate_user(*, user: User, to: User | None, note: str, by: User | None, at: datetime) -> int:
    """End a login: sign-in links, tokens and sessions stop working. Open conversations go to `to` with the note.

    Raises HoldsConversationsError when there are open ones and nobody was named. Returns how many were handed over.
    """
    with transaction.atomic():
        held = list(Conversation.objects.filter(assignee=user, state=Conversation.State.OPEN).order_by("number"))
        if held and to is None:
            raise HoldsConversationsError(user, [conversation.number for conversation in held])
        for conversation in held:
            if to:
                conversations.hand_over(conversation=conversation, to=to, note=note, by=by or to, at=at)
        staff.deactivate(user=user, by=by, at=at)
    return len(held)


def learn_solved(*, conversation: Conversation) -> None:
    """The matter is closed after an answer: what it was about counts for the person who answered last."""
    solver = _solver(conversation)
    if solver is None:
        return
    with transaction.atomic():
        _record(solver, _terms_of(conversation), "solved")
        TeamExperience.objects.get_or_create(team=conversation.team)
        TeamExperience.objects.filter(team=conversation.team).update(threads=F("threads") + 1)


def learn_reopened(*, conversation: Conversation) -> None:
    """The customer came back after it was closed: the last answer did not solve it."""
    solver = _solver(conversation)
    if solver is None:
        return
    _record(solver, _terms_of(conversation), "reopened")


def _solver(conversation: Conversation) -> User | None:
    latest = (
        conversation.messages.filter(kind=Message.Kind.OUTBOUND, is_holding=False, author__isnull=False)
        .select_related("author")
        .order_by("-at")
        .first()
    )
    return latest.author if latest else None


def _terms_of(conversation: Conversation) -> list[str]:
    texts = conversation.messages.filter(kind=Message.Kind.INBOUND, is_automatic=False).values_list("text", flat=True)[
        :20
    ]
    names = queries.names_around(conversation)
    return [term.key for term in terms(conversation.subject, "\n".join(texts)) if term.key not in names]


def _record(user: User, known: list[str], what: str) -> None:
    with transaction.atomic():
        TopicRecord.objects.bulk_create(
            (TopicRecord(id=uuid7(), user=user, term=term) for term in known), ignore_conflicts=True
        )
        TopicRecord.objects.filter(user=user, term__in=known).update(**{what: F(what) + 1})
