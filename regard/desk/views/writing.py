"""What a writer does before and after sending: keep, put away, plan, take back, go on with a colleague's draft, insert a snippet."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.conversations import queries as conversations
from regard.conversations.models import Draft, Snippet
from regard.conversations.operations import NewerMessageError, beginning, drafts, planning, presence
from regard.conversations.operations import snippets as snippets_of
from regard.conversations.operations.drafts import PlannedError
from regard.conversations.operations.taking_back import TooLateError
from regard.conversations.queries.drafts import is_offered, is_taken_back, left_behind
from regard.conversations.queries.recipients import reply_people
from regard.conversations.queries.snippets import snippets_for, values_for
from regard.conversations.rules.snippets import fill
from regard.desk.forms import MistypedError, read_id, read_send_at, read_written
from regard.desk.queries.composer import Typed, review_of
from regard.desk.queries.items import items_of
from regard.desk.queries.writing import asked_in, with_questions
from regard.desk.views.access import conversation_for, reader_of, staff_action, staff_page
from regard.desk.views.inbox import show
from regard.desk.views.typed import CANNOT_BE_SENT, back, keep_typed, refused
from regard.promises import operations as promises
from regard.staff import queries as staff
from regard.staff.queries import people_to_mention
from regard.staff.rules import Right


@staff_action
def draft(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Keep what is typed. The page asks for it by itself and gets one line and the checks; a person's button leads back."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    by_itself = "HX-Request" in request.headers
    known = [person.address for person in reply_people(found)]
    try:
        written = read_written(request, known=known, zone=reader.zone, is_sure=False)
        kept = drafts.keep_draft(
            conversation=found, written=written, by=reader.user, at=reader.now, by_itself=by_itself
        )
    except PlannedError as error:
        return HttpResponse(str(error)) if by_itself else refused(request, found.id, error=str(error))
    except MistypedError as error:
        return refused(request, found.id, error=str(error))
    if not by_itself:
        messages.success(request, _("Draft kept.") if kept else _("There is nothing to keep."))
        return back(request, found)
    presence.note_presence(conversation_id=found.id, user=reader.user, at=reader.now, is_writing=True)
    said = conversations.messages_of(found)
    lines = review_of(kept, said, text=written.text)
    asked = {str(message.id) for message, _question in asked_in(said)}
    items = [item for item in items_of(found, said, reader) if item.id in asked]
    context = {
        "draft": kept,
        "draft_url": request.get_full_path(),
        "review": lines,
        "items": with_questions(items, said, lines.questions),
    }
    return render(request, "desk/_draft_kept.html", context)


@staff_action
def discard(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Put the draft away for good."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    if is_taken_back(found) and beginning.put_away(conversation=found, by=reader.user, at=reader.now):
        messages.success(request, _("The message is gone. Nothing was sent."))
        return redirect("inbox")
    drafts.discard_draft(conversation=found, by=reader.user)
    messages.success(request, _("The draft is gone."))
    return back(request, found)


@staff_action
def plan(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Let the answer leave later by itself."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    try:
        kept = keep_typed(request, found, reader)
        send_at = read_send_at(request, zone=reader.zone)
        planned = planning.plan(draft=kept, send_at=send_at, by=reader.user, at=reader.now)
    except NewerMessageError as newer:
        return refused(request, found.id, stale_text=str(newer), status=409)
    except CANNOT_BE_SENT as error:
        return refused(request, found.id, error=str(error))
    when = reader.moment(planned.send_at or send_at)
    messages.success(request, _("Planned for %(when)s. Until then the customer goes on waiting.") % {"when": when})
    return back(request, found)


@staff_action
def unplan(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Take a planned answer back into the composer."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    if planning.unplan(conversation=found, by=reader.user, at=reader.now):
        messages.success(request, _("Taken back. It stands in the composer again."))
    else:
        messages.warning(request, _("Nothing is planned here any more: it was sent, or taken back before."))
    return back(request, found)


@staff_action
def undo(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Take an answer back before it leaves."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    message = found.messages.filter(id=message_id).first()
    if message is None:
        messages.warning(request, _("It was taken back before. Nothing was changed."))
        return back(request, found)
    try:
        promises.take_back(message=message, by=reader.user, at=reader.now)
    except TooLateError as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, _("Taken back. Nothing was sent; your text stands in the composer."))
    return back(request, found)


@staff_action
def adopt(request: HttpRequest, conversation_id: UUID, draft_id: UUID) -> HttpResponse:
    """Go on with what a colleague had begun who cannot sign in any more."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    orphan: Draft | None = left_behind(found).filter(id=draft_id).first()
    if orphan is None or not is_offered(found, reader.user):
        messages.warning(request, _("Somebody else goes on with it already."))
        return back(request, found)
    try:
        drafts.adopt_draft(draft=orphan, by=reader.user, at=reader.now)
    except PlannedError as error:
        messages.warning(request, str(error))
    return back(request, found)


@staff_page
def snippets(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """GET: the list for the picker. POST without script: keep what is typed, then choose, then insert behind it."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    staff.require(reader.user, Right.ANSWER)
    if request.method != "POST":
        values = values_for(found, reader.user)
        rows = [(one, fill(one.text, values)) for one in snippets_for(reader.user)]
        return render(request, "desk/_snippet_list.html", {"snippets": rows, "conversation": found})
    chosen = _chosen(request)
    text = ""
    if chosen:
        text = snippets_of.use_snippet(snippet=chosen, conversation=found, by=reader.user, at=reader.now)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    try:
        _insert(request, found.id, text)
    except (MistypedError, PlannedError) as error:
        return refused(request, found.id, error=str(error))
    if chosen:
        return back(request, found)
    return show(request, found.id, typed=Typed(form="snippets"))


@staff_page
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who can be called in a note, for the list that opens behind an @."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    others = [person.name for person in people_to_mention() if person.id != reader.user.id]
    return render(request, "desk/_people.html", {"people": others})


def _chosen(request: HttpRequest) -> Snippet | None:
    identifier = read_id(request.POST.get("snippet", ""))
    reader = reader_of(request)
    return snippets_for(reader.user).filter(id=identifier).first() if identifier else None


def _insert(request: HttpRequest, conversation_id: UUID, text: str) -> None:
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    known = [person.address for person in reply_people(found)]
    written = read_written(request, known=known, zone=reader.zone, is_sure=False)
    both = "\n\n".join(filter(None, [written.text.rstrip(), text]))
    drafts.keep_draft(conversation=found, written=replace(written, text=both), by=reader.user, at=reader.now)
