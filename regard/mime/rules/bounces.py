"""Mail that came back. Machine-readable reports first (RFC 3464), then the prose that many servers still write."""

import re
from dataclasses import dataclass

from regard.mime.rules import bounce_prose, bounce_reasons
from regard.mime.rules.headers import Headers
from regard.mime.rules.values import BounceRecipient

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$")
_FOLD = re.compile(r"\n[ \t]+(?=\S)")
_ADDRESS = re.compile(r"[^\s<>;:,\"]+@[^\s<>;,\"]+")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]|\.\d)")
_REPLY_CODE = re.compile(r"(?<![\w.\-\[:/])([45][0-5]\d)(?=[\s:;-]|$)(?!\s*(?:bytes|seconds|kb))")
_COMMAND = re.compile(
    r"(?:in reply to|after|in response to|for|\[)\s*(?:the )?(?:end of |initial |pipelined |sending )*"
    r"(MAIL|RCPT|DATA|EHLO|HELO|connection|data|TEXT)(?:[_ ](?:FROM|TO))?|but (my name|sender) was rejected",
    re.IGNORECASE,
)
_COMMANDS = {"TEXT": "DATA", "CONNECTION": "CONN", "EHLO": "CONN", "HELO": "CONN", "MY NAME": "CONN", "SENDER": "MAIL"}
_ACTIONS = {"failed", "delayed", "delivered", "relayed", "expanded"}


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sent a mail that may be a returned one, and whether another mail is enclosed.

    A mail system says so in its name; other marks only say that no person sent it.
    """

    is_mail_system: bool
    is_machine: bool
    returns_mail: bool


@dataclass(frozen=True)
class Report:
    """`recipients` may be named without a bounce: a report can say that all went well."""

    is_bounce: bool
    recipients: tuple[BounceRecipient, ...]


_NOTHING = Report(is_bounce=False, recipients=())


def read(headers: Headers, *, text: str, reports: list[str], sender: Sender) -> Report:
    """`reports` are the delivery-status parts, `text` what a person would read."""
    prose = bounce_prose.own_words(text)
    found = _structured("\n\n".join(reports), prose)
    if not found and sender.is_mail_system | sender.is_machine:
        found = _structured(text, prose)
        if not found and bounce_prose.tells_failure(
            headers.text("subject"),
            prose,
            is_mail_system=sender.is_mail_system,
            returns_mail=sender.returns_mail or len(prose) < len(text.rstrip()),
        ):
            judged = [_judged(piece) for piece in bounce_prose.pieces(prose, headers)]
            # Addresses that are only mentioned come behind those something is said about.
            found = sorted(judged, key=lambda one: one.reason == "undefined")
    if not found:
        return _NOTHING
    return Report(is_bounce=any(one.action in {"failed", "delayed"} for one in found), recipients=tuple(found))


def _structured(text: str, prose: str) -> list[BounceRecipient]:
    found = []
    for group in _groups(text):
        recipient = (
            group.get("final-recipient") or group.get("original-recipient") or group.get("x-actual-recipient", "")
        )
        if not recipient or not (group.keys() & {"action", "status", "diagnostic-code"}):
            continue
        original = _address(group.get("original-recipient", ""))
        address = _address(recipient) or original or recipient.partition(";")[2].strip()
        found.append(_from_fields(address, group, prose))
    return list({one.address.lower(): one for one in reversed(found)}.values())[::-1]


def _groups(text: str) -> list[dict[str, str]]:
    groups = []
    for block in re.split(r"\n[ \t]*\n", _FOLD.sub(" ", text)):
        fields: dict[str, str] = {}
        for line in block.split("\n"):
            if (match := _FIELD.match(line.strip())) is not None:
                fields.setdefault(match[1].lower(), match[2].strip())
        groups.append(fields)
    return groups


def _from_fields(address: str, group: dict[str, str], prose: str) -> BounceRecipient:
    said = group.get("diagnostic-code", "")
    words = said.partition(";")[2].strip() if re.match(r"[\w-]{1,20};", said) else said
    action = group.get("action", "").split("(")[0].strip().lower()
    declared = _first(_STATUS, group.get("status", ""))
    said_status = _first(_STATUS, words)
    # A server's own code in its answer tells more than the 5.0.0 that a relay made of it.
    status = said_status if said_status and (not declared or declared.endswith((".0.0", ".5.0"))) else declared
    code = _first(_REPLY_CODE, words)
    around = bounce_prose.about(prose, address)
    command = _command(words + " " + around)
    told = bounce_reasons.by_words(words) if words else ""
    reason = bounce_reasons.reason(words if told else f"{words}\n{group.get('status', '')}\n{around}", status, command)
    if action == "delayed" and reason in {"undefined", "systemerror"}:
        reason = "expired"
    if action not in _ACTIONS:
        action = "delivered" if status.startswith("2") else "failed"
    if action in {"delivered", "relayed", "expanded"}:
        return BounceRecipient(
            address=address, action=action, status=status, reply_code=code, hard=False, reason="delivered"
        )
    hard = action == "failed" and bounce_reasons.is_hard(reason, status, code)
    return BounceRecipient(address=address, action=action, status=status, reply_code=code, hard=hard, reason=reason)


def _judged(piece: bounce_prose.Piece) -> BounceRecipient:
    status, code = _first(_STATUS, piece.words), _first(_REPLY_CODE, piece.words)
    command = _command(piece.words)
    reason = bounce_reasons.reason(piece.words, status, command)
    action = "delayed" if piece.is_delayed else "failed"
    if action == "delayed" and reason == "undefined":
        reason = "expired"
    hard = action == "failed" and bounce_reasons.is_hard(reason, status, code)
    return BounceRecipient(
        address=piece.address, action=action, status=status, reply_code=code, hard=hard, reason=reason
    )


def _command(words: str) -> str:
    found = _COMMAND.search(words)
    name = (found[1] or found[2]).upper() if found else ""
    return _COMMANDS.get(name, name)


def _address(field: str) -> str:
    found = _ADDRESS.search(field.partition(";")[2] or field)
    return found[0].strip("<>()'.") if found else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
