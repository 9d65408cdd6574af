"""What the views of the composer share: keeping what was typed, giving it back, saying what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import EmptyAnswerError, NoRecipientError, drafts
from regard.conversations.operations.drafts import NotAheadError, PlannedError
from regard.conversations.operations.sending import FillInError, TooManyRecipientsError
from regard.conversations.queries.drafts import AddressError
from regard.conversations.queries.recipients import reply_people
from regard.desk.forms import MistypedError, read_written
from regard.desk.queries.composer import Typed
from regard.desk.queries.faces import Reader
from regard.desk.queries.inbox import known_view
from regard.desk.queries.writing import seconds_left
from regard.desk.views.inbox import show

#: Refusals that are said in a sentence at the composer, with everything typed given back.
CANNOT_BE_SENT = (
    AddressError, EmptyAnswerError, FillInError, MistypedError, NoRecipientError, NotAheadError, PlannedError,
    TooManyRecipientsError,
)  # fmt: skip


def keep_typed(request: HttpRequest, found: Conversation, reader: Reader) -> Draft:
    """Keep what stands in the composer, before anything is done with it. Raises EmptyAnswerError, MistypedError, PlannedError."""
    known = [person.address for person in reply_people(found)]
    written = read_written(request, known=known, zone=reader.zone)
    draft = drafts.keep_draft(conversation=found, written=written, by=reader.user, at=reader.now)
    if draft is None:
        raise EmptyAnswerError(_("There is nothing to send yet."))
    return draft


def refused(
    request: HttpRequest, conversation_id: UUID, *, error: str = "", stale_text: str = "", status: int = 422
) -> HttpResponse:
    """The page again, with everything typed; files are kept with the draft, unless they were what was refused."""
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    values["to"] = request.POST.getlist("to")
    typed = Typed(form="answer", error=error, stale_text=stale_text, values=values)
    return show(request, conversation_id, typed=typed, status=status)


def say_sent(request: HttpRequest, message: Message, reader: Reader) -> None:
    """A toast; while the answer can be taken back it stays and holds the way back."""
    letter = message.outgoing
    if letter is None or letter.next_attempt_at <= reader.now:
        holds = _("Sent. The customer goes on waiting.")
        messages.success(request, holds if message.is_holding else _("Sent."))
        return
    context = {
        "seconds": seconds_left(letter.next_attempt_at, reader.now),
        "leaves_iso": letter.next_attempt_at.isoformat(),
        "undo_url": reverse("answer-undo", args=[message.conversation_id, message.id]),
        "is_holding": message.is_holding,
    }
    messages.success(request, render_to_string("desk/_undo.html", context, request=request), extra_tags="stays")


def back(request: HttpRequest, found: Conversation) -> HttpResponse:
    """To the conversation's page, in the view the person came from."""
    view = known_view(request.GET.get("view", ""))
    return redirect(reverse("conversation", args=[found.id]) + (f"?view={view}" if view != "mine" else ""))
