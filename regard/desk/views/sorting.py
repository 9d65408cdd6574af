"""Done with a conversation, and on to the next one in the list: closing, handing over, reminding; and tags, merging, splitting."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.conversations import queries as conversations
from regard.conversations.models import CloseReason, Conversation, Merge
from regard.conversations.operations import CustomerWaitsError, NoteNeededError, reminders, tags
from regard.conversations.operations.merging import MergeRefusedError, OtherCustomerError
from regard.conversations.operations.reminders import ReminderRefusedError
from regard.conversations.operations.splitting import SplitRefusedError
from regard.conversations.operations.tags import TagNameError
from regard.conversations.queries.listing import readable_by
from regard.conversations.queries.views import offered_tags
from regard.desk.forms import read_id
from regard.desk.queries.composer import Typed
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import address, following, known_view
from regard.desk.views.access import conversation_for, reader_of, staff_action, staff_page
from regard.desk.views.inbox import current_list, show
from regard.promises.operations import bulk, merging
from regard.promises.operations.bulk import Done
from regard.routing import queries as routing
from regard.staff.queries import MentionError


@staff_action
def close(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Close with a reason."""
    reason = request.POST.get("reason", "")
    if reason not in CloseReason.values:
        return _refused(request, conversation_id, "close", _("Choose a reason."))

    def act(found: Conversation, reader: Reader) -> Done:
        done = bulk.close_all(chosen=[found], reason=reason, by=reader.user, at=reader.now)
        if done.left:
            raise CustomerWaitsError(_("The customer still waits. Answer first, or say why no answer is needed."))
        return done

    return _done(request, conversation_id, "close", act, said=_("Closed."))


@staff_action
def hand_over(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Give it to a colleague, with a note."""
    found = conversation_for(reader_of(request), conversation_id)
    chosen = read_id(request.POST.get("to", ""))
    to = next((person for person, _load in routing.people_who_could_answer(found) if person.id == chosen), None)
    if to is None:
        return _refused(request, conversation_id, "hand-over", _("Choose a colleague."))
    note = request.POST.get("note", "")

    def act(found: Conversation, reader: Reader) -> Done:
        return bulk.hand_over_all(chosen=[found], to=to, note=note, by=reader.user, at=reader.now)

    said = _("%(name)s has it now.") % {"name": to.first_name}
    return _done(request, conversation_id, "hand-over", act, said=said)


@staff_action
def remind(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Out of the reader's list until a time."""
    reader = reader_of(request)
    until = read_moment(request, reader)
    if until is None:
        return _refused(request, conversation_id, "remind", _("Choose when it comes back."))
    note = request.POST.get("note", "")

    def act(found: Conversation, reader: Reader) -> Done:
        return bulk.remind_all(chosen=[found], until=until, note=note, by=reader.user, at=reader.now)

    said = _("It comes back %(time)s.") % {"time": reader.ahead(until)}
    return _done(request, conversation_id, "remind", act, said=said)


@staff_action
def reminder_done(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What one was reminded of is dealt with."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    reminders.end_reminder(conversation=found, by=reader.user, at=reader.now)
    messages.success(request, _("You are no longer reminded."))
    return to_conversation(request, found.id)


@staff_action
def tag(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Give it exactly the ticked tags, and a new one where one is typed."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    ticked = {identifier for text in request.POST.getlist("tags") if (identifier := read_id(text))}
    has = {one.tag_id: one.tag for one in found.taggings.select_related("tag")}
    wanted = [one for one in [*has.values(), *offered_tags().exclude(id__in=has)] if one.id in ticked]
    name = request.POST.get("new", "")
    try:
        if name.strip():
            same = offered_tags().filter(name__iexact=" ".join(name.split())).first()
            wanted.append(same or tags.add_tag(name=name, by=reader.user, at=reader.now))
    except TagNameError as error:
        return _refused(request, conversation_id, "tag", str(error), tags=request.POST.getlist("tags"))
    tags.set_tags(conversation=found, tags=wanted, by=reader.user, at=reader.now)
    return to_conversation(request, found.id)


@staff_action
def merge(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Move everything to another conversation, found by its number."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    into = _by_number(reader, request.POST.get("number", "") or request.POST.get("into", ""))
    if into is None:
        return _refused(
            request, found.id, "merge", _("Choose a conversation, or type its number. There is none of that number.")
        )
    is_other = request.POST.get("other") == "yes"
    try:
        merging.merge(conversation=found, into=into, by=reader.user, at=reader.now, is_other_customer=is_other)
    except OtherCustomerError as error:
        return _refused(request, found.id, "merge", str(error), is_other=True)
    except MergeRefusedError as error:
        return _refused(request, found.id, "merge", str(error))
    words = {"gone": found.number, "kept": into.number}
    messages.success(request, _("#%(gone)s is part of #%(kept)s now. It can be taken apart for 30 days.") % words)
    return to_conversation(request, into.id)


@staff_page
@require_POST
def take_apart(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Two conversations again."""
    reader = reader_of(request)
    visible = conversations.visible_to(reader.user)
    row = get_object_or_404(Merge, id=merge_id, merged__merged_into__in=visible)
    try:
        row = merging.take_apart(merge=row, by=reader.user, at=reader.now)
    except MergeRefusedError as error:
        messages.error(request, str(error))
        return to_conversation(request, row.survivor_id)
    messages.success(request, _("#%(number)s is a conversation of its own again.") % {"number": row.merged.number})
    return to_conversation(request, row.merged_id)


@staff_action
def split(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """From a message on a conversation of its own."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    chosen = read_id(request.POST.get("message", ""))
    message = found.messages.filter(id=chosen).first() if chosen else None
    if message is None:
        return _refused(request, found.id, "split", _("Choose the message from which on it is something else."))
    try:
        new = merging.split(
            message=message, by=reader.user, at=reader.now, subject=request.POST.get("subject", "")[:998]
        )
    except SplitRefusedError as error:
        return _refused(request, found.id, "split", str(error))
    messages.success(
        request,
        _("This is #%(number)s now; the beginning stays in #%(old)s.") % {"number": new.number, "old": found.number},
    )
    return to_conversation(request, new.id)


def read_moment(request: HttpRequest, reader: Reader) -> datetime | None:
    """One of the moments offered, or the day and time typed, on the reader's wall clock."""
    typed, chosen = request.POST.get("date", ""), request.POST.get("when", "")
    try:
        if chosen and chosen != "date":
            return datetime.fromisoformat(chosen).astimezone(UTC)
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(reader.zone)).astimezone(UTC)
    except ValueError:
        return None


def say_done(request: HttpRequest, done: Done, said: str) -> None:
    """A toast with the way back in it."""
    undo_url = address(known_view(request.GET.get("view", "")), path=reverse("bulk-undo", args=[done.run.id]))
    toast = render_to_string("desk/_done.html", {"said": said, "undo_url": undo_url}, request=request)
    messages.success(request, toast, extra_tags="stays" if done.number > 1 else "")


def to_conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The conversation's page, with the list the person came from."""
    word = known_view(request.GET.get("view", ""))
    path = reverse("conversation", args=[conversation_id])
    return redirect(path if word == "mine" else address(word, path=path))


def _done(
    request: HttpRequest, conversation_id: UUID, form: str, act: Callable[[Conversation, Reader], Done], *, said: str
) -> HttpResponse:
    """Do it, say so, and open the next conversation of the list: people go through ten in a row."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    shown = current_list(request, reader)
    after = following(shown, reader, found.id)
    try:
        done = act(found, reader)
    except (CustomerWaitsError, NoteNeededError, MentionError, ReminderRefusedError) as error:
        return _refused(request, found.id, form, str(error))
    if after is None:
        said = _("%(said)s That was the last one in this list.") % {"said": said}
    say_done(request, done, said)
    return to_conversation(request, after) if after else redirect(address(shown.word))


def _refused(request: HttpRequest, conversation_id: UUID, form: str, error: str, **values: Any) -> HttpResponse:
    """The dialog again, with the reason and with what was typed."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST} | values
    return show(request, conversation_id, typed=Typed(form=form, error=error, values=typed), status=422)


def _by_number(reader: Reader, text: str) -> Conversation | None:
    """The conversation that goes on under a number; one that was merged leads to where it is now."""
    digits = text.strip().lstrip("#")
    if not digits.isdecimal() or len(digits) > 18:
        return None
    readable = readable_by(reader.user).select_related("merged_into")
    found = readable.filter(number=int(digits)).first()
    return (found.merged_into or found) if found else None
