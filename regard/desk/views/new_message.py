"""Writing first to a customer. A refusal gives back what was typed."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regard.channels.models import Channel
from regard.channels.queries import senders_for
from regard.conversations.models import Message
from regard.conversations.operations import Came, EmptyAnswerError, NoRecipientError
from regard.conversations.operations.beginning import CannotSendError, NoSubjectError, SentBeforeError, begin
from regard.conversations.operations.sending import AlreadySentError, FillInError, TooManyRecipientsError
from regard.conversations.queries.drafts import AddressError, taken_back
from regard.desk.forms import MistypedError, read_beginning, read_id
from regard.desk.queries.composer import Typed
from regard.desk.queries.faces import Reader
from regard.desk.queries.new_message import new_message_page, suggestions
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.typed import say_sent
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
    """The form, and sending it; `?to=` names somebody, `?again=` what was taken back before it left."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    if request.method == "GET":
        identifier = read_id(request.GET.get("again", ""))
        draft = taken_back(reader.user, identifier) if identifier else None
        page = new_message_page(reader, to=request.GET.get("to", "")[:1000], draft=draft)
        return render(request, "desk/new_message.html", {"page": page})
    try:
        message = _send(request, reader)
    except tuple(_FIELDS) as error:
        return _refused(request, reader, error)
    say_sent(request, message, reader)
    return redirect("conversation", message.conversation_id)


@staff_page
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People we know, for the list that opens below a field of addresses."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    typed = request.GET.get("to", "") or request.GET.get("cc", "")
    return render(request, "desk/_people_to_write_to.html", {"people": suggestions(typed, reader)})


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
    draft = taken_back(reader.user, identifier) if identifier else None
    if isinstance(error, SentBeforeError):
        values["message"] = ""  # what is sent from here now begins another conversation
    wrong = next((field for kind, field in _FIELDS.items() if isinstance(error, kind)), "")
    if isinstance(error, AddressError) and error.typed.lower() not in request.POST.get("to", "").lower():
        wrong = "cc"
    said = str(error)
    if request.FILES:
        said = _("%(why)s Choose the files again.") % {"why": said}
    page = new_message_page(reader, typed=Typed(error=said, values=values), wrong=wrong, draft=draft)
    return render(request, "desk/new_message.html", {"page": page}, status=422)
