"""Whether an answer by mail is taken, and if not, why: short stable words, turned into sentences by `queries.words`."""

from dataclasses import dataclass
from enum import StrEnum

from regard.mime.models import ParsedMail

#: Shorter lines ("Hello,") are in anybody's mail.
_SHORTEST = 12
#: So many words in a row are not the same by chance.
_RUN = 7


class Refusal(StrEnum):
    """Why an answer by mail was not sent."""

    FORGED = "forged"
    GONE = "gone"
    NOT_THEIRS = "not theirs"
    OTHER_SENDER = "other sender"
    NO_VERDICT = "no verdict"
    DISOWNED = "disowned"
    LEFT = "left"
    EXPIRED = "expired"
    SUMMARY = "summary"
    NO_RIGHT = "no right"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    QUOTED = "quoted"
    NEWER = "newer"
    ANSWERED = "answered"
    UNSENDABLE = "unsendable"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is known about who wrote: whether the address is the person's own, and what our server found out."""

    is_own_address: bool
    is_ambiguous: bool
    dmarc: str


def doubt(claim: Claim) -> Refusal | None:
    """Why the letter does not prove that the person wrote it; None when it does."""
    if claim.is_ambiguous or claim.dmarc == "fail":
        return Refusal.DISOWNED
    if not claim.is_own_address:
        return Refusal.OTHER_SENDER
    return None if claim.dmarc == "pass" else Refusal.NO_VERDICT


def wrong_with(mail: ParsedMail, words: str, told: str) -> Refusal | None:
    """Why the new words of a letter cannot be told apart from the rest. `told` is the body of the mail it answers."""
    if any(warning.startswith(("limit:", "parser_failed")) for warning in mail.warnings):
        return Refusal.UNREADABLE
    if not words.strip():
        return Refusal.EMPTY
    return Refusal.QUOTED if _holds_some_of(words, told) else None


def _holds_some_of(words: str, told: str) -> bool:
    """Whether whole lines, or many words in a row, stand in both: what we told a colleague must not go to a customer."""
    return bool(_lines(words) & _lines(told)) or bool(_runs(words) & _runs(told))


def _lines(text: str) -> set[str]:
    bare = (" ".join(_words(line)) for line in text.splitlines())
    return {line for line in bare if len(line) >= _SHORTEST}


def _runs(text: str) -> set[tuple[str, ...]]:
    """Mail programs fold quoted lines anew, so lines alone would miss some."""
    words = [word for line in text.splitlines() for word in _words(line)]
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


def _words(line: str) -> list[str]:
    return line.lstrip("> \t|").casefold().split()
