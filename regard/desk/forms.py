"""What people type on the staff pages, as clean values."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from regard.conversations.operations.beginning import Beginning
from regard.conversations.operations.drafts import Written
from regard.conversations.operations.letters import TypedLetter
from regard.conversations.queries.drafts import typed_people
from regard.kit.ids import uuid7
from regard.mail.rules.compose import Enclosure
from regard.meetings.operations import Call, CallRefusedError

MOST_BYTES = 20 * 1024 * 1024


class MistypedError(Exception):
    """Something typed cannot be used. The message says what; everything typed is given back."""


def read_written(request: HttpRequest, *, known: Collection[str], zone: str, is_sure: bool = True) -> Written:
    """Read the composer. `known` are the addresses of everybody who takes part; times are in the reader's `zone`.

    `is_sure` False: somebody is still typing, and what is half typed is no mistake yet. Raises MistypedError.
    """
    post = request.POST
    ticked = set(post.getlist("to"))
    answered, proposed = set(post.getlist("answered")), set(post.getlist("proposed"))
    kept, shown = set(post.getlist("kept_file")), post.getlist("shown_file")
    dropped = [read_id(text) for text in shown if text not in kept]
    is_holding = post.get("holding") == "yes"
    return Written(
        text=_plain(post.get("body", "")),
        recipients=None if set(known) <= ticked else tuple(address for address in known if address in ticked),
        cc=_plain(post.get("cc", "")),
        is_holding=is_holding,
        promised_until=_promised_until(post.get("promised_until", ""), zone, is_needed=is_holding and is_sure),
        ticked=tuple(answered - proposed),
        denied=tuple(proposed - answered),
        seen=read_id(post.get("latest_message_id", "")),
        files=_files(request),
        dropped=tuple(identifier for identifier in dropped if identifier),
    )


def read_beginning(request: HttpRequest) -> Beginning:
    """Read the form of a new message. Raises MistypedError, AddressError."""
    post = request.POST
    kept, shown = set(post.getlist("kept_file")), post.getlist("shown_file")
    dropped = [read_id(text) for text in shown if text not in kept]
    return Beginning(
        id=read_id(post.get("message", "")) or uuid7(),
        subject=_plain(post.get("subject", "")),
        text=_plain(post.get("body", "")),
        to=typed_people(_plain(post.get("to", ""))),
        cc=typed_people(_plain(post.get("cc", ""))),
        files=_files(request),
        dropped=tuple(identifier for identifier in dropped if identifier),
    )


def read_letter(request: HttpRequest) -> TypedLetter:
    """The form of a new message while somebody still types in it."""
    to, cc, subject, text = (_plain(request.POST.get(name, "")) for name in ("to", "cc", "subject", "body"))
    return TypedLetter(channel_id=read_id(request.POST.get("from", "")), to=to, cc=cc, subject=subject, text=text)


def _plain(text: str) -> str:
    """Line ends as we keep them, and without NUL, which PostgreSQL stores in no text."""
    return text.replace("\r\n", "\n").replace("\x00", "")


def read_send_at(request: HttpRequest, *, zone: str) -> datetime:
    """When a planned answer is to leave: an offered time, else the one typed. Raises MistypedError."""
    offered = request.POST.get("offered", "")
    return read_moment(offered or request.POST.get("send_at", ""), zone, _("Choose a day and a time to send it."))


def read_id(text: str) -> UUID | None:
    """An id from a form or address, None when it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _files(request: HttpRequest) -> tuple[Enclosure, ...]:
    files = request.FILES.getlist("files")
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        raise MistypedError(
            _("The files are larger than 20 MB together; most mail servers refuse that. Nothing was sent.")
        )
    return tuple(
        Enclosure(
            filename=file.name or "file",
            content_type=file.content_type or "application/octet-stream",
            content=file.read(),
        )
        for file in files
    )


def _promised_until(text: str, zone: str, *, is_needed: bool) -> datetime | None:
    if is_needed:
        return read_moment(text, zone, _("Say by when you will answer: a day and a time."))
    try:
        return read_moment(text, zone, "")
    except MistypedError:
        return None


def read_moment(text: str, zone: str, asked: str) -> datetime:
    """A day and a time in a zone, as the browser's field sends them. Raises MistypedError with what was asked."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MistypedError(asked) from None


def read_call(typed: QueryDict, *, zone: str) -> Call:
    """A call as it was typed; the time is one in `zone`. Raises CallRefusedError."""
    people = [read_id(one) for one in typed.getlist("people")]
    return Call(
        started_at=_instant(typed.get("started", ""), zone), minutes=_minutes(typed.get("minutes", "")),
        text=typed.get("text", ""), people={one for one in people if one},
    )  # fmt: skip


def _instant(text: str, zone: str) -> datetime:
    try:
        local = datetime.fromisoformat(text.strip())
        return (local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CallRefusedError("started", _("Say when the call began, as 2026-03-10 14:30.")) from None


def _minutes(text: str) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > 6:
        raise CallRefusedError("minutes", _("Say in whole minutes how long it lasted."))
    return int(plain)
