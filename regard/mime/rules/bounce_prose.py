"""Returned mail without a machine-readable report: what the prose says, and about which address."""

import re
from dataclasses import dataclass

from regard.mime.rules import addresses
from regard.mime.rules.headers import Headers

# Where the returned mail begins; what stands below are the sender's own words.
_COPY = re.compile(
    r"^[\s>|]*-{2,}.{0,40}(?:copy|original|header|returned|below|unsent|undelivered|message text|enclosed|included|attached|encapsulated)"
    r"(?!.*(?:transcript|session|addresses)).*$|^[\s>]*(?:original message (?:follows|headers?|attached)|your (?:original )?message (?:is|was) (?:as )?follow"
    r"|(?:the )?(?:original|returned|undelivered) message (?:is|follows|was|below)|message (?:text|headers?) follows?|received: (?:from|by)\b|return-path: ?<|original message[: ]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|failed|error|report|problem|has failed|unsuccessful|delayed|incomplete)|returned? mail|mail (?:delivery )?(?:fail|error|system|returned)"
    r"|failure (?:notice|delivery|notification)|returning (?:message )?to sender|mail failed|non[- ]?(?:delivery|deliverable)|could not (?:be )?(?:deliver|send)|not delivered"
    r"|delayed|warning: (?:message|could not)|unzustellbar|nicht zugestellt|zustell|[üu]bermittlungsstatus|non remis|non distribu|[ée]chec|no se (?:ha )?(?:podido )?entreg|devuelto|não entregue"
    r"|mancato recapito|mancata consegna|niet (?:bezorgd|afgeleverd)|onbestelbaar|kunde inte|ej levererat|недоставлен|не доставлен|ndr\b|mailfehler|returned to sender|message status|配信|送信|配達|エラー|退信|无法投递|반송",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"(?:could|can|was|were|did|has|have|is|be|been)(?: ?n[o']t|not)(?: be| been| able to)? (?:yet )?(?:be )?(?:deliver|reach|sent|send)|wasn't able to deliver|unable to (?:be )?deliver|undeliverable"
    r"|(?:delivery|message|mail|addresses?|recipients?)(?: to .{0,120}| \S+){0,3} (?:has |have |had )?(?:permanently )?(?:fail|problem|permanent|bounce)|permanent (?:fatal )?error|fatal errors|following address|following recipient"
    r"|not (?:yet )?been delivered|returned to (?:you|sender)|mail server (?:said|could)|remote host said|delivery problems?|failed addresses|mailbox (?:is )?full|incorrectly\s+constructed|error message below"
    r"|no valid recipients|nicht zugestellt|konnte nicht|unzustellbar|n'a pas (?:pu|été)|no se pudo|non è stato|не (?:может|удалось|был)|niet (?:worden )?(?:bezorgd|afgeleverd)"
    r"|could not send|rejected (?:your|by)|unknown user|user unknown|no such user|配信|送信(?:できません|エラー)|届き?ません|お届けできません|ありません",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:re|aw|sv|fwd?|wg|tr|rv|vs|antw|odp|r|i)\s*:", re.IGNORECASE)
_DELAY = re.compile(
    r"(?:will|to) (?:be )?(?:retr|continue|keep try)|warning only|delay(?:ed)?\b|not yet been delivered|do not (?:need to )?resend|still being retried|temporar\w+ (?:problem|unable)",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(r"permanent|giving up|given up|no longer|fatal|failed", re.IGNORECASE)
_PLAIN = r"[^\s<>()\[\],;:\"']"
_AT_LINE_START = re.compile(
    rf"^[ \t>|*-]{{0,12}}(?:[45]\d\d[ -])?(?:(?:rcpt to|recipient|user|for|address|final-recipient: ?rfc822;|failed (?:recipient|address)|unknown user|did not reach the following recipient)\s*[:=]?\s*)?"
    rf"[\"'(]?<?((?:[a-zA-Z0-9!#$%&*+/=?^_`{{|}}~.-]|\\.)+@{_PLAIN}++)[>\"')]*(?=[\s:;,.<]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_ANYWHERE = re.compile(rf"(?<!{_PLAIN})(?<!mail from:<)(?<!from:<)({_PLAIN}+@{_PLAIN}+)", re.IGNORECASE)
_MOST = 50
_LONGEST = 30_000


@dataclass(frozen=True)
class Piece:
    address: str
    words: str
    is_delayed: bool


def own_words(text: str) -> str:
    """What the mail system wrote, without the mail it returns."""
    text = text[:_LONGEST]
    position = 0
    while (found := _COPY.search(text, position)) is not None:
        # A report that opens with such a line has its words below it.
        if text[: found.start()].strip():
            return text[: found.start()]
        position = found.end()
    return text


def tells_failure(subject: str, prose: str, *, is_mail_system: bool, returns_mail: bool) -> bool:
    """A mail system says it in its subject or its text. Any other program must say it in its text and once more.

    A vacation program writes "I cannot be reached", a parcel service "could not be delivered".
    """
    in_subject = _SUBJECT.search(subject) is not None and _ANSWER.match(subject) is None
    in_text = _FAILURE.search(prose) is not None
    return in_subject or in_text if is_mail_system else in_text and (in_subject or returns_mail)


def about(prose: str, address: str) -> str:
    """The prose about one address, all of it when it names no other."""
    found = [piece for piece in _cut(prose) if piece[0].lower() == address.lower()]
    return "\n".join(words for _, words in found) if found else prose


def pieces(prose: str, headers: Headers) -> list[Piece]:
    """One piece for each failed address. A header of the mail system that names them is believed first."""
    is_delayed = _DELAY.search(prose) is not None and _GIVEN_UP.search(prose) is None
    own = {one.email.lower() for one in (*addresses.read(headers.raw("from")), *addresses.read(headers.raw("to")))}
    named = [
        one.email
        for value in headers.all_raw("x-failed-recipients")
        for one in addresses.read(value)
        if "@" in one.email
    ]
    cut = [(address, words) for address, words in _cut(prose) if address.lower() not in own]
    if not cut and named:
        cut = [(address, prose) for address in named]
    if not cut:
        loose = [found[1].strip(".") for found in _ANYWHERE.finditer(prose) if found[1].strip(".").lower() not in own]
        cut = [(loose[0] if loose else "", prose)]
    if len({address.lower() for address, _ in cut}) == 1:
        cut = [(cut[0][0], prose)]
    joined: dict[str, tuple[str, str]] = {}
    for address, words in cut[:_MOST]:
        before = joined.get(address.lower(), (address, ""))
        joined[address.lower()] = (before[0], before[1] + "\n" + words)
    return [Piece(address, words, is_delayed) for address, words in joined.values()]


def _cut(prose: str) -> list[tuple[str, str]]:
    """Each address that begins a line, with the words up to the next one."""
    found = list(_AT_LINE_START.finditer(prose))
    ends = [one.start() for one in found[1:]] + [len(prose)]
    return [(one[1].strip(".\"'"), prose[one.end() : end]) for one, end in zip(found, ends, strict=False)]
