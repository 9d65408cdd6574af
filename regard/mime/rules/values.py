"""What a mail is once it has been read: plain frozen values. Other rooms know them by `regard.mime.models`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Address:
    """`name` is decoded and unquoted, "" when there is none. `email` is as written, also when no valid address."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One kept file. `filename` is safe to show and to store under; `content` is decoded, never opened or unpacked."""

    filename: str
    content_type: str
    size: int
    sha256: str
    md5: str
    content_id: str
    is_inline: bool
    content: bytes


@dataclass(frozen=True, kw_only=True)
class ReplyText:
    """A text body cut in three; together they hold every non-blank line of it."""

    reply_text: str
    quoted_text: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class BounceRecipient:
    """What became of one address. `action` and `status` as in RFC 3464 ("" when nothing says), `reply_code` as in SMTP.

    `hard` is true when the address does not exist or has moved for good, so that nobody should write to it again.
    """

    address: str
    action: str
    status: str
    reply_code: str
    hard: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """Results words of RFC 8601 ("pass", "fail", "none" ...) as our own receiving server found them."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"


@dataclass(frozen=True, kw_only=True)
class ParsedMail:
    """A whole mail. Message ids stand without their angle brackets, everywhere. `date` is in UTC.

    `from_is_ambiguous` means that checks by others (SPF, DMARC, a person) may have looked at another address than
    `from_` (the CVE-2023-27043 family), so the sender must not be believed. `warnings` are short stable words.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    from_: Address | None
    from_is_ambiguous: bool
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    return_path: str | None
    subject: str
    text: str
    html: str
    reply_text: str
    quoted_text: str
    signature: str
    language: str | None
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    automatic_reason: str
    is_bounce: bool
    bounce_recipients: tuple[BounceRecipient, ...]
    is_complaint_report: bool
    authentication: Authentication
    list_id: str
    precedence: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unparseable:
    """A mail that may not or could not be read whole: a plain sentence why, and what its first headers tell.

    `known` has no bodies and no attachments; it is there so that a person can be shown who wrote and about what.
    """

    reason: str
    known: ParsedMail
