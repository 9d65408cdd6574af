"""What people type on the staff pages, as clean values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from regard.conversations.operations import Answer
from regard.conversations.queries.thread import ReplyRecipient
from regard.mail.rules.compose import Enclosure
from regard.mime.queries import check_address

MOST_BYTES = 20 * 1024 * 1024


class MistypedError(Exception):
    """Something typed cannot be used. The message says what; everything typed is given back."""


@dataclass(frozen=True, kw_only=True)
class AnswerTyped:
    """An answer that can be sent, and the time promised when it only holds."""

    answer: Answer
    promised_for: datetime | None


def read_answer(request: HttpRequest, *, known: Mapping[str, ReplyRecipient], zone: str) -> AnswerTyped:
    """Read the composer. Recipients are taken from those offered (`known`, by address), others only from the Cc field.

    Raises MistypedError.
    """
    chosen = [known[address] for address in request.POST.getlist("to") if address in known]
    cc = [("", _address(text)) for text in request.POST.get("cc", "").replace(";", ",").split(",") if text.strip()]
    is_holding = request.POST.get("holding") == "yes"
    to = [person for person in chosen if person.reason == "wrote"] or chosen[:1]
    copied = [person for person in chosen if person not in to]
    answer = Answer(
        text=request.POST.get("body", "").replace("\r\n", "\n"),
        to=tuple((person.name, person.address) for person in to),
        cc=(*((person.name, person.address) for person in copied), *cc),
        is_holding=is_holding,
        files=_files(request),
        seen=read_id(request.POST.get("latest_message_id", "")),
    )
    return AnswerTyped(
        answer=answer, promised_for=_moment(request.POST.get("promised_until", ""), zone) if is_holding else None
    )


def read_id(text: str) -> UUID | None:
    """An id from a form or address, None when it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(text: str) -> str:
    try:
        return check_address(text.strip())
    except ValueError as error:
        raise MistypedError(
            _("“%(text)s” is no e-mail address: %(why)s") % {"text": text.strip(), "why": error}
        ) from None


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


def _moment(text: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise MistypedError(_("Say by when you will answer: a day and a time.")) from None
