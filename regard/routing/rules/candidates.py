"""What is known when a message is given to somebody: the people, the message, and the team's past."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from regard.routing.rules.topics import Term

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TermRecord:
    """How threads about one term ended that one person had answered."""

    solved: int = 0
    reopened: int = 0
    good: int = 0
    bad: int = 0


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person who could be asked.

    `skills` and the keys of `term_scores` are term keys (`topics.keys`); `languages` are codes such as `de`, none: not known.
    `next_working_at` matters while `is_working_now` is false; None: not known. `has_answered_this_contact` is a count of
    threads.
    """

    user_id: UUID
    name: str
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    open_conversations: int = 0
    capacity: int = 20
    is_absent: bool = False
    is_working_now: bool = True
    next_working_at: datetime | None = None
    is_relationship_owner: bool = False
    has_answered_this_contact: int = 0
    term_scores: Mapping[str, TermRecord] = field(default_factory=dict)
    latest_assigned_at: datetime = NEVER

    @property
    def share_of_capacity(self) -> float:
        """How full the table is, 0 to 1 and beyond; a table without room is full."""
        return self.open_conversations / self.capacity if self.capacity > 0 else 1.0


@dataclass(frozen=True, kw_only=True)
class MessageFacts:
    """`language` is a code or empty when unknown; `due_at` is when an answer was promised; `contact` is a name to say."""

    terms: tuple[Term, ...] = ()
    language: str = ""
    contact: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Experience:
    """Threads the team has solved, and in how many of them each term key occurs."""

    threads: int = 0
    with_term: Mapping[str, int] = field(default_factory=dict)
