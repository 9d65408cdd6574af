"""Reading what the router decides by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Sum

from regard.conversations import queries as conversations
from regard.conversations.models import Assignment, Conversation, Message
from regard.kit.moment import once_a_moment
from regard.routing.models import TeamExperience, TopicRecord
from regard.routing.rules.candidates import NEVER, Candidate, Experience, TermRecord
from regard.routing.rules.topics import Term, keys, terms
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether a person works at this moment, and if not, when next (None: not known)."""

    is_working_now: bool = True
    next_working_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A message that wants a person: what it is about, who could be asked, who of them works, by when it is due."""

    message: Message
    terms: tuple[Term, ...]
    people: list[User]
    presence: Mapping[UUID, Presence]
    due_at: datetime | None


def terms_of(message: Message) -> tuple[Term, ...]:
    """What a message is about; whom it greets and who signed it are no topics."""
    names = names_around(message.conversation)
    return tuple(term for term in terms(message.subject, message.text) if term.key not in names)


def names_around(conversation: Conversation) -> frozenset[str]:
    """The names of the customer and of our people, as term keys."""
    account = conversation.account.name if conversation.account else ""
    return keys(f"{account} {conversation.contact.name}") | _names_of_ours()


@once_a_moment
def _names_of_ours() -> frozenset[str]:
    return keys(" ".join(staff.active_users().values_list("name", flat=True)))


def keys_of(text: str) -> frozenset[str]:
    """The term keys of words a person entered, to compare with those of a message; words that say nothing stand for themselves."""
    return keys(text) or frozenset(text.lower().split())


def experience(case: Case) -> Experience:
    """How much the conversation's team has solved, and how often each term was part of it."""
    conversation, message_terms = case.message.conversation, case.terms
    threads = _threads_of_team(conversation.team_id)
    known = (
        TopicRecord.objects.filter(term__in=[term.key for term in message_terms], user__teams=conversation.team_id)
        .values("term")
        .annotate(times=Sum("solved") + Sum("reopened"))
    )
    return Experience(threads=threads, with_term={line["term"]: line["times"] for line in known})


@once_a_moment
def _threads_of_team(team_id: UUID) -> int:
    row = TeamExperience.objects.filter(team_id=team_id).first()
    return row.threads if row else 0


def candidates(case: Case, *, at: datetime) -> list[Candidate]:
    """The people who could be asked, with all that speaks for and against them."""
    conversation, people, presence = case.message.conversation, case.people, case.presence
    ids = [person.id for person in people]
    absent = staff.absent_user_ids(at=at)
    desks = desks_of(tuple(ids))
    answered = _threads_answered(case.message, ids)
    records = _records(ids, case.terms)
    return [
        Candidate(
            user_id=person.id,
            name=person.first_name,
            skills=frozenset().union(*(keys(skill.term) for skill in person.skills.all())),
            languages=frozenset(person.languages),
            open_conversations=desks.waiting.get(person.id, 0),
            capacity=person.capacity,
            is_absent=person.id in absent,
            is_working_now=presence.get(person.id, Presence()).is_working_now,
            next_working_at=presence.get(person.id, Presence()).next_working_at,
            is_relationship_owner=bool(conversation.account and conversation.account.owner_id == person.id),
            has_answered_this_contact=answered.get(person.id, 0),
            term_scores=records.get(person.id, {}),
            latest_assigned_at=desks.latest.get(person.id) or NEVER,
        )
        for person in people
    ]


def _threads_answered(message: Message, ids: list[UUID]) -> dict[UUID, int]:
    """In how many conversations each of them answered this contact; whoever writes for the first time was answered by nobody."""
    contact = message.conversation.contact
    if contact.created_at >= message.at:
        return {}
    answers = Message.objects.filter(author__in=ids, kind=Message.Kind.OUTBOUND, conversation__contact=contact)
    return dict(answers.values_list("author").annotate(threads=Count("conversation", distinct=True)))


@dataclass(frozen=True, kw_only=True)
class Desks:
    """By person: how many conversations with a waiting customer they have, and when they were given the latest one."""

    waiting: dict[UUID, int]
    latest: dict[UUID, datetime | None]

    def note(self, user_id: UUID, *, at: datetime) -> None:
        """One more was given to them: who is given letters one after the other in a moment is counted without reading."""
        self.waiting[user_id] = self.waiting.get(user_id, 0) + 1
        self.latest[user_id] = at


@once_a_moment
def desks_of(ids: tuple[UUID, ...]) -> Desks:
    """How full the desks of these people are."""
    given = Assignment.objects.filter(user=OuterRef("id")).order_by("-at").values("at")
    latest = User.objects.filter(id__in=ids).values_list("id", Subquery(given[:1]))
    return Desks(waiting=conversations.waiting_by_person(ids), latest=dict(latest))


def people_who_could_answer(conversation: Conversation) -> list[tuple[User, int]]:
    """To whom a conversation can be handed over, each with how many waiting conversations they have.

    Everybody who may answer, and for a team-only one its team; not the one who has it.
    """
    people = staff.members(conversation.team) if conversation.is_team_only else staff.active_users()
    waiting = conversations.waiting_by_person()
    others = people.prefetch_related(None).exclude(id=conversation.assignee_id).order_by("name")
    return [(person, waiting.get(person.id, 0)) for person in others if may(person.role, Right.ANSWER)]


def people_of(conversation: Conversation) -> list[User]:
    """Who could be asked: the people of the team, and the colleague who looks after the account."""
    people = list(_members_who_answer(conversation.team))
    owner = conversation.account.owner if conversation.account else None
    if (
        owner
        and owner.is_active
        and not conversation.is_team_only
        and may(owner.role, Right.ANSWER)
        and owner not in people
    ):
        people.append(owner)
    return people


@once_a_moment
def _members_who_answer(team: Team) -> tuple[User, ...]:
    return tuple(person for person in staff.members(team) if may(person.role, Right.ANSWER))


def _records(ids: list[UUID], message_terms: tuple[Term, ...]) -> dict[UUID, dict[str, TermRecord]]:
    records: dict[UUID, dict[str, TermRecord]] = {}
    for row in TopicRecord.objects.filter(user__in=ids, term__in=[term.key for term in message_terms]):
        record = TermRecord(solved=row.solved, reopened=row.reopened, good=row.good, bad=row.bad)
        records.setdefault(row.user_id, {})[row.term] = record
    return records
