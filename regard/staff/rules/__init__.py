"""Who may do what. This one table is the rights matrix; `docs/rights.md` prints it.

All staff read every account's timeline: a customer who is passed on must not have to start again. The exceptions are named
here and enforced where the records are fetched (`visible_to`).
"""

from enum import Enum

OWNER, MANAGER, AGENT, SALES, BACK_OFFICE, READ_ONLY = "owner", "manager", "agent", "sales", "back office", "read-only"
EVERYBODY = frozenset({OWNER, MANAGER, AGENT, SALES, BACK_OFFICE, READ_ONLY})
WRITERS = EVERYBODY - {READ_ONLY}
LEADERS = frozenset({OWNER, MANAGER})


class Right(Enum):
    """What a role can be allowed; the value is the sentence people read."""

    READ_TIMELINES = "read every account's timeline"
    ANSWER = "answer customers, write notes, hand over, close"
    SELL = "open opportunities, record what customers committed to, say how they ended"
    READ_OTHER_TEAMS_MAILBOXES = "read mailboxes that are for another team only"
    READ_ANYBODYS_BONUS = "read the bonus of a person they do not manage"
    READ_SEALED_PROBES = "read test inquiries before they are opened"
    READ_CREDIT_FILES = "read credit files"
    SEE_FAILED_LETTERS = "see letters set aside and letters that could not be delivered"
    SET_UP = "change mailboxes, policies, calendars and teams"
    KEEP_PRIVACY = "give out, erase and hold what is kept on a person"
    MANAGE_USERS = "add, change and remove users"


RIGHTS: dict[Right, frozenset[str]] = {
    Right.READ_TIMELINES: EVERYBODY,
    Right.ANSWER: WRITERS,
    Right.SELL: WRITERS,
    Right.READ_OTHER_TEAMS_MAILBOXES: frozenset(),
    Right.READ_ANYBODYS_BONUS: frozenset(),
    Right.READ_SEALED_PROBES: frozenset({OWNER}),
    Right.READ_CREDIT_FILES: frozenset({OWNER, BACK_OFFICE}),
    Right.SEE_FAILED_LETTERS: WRITERS,
    Right.SET_UP: LEADERS,
    Right.KEEP_PRIVACY: LEADERS,
    Right.MANAGE_USERS: frozenset({OWNER}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right."""
    return role in RIGHTS[right]
