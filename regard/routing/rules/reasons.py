"""Why somebody is asked, or nobody: kinds to store and sentences to read (docs/algorithms/routing.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError

from regard.routing.rules.topics import is_model_number


class Kind(StrEnum):
    """Why somebody was chosen, then why somebody was left out or nobody was chosen."""

    RELATIONSHIP = "relationship"
    ANSWERED_BEFORE = "answered before"
    KNOWS_TOPIC = "knows topic"
    SKILL = "skill"
    LANGUAGE = "language"
    ONLY_ONE_WORKING = "only one working"
    LEAST_LOADED = "least loaded"
    HAS_ROOM = "has room"
    ABSENT = "absent"
    FULL = "full"
    OTHER_LANGUAGE = "other language"
    BACK_TOO_LATE = "back too late"
    NOBODY_WORKING = "nobody working"
    NOBODY_THERE = "nobody there"


@dataclass(frozen=True)
class Reason:
    """`detail` holds terms as the customer wrote them, a contact's or colleagues' names, or a language code, by kind."""

    kind: Kind
    detail: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "detail": list(self.detail)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reason":
        return cls(Kind(stored["kind"]), tuple(stored["detail"]))


@dataclass(frozen=True)
class Sentence:
    """An English message id for gettext and what to put into its translation."""

    message_id: str
    params: Mapping[str, str]

    def __str__(self) -> str:
        return self.message_id % self.params


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


TO_YOU: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RELATIONSHIP: gettext_noop("You look after this account"),
        Kind.ANSWERED_BEFORE: gettext_noop("You answered %(contact)s before"),
        Kind.KNOWS_TOPIC: gettext_noop("You know about %(topic)s"),
        Kind.SKILL: gettext_noop("You said you know about %(topic)s"),
        Kind.LANGUAGE: gettext_noop("You answer in %(language)s"),
        Kind.ONLY_ONE_WORKING: gettext_noop("You are the only one at work now"),
        Kind.LEAST_LOADED: gettext_noop("You have the most room now"),
        Kind.HAS_ROOM: gettext_noop("You have room for it now"),
    }
)
ABOUT_ANOTHER: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RELATIONSHIP: gettext_noop("%(name)s looks after this account"),
        Kind.ANSWERED_BEFORE: gettext_noop("%(name)s answered %(contact)s before"),
        Kind.KNOWS_TOPIC: gettext_noop("%(name)s knows about %(topic)s"),
        Kind.SKILL: gettext_noop("%(name)s said to know about %(topic)s"),
        Kind.LANGUAGE: gettext_noop("%(name)s answers in %(language)s"),
        Kind.ONLY_ONE_WORKING: gettext_noop("%(name)s is the only one at work now"),
        Kind.LEAST_LOADED: gettext_noop("%(name)s has the most room now"),
        Kind.HAS_ROOM: gettext_noop("%(name)s has room for it now"),
    }
)
ABOUT_THE_TEAM: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ABSENT: gettext_noop("Away: %(people)s"),
        Kind.FULL: gettext_noop("No room for more: %(people)s"),
        Kind.OTHER_LANGUAGE: gettext_noop("Answers in other languages: %(people)s"),
        Kind.BACK_TOO_LATE: gettext_noop("Not at work before it is due: %(people)s"),
        Kind.NOBODY_WORKING: gettext_noop("Nobody is at work now"),
        Kind.NOBODY_THERE: gettext_noop("The team has no people"),
    }
)
# A model number takes an article: "the P-220", but "invoices".
MODEL_TO_YOU: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.KNOWS_TOPIC: gettext_noop("You know the %(topic)s"),
        Kind.SKILL: gettext_noop("You said you know the %(topic)s"),
    }
)
MODEL_ABOUT_ANOTHER: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.KNOWS_TOPIC: gettext_noop("%(name)s knows the %(topic)s"),
        Kind.SKILL: gettext_noop("%(name)s said to know the %(topic)s"),
    }
)
NAMELESS_CONTACT = {
    True: gettext_noop("You answered this customer before"),
    False: gettext_noop("%(name)s answered this customer before"),
}


def sentence(reason: Reason, *, name: str = "", locale: str = "en") -> Sentence:
    """A reason in plain words, to the person asked, or with `name` about them to somebody else.

    `locale` is the reader's and only names languages; the message id is translated by the caller.
    """
    kind, detail = reason.kind, reason.detail
    if kind in ABOUT_THE_TEAM:
        return Sentence(ABOUT_THE_TEAM[kind], {"people": ", ".join(detail)} if detail else {})
    params = {"name": name} if name else {}
    messages = ABOUT_ANOTHER if name else TO_YOU
    if kind is Kind.ANSWERED_BEFORE:
        if not detail:
            return Sentence(NAMELESS_CONTACT[not name], params)
        params["contact"] = detail[0]
    elif kind in (Kind.KNOWS_TOPIC, Kind.SKILL):
        params["topic"] = detail[0]
        if is_model_number(detail[0]):
            messages = MODEL_ABOUT_ANOTHER if name else MODEL_TO_YOU
    elif kind is Kind.LANGUAGE:
        params["language"] = _language_name(detail[0], locale)
    return Sentence(messages[kind], params)


def _language_name(code: str, locale: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_language_name(locale.replace("-", "_")) or code
    except (UnknownLocaleError, ValueError):
        return code
