"""What people do to a conversation: each one operation, then back to its page. A refusal gives back what was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from regard.conversations import operations as conversations
from regard.conversations.models import CloseReason, Conversation
from regard.conversations.operations import (
    CustomerWaitsError,
    EmptyAnswerError,
    NewerMessageError,
    NoRecipientError,
    NoteNeededError,
)
from regard.desk.forms import MistypedError, read_answer, read_id
from regard.desk.queries.customer import customer_of, others_of
from regard.desk.queries.faces import clocks_of
from regard.desk.queries.inbox import known_view
from regard.desk.queries.pulse import pulse_of
from regard.desk.queries.thread import Typed, reply_people, thread_view
from regard.desk.views.access import conversation_for, live_part, reader_of, staff_action
from regard.desk.views.inbox import show
from regard.mail.models import Mailbox
from regard.promises import operations as promises
from regard.promises.operations.answering import PromiseNeedsDateError
from regard.routing import queries as routing


@staff_action
def answer(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Send an answer. 409 when a newer message came in, with everything kept."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    try:
        typed = read_answer(request, known={person.address: person for person in reply_people(found)}, zone=reader.zone)
        promises.answer(
            conversation=found,
            answer=typed.answer,
            mailbox=Mailbox.objects.get(address=found.our_address),
            by=reader.user,
            at=reader.now,
            promised_for=typed.promised_for,
        )
    except NewerMessageError as newer:
        return show(request, found.id, typed=_typed(request, "answer", stale_text=str(newer)), status=409)
    except PromiseNeedsDateError:
        error = _("Say by when you will answer; the time must lie ahead. Nothing was sent.")
        return show(request, found.id, typed=_typed(request, "answer", error=error), status=422)
    except (MistypedError, EmptyAnswerError, NoRecipientError) as error:
        return show(request, found.id, typed=_typed(request, "answer", error=str(error)), status=422)
    messages.success(request, _("Sent. The customer goes on waiting.") if typed.answer.is_holding else _("Sent."))
    return _back(request, found)


@staff_action
def note(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Keep a note for colleagues."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    text = request.POST.get("body", "")
    if not text.strip():
        return show(request, found.id, typed=_typed(request, "note", error=_("The note is empty.")), status=422)
    conversations.add_note(conversation=found, text=text.replace("\r\n", "\n"), by=reader.user, at=reader.now)
    return _back(request, found)


@staff_action
def hand_over(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Give it to a colleague, with a note."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    chosen = read_id(request.POST.get("to", ""))
    to = next((person for person, _load in routing.people_who_could_answer(found) if person.id == chosen), None)
    if to is None:
        return show(request, found.id, typed=_typed(request, "hand-over", error=_("Choose a colleague.")), status=422)
    try:
        conversations.hand_over(
            conversation=found, to=to, note=request.POST.get("note", ""), by=reader.user, at=reader.now
        )
    except NoteNeededError as error:
        return show(request, found.id, typed=_typed(request, "hand-over", error=str(error)), status=422)
    messages.success(request, _("%(name)s has it now.") % {"name": to.first_name})
    return _back(request, found)


@staff_action
def close(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Close with a reason."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    reason = request.POST.get("reason", "")
    if reason not in CloseReason.values:
        return show(request, found.id, typed=_typed(request, "close", error=_("Choose a reason.")), status=422)
    try:
        promises.close(conversation=found, reason=reason, by=reader.user, at=reader.now)
    except CustomerWaitsError as error:
        return show(request, found.id, typed=_typed(request, "close", error=str(error)), status=422)
    messages.success(request, _("Closed."))
    return _back(request, found)


def _simple(act: Callable[..., Any], said: str) -> Callable[..., HttpResponse]:
    """A POST that needs nothing but the conversation."""

    @staff_action
    def view(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
        reader = reader_of(request)
        found = conversation_for(reader, conversation_id)
        act(conversation=found, by=reader.user, at=reader.now)
        messages.success(request, _(said))
        return _back(request, found)

    return view


take = _simple(promises.take_over, gettext_noop("You have it now."))
reopen = _simple(promises.reopen, gettext_noop("Open again."))
needs_answer = _simple(promises.declare_answer_needed, gettext_noop("Its clock runs now."))


@live_part
@require_GET
def live(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The messages again. What is being written is never touched."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    seen = read_id(request.GET.get("seen", ""))
    others = others_of(found, reader)
    clocks = clocks_of([found, *others])
    thread = thread_view(
        found,
        reader,
        clocks=clocks,
        view=known_view(request.GET.get("view", "")),
        mark=pulse_of(request).mark,
        customer=customer_of(found, reader, others=others, clocks=clocks, has_promises=found.waiting_since is not None),
        news=_news(found, seen),
        seen=str(seen or ""),
    )
    return render(request, "desk/_thread_live.html", {"thread": thread})


def _news(found: Conversation, seen: UUID | None) -> str:
    """What to tell somebody who is writing: how many messages came in since the page was made."""
    if seen is None:
        return ""
    count = found.messages.filter(kind="inbound", id__gt=seen).count()
    if not count:
        return ""
    return ngettext(
        "A new message came in while you were reading.", "%(count)s new messages came in while you were reading.", count
    ) % {"count": count}


def _typed(request: HttpRequest, form: str, *, error: str = "", stale_text: str = "") -> Typed:
    if request.FILES:  # a page cannot put files back into their field
        again = _("Please choose your files again.")
        error, stale_text = error and f"{error} {again}", stale_text and f"{stale_text} {again}"
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    values["to"] = request.POST.getlist("to") if form == "answer" else request.POST.get("to", "")
    return Typed(form=form, error=error, stale_text=stale_text, values=values)


def _back(request: HttpRequest, found: Conversation) -> HttpResponse:
    view = known_view(request.GET.get("view", ""))
    return redirect(reverse("conversation", args=[found.id]) + (f"?view={view}" if view != "mine" else ""))
