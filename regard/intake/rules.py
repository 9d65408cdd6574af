"""Decisions on the way in: who a letter is from, whether to believe it, whether a receipt may be sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from regard.mime.models import ParsedMail

#: "We have your letter" is said within a day or not at all.
RECEIPT_WITHIN = timedelta(hours=24)

RECEIPT_LANGUAGES = ("en", "de")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A read letter and the address it is taken to be from (the author's; the envelope's when there is no author)."""

    mail: ParsedMail
    address: str
    name: str
    has_null_sender: bool

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of the letters it answers, farthest first; In-Reply-To names the nearest."""
        return (*self.mail.references, *self.mail.in_reply_to)


def letter_of(mail: ParsedMail, *, envelope_from: str, is_smtp: bool, our_address: str) -> Letter:
    """Settle whom a letter is from, and that a list of our own makes no letter automatic.

    A company's address is often a group (Google Groups and the like) that marks every letter as list mail.
    """
    if mail.automatic_reason == "list" and our_address.rpartition("@")[2] in mail.list_id.lower():
        mail = replace(mail, is_automatic=False, automatic_reason="")
    author = mail.from_.email.strip().lower() if mail.from_ and mail.from_.email else envelope_from.strip().lower()
    return Letter(
        mail=mail,
        address=author[:320] or "unknown@invalid",
        name=mail.from_.name[:200] if mail.from_ else "",
        has_null_sender=(is_smtp and not envelope_from) or mail.return_path == "",
    )


def doubt(mail: ParsedMail) -> bool:
    """Whether the author cannot be believed: more than one author address, or the domain's owner disowns the letter."""
    return mail.from_is_ambiguous or mail.authentication.dmarc == "fail"


def why_no_receipt(letter: Letter, *, acknowledges: bool, is_first: bool) -> str:
    """Why a message gets no receipt, '' when it gets one; a few stable words that stand on the message."""
    if not acknowledges:
        return "switched off"
    if not is_first:
        return "acknowledged before"
    if letter.has_null_sender:
        return "no sender"
    if "@" not in letter.address or letter.address.endswith("@invalid"):
        return "no address"
    if doubt(letter.mail):
        return "sender in doubt"
    return ""


def why_too_late(*, arrived_at: datetime, due_at: datetime, now: datetime) -> str:
    """Why a receipt would come too late to be one, '' when it would not: after an outage a person answers instead."""
    if now - arrived_at > RECEIPT_WITHIN:
        return "came late"
    return "promise is over" if due_at <= now else ""


def language_of_receipt(message: str, contact: str) -> str:
    """The message's language, else the contact's, else English."""
    return next((language[:2] for language in (message, contact) if language[:2] in RECEIPT_LANGUAGES), "en")
