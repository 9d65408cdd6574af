"""What people do to a conversation: each one operation, then back to its page. A refusal gives back what was typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from regard.conversations import operations as conversations
from regard.conversations import queries as conversations_read
from regard.conversations.operations import NewerMessageError, drafts, presence
from regard.conversations.operations.planning import answer_of
from regard.conversations.operations.sending import AlreadySentError
from regard.conversations.queries.presence import Present, needs_noting, others_present, present_in
from regard.desk.forms import read_id
from regard.desk.queries.composer import Typed
from regard.desk.queries.customer import customer_of, others_of
from regard.desk.queries.faces import Reader, clocks_of
from regard.desk.queries.inbox import known_view
from regard.desk.queries.present import people_mark
from regard.desk.queries.pulse import pulse_of
from regard.desk.queries.thread import thread_view
from regard.desk.views.access import NOTHING_NEW, conversation_for, reader_of, staff_action, staff_page
from regard.desk.views.inbox import show
from regard.desk.views.typed import CANNOT_BE_SENT, back, keep_typed, refused, say_sent
from regard.kit.pages import View
from regard.mail.models import Mailbox
from regard.promises import operations as promises
from regard.promises.operations.answering import PromiseNeedsDateError
from regard.staff.queries import MentionError


@staff_action
def answer(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Send an answer. 409 when a newer message came in, or a colleague answered, with everything kept.

    What was typed is kept as a draft first: whatever happens then, it is still there.
    """
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    undo_for = timedelta(seconds=reader.user.undo_seconds)
    try:
        draft = keep_typed(request, found, reader)
        sent = promises.answer(
            conversation=found, answer=answer_of(draft), mailbox=Mailbox.objects.get(address=found.our_address), by=reader.user,
            at=reader.now, promised_for=draft.promised_until if draft.is_holding else None, undo_for=undo_for,
        )  # fmt: skip
    except NewerMessageError as newer:
        return refused(request, found.id, stale_text=str(newer), status=409)
    except AlreadySentError as twice:
        drafts.discard_draft(conversation=found, by=reader.user)
        sent = twice.message
    except PromiseNeedsDateError:
        return refused(
            request, found.id, error=_("Say by when you will answer; the time must lie ahead. Nothing was sent.")
        )
    except CANNOT_BE_SENT as error:
        return refused(request, found.id, error=str(error))
    presence.note_left(conversation=found, user=reader.user)
    say_sent(request, sent, reader)
    return back(request, found)


@staff_action
def note(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Keep a note for colleagues."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    text = request.POST.get("body", "")
    if not text.strip():
        return show(request, found.id, typed=_typed(request, "note", error=_("The note is empty.")), status=422)
    try:
        conversations.add_note(conversation=found, text=text.replace("\r\n", "\n"), by=reader.user, at=reader.now)
    except MentionError as error:
        again = _("%(why)s Nothing was kept yet.") % {"why": error}
        return show(request, found.id, typed=_typed(request, "note", error=again), status=422)
    return back(request, found)


def _simple(act: Callable[..., Any], said: str) -> View:
    """A POST that needs nothing but the conversation."""

    @staff_action
    def view(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
        reader = reader_of(request)
        found = conversation_for(reader, conversation_id)
        act(conversation=found, by=reader.user, at=reader.now)
        messages.success(request, _(said))
        return back(request, found)

    return view


take = _simple(promises.take_over, gettext_noop("You have it now."))
reopen = _simple(promises.reopen, gettext_noop("Open again."))
needs_answer = _simple(promises.declare_answer_needed, gettext_noop("Its clock runs now."))


@staff_page
@require_GET
def live(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The messages again, and who else is here. What is being written is never touched.

    Whoever asks is noted as being here; 204 while nothing happened and nobody came, went or began to write.
    """
    reader = reader_of(request)
    mark = pulse_of(request).mark
    found = conversation_for(reader, conversation_id) if request.GET.get("mark") != mark else None
    present = _present(reader, conversation_id, may_look=found is not None)
    if found is None and request.GET.get("people", "") == people_mark(present):
        return HttpResponse(status=NOTHING_NEW)
    found = found or conversation_for(reader, conversation_id)
    others = others_of(found, reader)
    clocks = clocks_of([found, *others])
    thread = thread_view(
        found,
        reader,
        clocks=clocks,
        view=known_view(request.GET.get("view", "")),
        mark=mark,
        customer=customer_of(found, reader, others=others, clocks=clocks, has_promises=found.waiting_since is not None),
        seen=read_id(request.GET.get("seen", "")),
        present=present,
        is_live=True,
    )
    return render(request, "desk/_thread_live.html", {"thread": thread})


def _present(reader: Reader, conversation_id: UUID, *, may_look: bool) -> tuple[Present, ...]:
    """Who else is here; the reader is noted too, every few seconds at most. Rows are read only where the reader may look."""
    visible = conversations_read.visible_to(reader.user).filter(id=conversation_id)
    rows = present_in(visible, at=reader.now)
    if needs_noting(rows, user=reader.user, at=reader.now):
        if not may_look and not visible.exists():
            raise Http404
        presence.note_presence(conversation_id=conversation_id, user=reader.user, at=reader.now)
    return others_present(rows, except_user=reader.user, at=reader.now)


def _typed(request: HttpRequest, form: str, *, error: str = "") -> Typed:
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    return Typed(form=form, error=error, values=values)
