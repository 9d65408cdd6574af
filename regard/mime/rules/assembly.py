"""Bytes to a ParsedMail: the rules of this room in their order. Every step may fail without losing the mail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from regard.kit import charset
from regard.mime.rules import (
    addresses,
    authentication,
    automatic,
    bodies,
    bounces,
    complaints,
    headers,
    identifiers,
    language,
    reply_text,
    structure,
    transfer,
)
from regard.mime.rules.headers import Headers
from regard.mime.rules.structure import Part
from regard.mime.rules.values import Address, Authentication, ParsedMail, ReplyText

_Result = TypeVar("_Result")
_HEADERS_KEPT = 64 * 1024
_TEXT_KEPT = 1024 * 1024
_REPORT_KEPT = 500_000
# Reasons for which returned mail without a mail system's name on it may be believed.
_MAILS = {"message/rfc822", "message/global", "text/rfc822-headers"}
_MACHINES = {"report", "autoreply", "generated", "machine_sender"}


@dataclass
class _Steps:
    """Runs one rule after the other; one that fails leaves its default and a warning."""

    warnings: list[str]

    def run(self, name: str, default: _Result, rule: Callable[[], _Result]) -> _Result:
        try:
            return rule()
        except Exception as error:  # noqa: BLE001  hostile mail finds what nobody thought of, and must still be shown
            self.warnings.append(f"{name}_failed:{type(error).__name__}")
            return default


def read(raw: bytes, *, trusted: str | None) -> ParsedMail:
    """The whole mail. Raises TooMuchError at the limits."""
    root, warnings = structure.read(raw)
    steps = _Steps(warnings)
    found = steps.run("bodies", bodies.Bodies(text=charset.decode(root.body)), lambda: bodies.read(root, warnings))
    reply = steps.run(
        "reply", ReplyText(reply_text=found.text, quoted_text="", signature=""), lambda: reply_text.extract(found.text)
    )
    known = _from_headers(root.headers, steps, trusted)
    sender = known.from_.email if known.from_ else ""
    reason = steps.run("automatic", "", lambda: automatic.reason(root.headers, sender=sender))
    is_complaint = steps.run("complaint", False, lambda: complaints.is_report(root, root.headers))
    report = steps.run(
        "bounce",
        bounces.Report(is_bounce=False, recipients=()),
        lambda: bounces.read(
            root.headers,
            text=found.text,
            reports=_delivery_reports(root),
            sender=bounces.Sender(
                is_mail_system=_is_mail_system(root.headers, known),
                is_machine=reason in _MACHINES,
                returns_mail=any(leaf.content_type in _MAILS for leaf in structure.walk(root)),
            ),
        ),
    )
    if report.is_bounce or is_complaint:
        reason = "complaint" if is_complaint else "bounce"
    return replace(
        known,
        text=found.text,
        html=found.html,
        reply_text=reply.reply_text,
        quoted_text=reply.quoted_text,
        signature=reply.signature,
        language=steps.run("language", None, lambda: language.of(reply.reply_text or found.text)),
        attachments=tuple(found.attachments),
        is_automatic=bool(reason),
        automatic_reason=reason,
        is_bounce=report.is_bounce and not is_complaint,
        bounce_recipients=report.recipients,
        is_complaint_report=is_complaint,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def from_headers_only(raw: bytes, *, trusted: str | None, warnings: list[str]) -> ParsedMail:
    """The last resort for a mail that cannot be read whole: its first headers, and no body."""
    start = structure.first_line(raw)
    stop, _ = headers.header_end(raw, start, min(len(raw), start + _HEADERS_KEPT))
    steps = _Steps(warnings)
    found = steps.run("headers", Headers(()), lambda: headers.read(raw[start:stop]))
    mail = _from_headers(found, steps, trusted)
    return replace(mail, warnings=tuple(dict.fromkeys(warnings)))


def with_raw_text(mail: ParsedMail, raw: bytes) -> ParsedMail:
    """The mail with everything below its headers as its text, cut at 1 MB."""
    start = structure.first_line(raw)
    _, body = headers.header_end(raw, start, min(len(raw), start + _HEADERS_KEPT))
    text = charset.decode(raw[body : body + _TEXT_KEPT]).replace("\x00", "").replace("\r\n", "\n")
    return replace(mail, text=text, reply_text=text)


def _from_headers(found: Headers, steps: _Steps, trusted: str | None) -> ParsedMail:
    none: tuple[Address, ...] = ()
    senders = steps.run("from", none, lambda: _all(found, "from"))
    return_path = steps.run("return_path", None, lambda: _return_path(found))
    sender = steps.run("sender", none, lambda: addresses.read(found.raw("sender")))
    from_ = next((one for one in senders if "@" in one.email), senders[0] if senders else None)
    if from_ is None:
        steps.warnings.append("from_missing")
        from_ = sender[0] if sender else (Address(name="", email=return_path) if return_path else None)
    return ParsedMail(
        message_id=steps.run("message_id", "", lambda: identifiers.message_id(found.raw("message-id"))),
        in_reply_to=steps.run("in_reply_to", (), lambda: identifiers.message_ids(found.raw("in-reply-to"))),
        references=steps.run("references", (), lambda: identifiers.message_ids(b" ".join(found.all_raw("references")))),
        date=steps.run("date", None, lambda: identifiers.date(found.raw("date"))),
        from_=from_,
        from_is_ambiguous=steps.run("from", True, lambda: addresses.is_ambiguous(found.all_raw("from"))),
        sender=sender[0] if sender else None,
        to=steps.run("to", none, lambda: _all(found, "to")),
        cc=steps.run("cc", none, lambda: _all(found, "cc")),
        reply_to=steps.run("reply_to", none, lambda: _all(found, "reply-to")),
        return_path=return_path,
        subject=steps.run("subject", "", lambda: found.text("subject")),
        text="",
        html="",
        reply_text="",
        quoted_text="",
        signature="",
        language=None,
        attachments=(),
        is_automatic=False,
        automatic_reason="",
        is_bounce=False,
        bounce_recipients=(),
        is_complaint_report=False,
        authentication=steps.run(
            "authentication", Authentication(), lambda: authentication.read(found, trusted=trusted)
        ),
        list_id=steps.run("list_id", "", lambda: found.text("list-id")),
        precedence=steps.run("precedence", "", lambda: found.text("precedence").lower()),
        warnings=(),
    )


def _all(found: Headers, name: str) -> tuple[Address, ...]:
    return tuple(one for value in found.all_raw(name) for one in addresses.read(value))


def _return_path(found: Headers) -> str | None:
    """None when the header is missing, "" for the empty sender of automatic mail."""
    if not found.has("return-path"):
        return None
    read = addresses.read(found.raw("return-path"))
    return read[0].email if read else ""


def _is_mail_system(found: Headers, mail: ParsedMail) -> bool:
    """Whether a program that carries mail wrote this one, by its sender's name or the mark only such programs set."""
    return found.has("x-failed-recipients") or (mail.from_ is not None and automatic.is_mail_system(mail.from_))


def _delivery_reports(root: Part) -> list[str]:
    kinds = {"message/delivery-status", "message/global-delivery-status"}
    reports = []
    for leaf in structure.walk(root):
        if leaf.content_type in kinds:
            content, _ = transfer.undo(leaf.body, leaf.headers.text("content-transfer-encoding"))
            reports.append(charset.decode(content[:_REPORT_KEPT]).replace("\r\n", "\n"))
    return reports
