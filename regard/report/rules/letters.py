"""What the head of a letter tells the audit: who wrote to whom, when, about what, and whether a person did."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import chain
from sys import intern

from regard.mime.models import Address
from regard.mime.rules import addresses, automatic, headers, identifiers, limits, structure
from regard.mime.rules.headers import Headers

EARLIEST = datetime(1982, 8, 13, tzinfo=UTC)  # RFC 822: no mail with our kind of date is older
_TOLERANCE = timedelta(days=1)
_MOST_RECIPIENTS = 200
_LIST_MARKS = {"list-id", "list-post", "mailing-list", "list-unsubscribe", "list-unsubscribe-post", "precedence", "x-precedence"}  # fmt: skip
_REPLY_WORDS = "re|aw|antw|antwort|sv|vs|rif|ris|r|res|resp|ref|réf|odp|ynt|回复|答复|返信|ответ|отв"
_FORWARD_WORDS = "fw|fwd|wg|tr|rv|enc|vb|doorst|vl|i|pd|转发|转寄"
_PREFIX = re.compile(rf"\s*(?:(?:{_REPLY_WORDS}|{_FORWARD_WORDS})\s*(?:\[\d+\]|\^\d+|\(\d+\))?\s*[:：]|\[[^\]]{{1,60}}\])\s*", re.IGNORECASE)  # fmt: skip
_REPLY = re.compile(rf"\s*(?:\[[^\]]{{1,60}}\]\s*)?(?:{_REPLY_WORDS})\s*(?:\[\d+\]|\^\d+|\(\d+\))?\s*[:：]", re.IGNORECASE)  # fmt: skip


class Kind(Enum):
    """Who wrote: a person, a machine, or somebody to many at once."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    LIST = "list"
    BULK = "bulk"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One letter. Addresses are in lower case; `answers` are the ids it names as answered, nearest last.

    `at` is in UTC. `key` is the subject without what replying adds to it. `is_report` marks bounces and receipts of mail
    systems; `is_reply` a subject that says "Re:".
    """

    message_id: str
    answers: tuple[str, ...]
    at: datetime
    sender: str
    reply_to: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    key: str
    kind: Kind
    is_ours: bool
    is_autoreply: bool = False
    is_report: bool = False
    is_reply: bool = False


class UnreadableError(ValueError):
    """What stands in the file is no letter. The text says why."""


class NoDateError(ValueError):
    """Nothing says when the letter was sent, or what says it cannot be."""


@dataclass(frozen=True)
class Ours:
    """The domains (with everything below them) and single addresses that are the company's own."""

    domains: frozenset[str]
    addresses: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Ours":
        """From what was typed: names with an @ are addresses."""
        typed = {name.strip().lower().rstrip(".") for name in names if name.strip()}
        single = frozenset(name for name in typed if "@" in name.removeprefix("@"))
        return cls(frozenset(name.removeprefix("@") for name in typed - single), single)

    def has(self, address: str) -> bool:
        return address in self.addresses or self.has_domain(address.rpartition("@")[2])

    def has_domain(self, domain: str) -> bool:
        parts = domain.strip().lower().split(".")
        return any(".".join(parts[start:]) in self.domains for start in range(len(parts)))


def read(block: bytes, *, ours: Ours, now: datetime, arrived: datetime | None = None) -> Letter:
    """Read a letter's head. `arrived` is what its file says of its arrival, for letters that do not say it themselves.

    Raises UnreadableError and NoDateError.
    """
    found = _headers(block)
    from_ = _first(found, "from") or _first(found, "sender") or _first(found, "return-path")
    if from_ is None:
        raise UnreadableError("no sender")
    reason = _reason(found, from_.email.lower(), ours) or ("system" if automatic.is_mail_system(from_) else "")
    letter = _as_written(found, from_, reason=reason, at=_date(found, arrived, now))
    letter = replace(letter, is_ours=ours.has(letter.sender))
    return _of_its_author(letter, ours) if reason in {"", "machine_sender"} else letter


def subject_key(subject: str) -> str:
    """A subject as two letters of one exchange share it."""
    while (match := _PREFIX.match(subject)) is not None and match.end() < len(subject):
        subject = subject[match.end() :]
    return " ".join(subject.split()).casefold()


def _headers(block: bytes) -> Headers:
    start = structure.first_line(block)
    stop, _body = headers.header_end(block, start, min(len(block), start + limits.HEADER_BYTES))
    try:
        limits.check_header_block(block[start:stop])
    except limits.TooMuchError as error:
        raise UnreadableError(str(error)) from error
    return headers.read(block[start:stop])


def _as_written(found: Headers, from_: Address, *, reason: str, at: datetime) -> Letter:
    subject = found.text("subject")
    answers = (*identifiers.message_ids(b" ".join(found.all_raw("references"))), *identifiers.message_ids(found.raw("in-reply-to")))  # fmt: skip
    return Letter(
        message_id=identifiers.message_id(found.raw("message-id")),
        answers=tuple(dict.fromkeys(answers)),
        at=at,
        sender=intern(from_.email.lower()),
        reply_to=_addresses(found, "reply-to"),
        recipients=_addresses(found, "to", "cc", "bcc") or _addresses(found, "delivered-to", "x-original-to"),
        subject=subject,
        key=subject_key(subject),
        kind=_kind(reason, found, is_first=not answers),
        is_ours=False,
        is_autoreply=reason == "autoreply",
        is_report=reason in {"report", "system"},
        is_reply=_REPLY.match(subject) is not None,
    )


def _reason(found: Headers, sender: str, ours: Ours) -> str:
    """Why a letter is no person's. The list marks of a group address of our own say nothing about who wrote to it."""
    reason = automatic.reason(found, sender=sender)
    if reason in {"list", "bulk"} and any(ours.has_domain(name) for name in _list_domains(found)):
        rest = Headers(tuple(item for item in found.items if item[0] not in _LIST_MARKS))
        reason = automatic.reason(rest, sender=sender)
    return reason


def _list_domains(found: Headers) -> list[str]:
    """Of `List-Id: Support <support.havn.example>` every domain the group may belong to, and that of List-Post."""
    names = [found.text("list-id").rpartition("<")[2].strip("<> ")]
    names += re.findall(r"@([\w.-]+)", f"{found.text('list-post')} {found.text('mailing-list')}")
    return [name for name in names if name]


def _kind(reason: str, found: Headers, *, is_first: bool) -> Kind:
    if reason in {"list", "bulk"}:
        return Kind(reason)
    if reason:
        return Kind.AUTOMATIC
    # Nobody can unsubscribe from a question.
    return Kind.BULK if is_first and found.has("list-unsubscribe") else Kind.PERSON


def _of_its_author(letter: Letter, ours: Ours) -> Letter:
    """Contact forms and groups write from our own address to our own, for somebody outside whom Reply-To names."""
    outside = tuple(one for one in letter.reply_to if not ours.has(one))
    is_internal = letter.is_ours and all(ours.has(one) for one in letter.recipients)
    if not (is_internal and outside) or letter.answers:
        return letter
    return replace(letter, sender=outside[0], reply_to=outside, is_ours=False, kind=Kind.PERSON)


def _date(found: Headers, arrived: datetime | None, now: datetime) -> datetime:
    """When it was sent; where that is missing or cannot be, when it arrived."""
    said = (identifiers.date(value) for value in (found.raw("date"), found.raw("received")) if value)
    date = next((one for one in chain(said, (arrived,)) if one and EARLIEST <= one <= now + _TOLERANCE), None)
    if date is None:
        raise NoDateError("no date that can be")
    return date


def _first(found: Headers, name: str) -> Address | None:
    read_ = [one for value in found.all_raw(name) for one in addresses.read(value) if one.email]
    return next((one for one in read_ if "@" in one.email), read_[0] if read_ else None)


def _addresses(found: Headers, *names: str) -> tuple[str, ...]:
    """Each address is kept once, however many letters name it."""
    read_ = (
        intern(one.email.lower()) for name in names for value in found.all_raw(name) for one in addresses.read(value)
    )
    return tuple(dict.fromkeys(address for address in read_ if "@" in address))[:_MOST_RECIPIENTS]
