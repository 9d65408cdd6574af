"""Writing first to a customer. A refusal gives back what was typed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.channels.models import Channel
from regard.channels.queries import senders_for
from regard.conversations.models import Message
from regard.conversations.operations import Came, EmptyAnswerError, NoRecipientError
from regard.conversations.operations.beginning import CannotSendError, NoSubjectError, SentBeforeError, begin
from regard.conversations.operations.letters import end_letter, keep_letter
from regard.conversations.operations.sending import AlreadySentError, FillInError, TooManyRecipientsError
from regard.conversations.queries.drafts import AddressError
from regard.desk.forms import MistypedError, read_beginning, read_id, read_letter
from regard.desk.queries.composer import Typed
from regard.desk.queries.faces import Reader
from regard.desk.queries.new_message import begun, new_message_page, suggestions
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.typed import say_sent
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.rules import Right

#: What can be refused, and the field that is asked for again.
_FIELDS: dict[type[Exception], str] = {
    CannotSendError: "from", NoRecipientError: "to", AddressError: "to", TooManyRecipientsError: "to",
    NoSubjectError: "subject", EmptyAnswerError: "body", FillInError: "body", MistypedError: "files", SentBeforeError: "",
}  # fmt: skip


@staff_page
@require_http_methods(["GET", "POST"])
def new_message(request: HttpRequest) -> HttpResponse:
    """The form, and sending it; `?to=` names somebody, `?again=` what was begun, or taken back before it left."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    if request.method == "GET":
        identifier = read_id(request.GET.get("again", ""))
        page = new_message_page(reader, to=request.GET.get("to", "")[:1000], begun=begun(identifier, reader))
        return render(request, "desk/new_message.html", {"page": page})
    try:
        message = _send(request, reader)
    except tuple(_FIELDS) as error:
        return _refused(request, reader, error)
    say_sent(request, message, reader)
    return redirect("conversation", message.conversation_id)


@staff_page
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed. The page asks for it by itself and gets one line; a person's button leads back to the form."""
    reader = reader_of(request)
    identifier = read_id(request.POST.get("message", "")) or uuid7()
    kept = keep_letter(letter_id=identifier, typed=read_letter(request), by=reader.user, at=reader.now)
    address = _again(identifier) if kept else reverse("conversation-new")
    if "HX-Request" not in request.headers:
        messages.success(request, _kept_words(request) if kept else _("There is nothing to keep."))
        return redirect(address)
    return render(request, "desk/_letter_kept.html", {"draft": kept, "address": address})


@staff_page
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw away what was begun."""
    if identifier := read_id(request.POST.get("message", "")):
        end_letter(letter_id=identifier, by=reader_of(request).user)
    messages.success(request, _("The message is gone. Nothing was sent."))
    return redirect("inbox")


@staff_page
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People we know, for the list that opens below a field of addresses."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    typed = request.GET.get("to", "") or request.GET.get("cc", "")
    return render(request, "desk/_people_to_write_to.html", {"people": suggestions(typed, reader)})


def _again(identifier: UUID) -> str:
    return f"{reverse('conversation-new')}?again={identifier}"


def _kept_words(request: HttpRequest) -> str:
    return _("Draft kept. Files are not kept: choose them again.") if request.FILES else _("Draft kept.")


def _send(request: HttpRequest, reader: Reader) -> Message:
    """Raises what is named in `_FIELDS`."""
    channel = _sender(request, reader)
    if channel is None or channel.mailbox is None:
        raise CannotSendError(_("Choose the address this is sent from."))
    try:
        return begin(
            beginning=read_beginning(request), came=_from(channel), mailbox=channel.mailbox, by=reader.user, at=reader.now,
            undo_for=timedelta(seconds=reader.user.undo_seconds),
        )  # fmt: skip
    except AlreadySentError as twice:
        return twice.message


def _sender(request: HttpRequest, reader: Reader) -> Channel | None:
    chosen = request.POST.get("from", "")
    return next((channel for channel in senders_for(reader.user) if str(channel.id) == chosen), None)


def _from(channel: Channel) -> Came:
    """An answer to what leaves here comes in here."""
    return Came(
        channel_kind=channel.kind, channel_id=channel.id, our_address=channel.mailbox.address if channel.mailbox else "",
        team=channel.team, is_team_only=channel.is_team_only, is_sample=channel.is_sample,
    )  # fmt: skip


def _refused(request: HttpRequest, reader: Reader, error: Exception) -> HttpResponse:
    """The form with everything typed. A browser gives files only once, so those are asked for again."""
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    values["kept_file"] = request.POST.getlist("kept_file")
    identifier = read_id(request.POST.get("message", ""))
    if isinstance(error, SentBeforeError):
        values["message"] = ""  # what is sent from here now begins another conversation
    wrong = next((field for kind, field in _FIELDS.items() if isinstance(error, kind)), "")
    if isinstance(error, AddressError) and error.typed.lower() not in request.POST.get("to", "").lower():
        wrong = "cc"
    said = str(error)
    if request.FILES:
        said = _("%(why)s Choose the files again.") % {"why": said}
    page = new_message_page(
        reader, typed=Typed(error=said, values=values), wrong=wrong, begun=begun(identifier, reader)
    )
    return render(request, "desk/new_message.html", {"page": page}, status=422)
