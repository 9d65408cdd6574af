"""Many conversations at once: chosen in the list, said on a page of its own, done, and undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regard.conversations import queries as conversations
from regard.conversations.models import BulkRun, CloseReason, Conversation
from regard.conversations.operations import NoteNeededError
from regard.conversations.operations.reminders import ReminderRefusedError
from regard.conversations.operations.tags import TagNameError, add_tag
from regard.conversations.queries import filtering
from regard.conversations.queries.views import offered_tags
from regard.desk.forms import read_id
from regard.desk.queries.bulk import VERBS, bulk_page, colleagues
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import address, known_view
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.inbox import current_list
from regard.desk.views.sorting import read_moment, say_done
from regard.promises.operations import bulk as operations
from regard.promises.operations.bulk import MOST_AT_ONCE, BulkRefusedError, Done
from regard.staff import queries as staff
from regard.staff.queries import MentionError
from regard.staff.rules import Right


@staff_page
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """What is to be done to the chosen ones, and what has to be said for it."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    return _page(request, reader)


@staff_page
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Do it, and say to how many, to how many not, and how it is undone."""
    reader = reader_of(request)
    try:
        done = _do(request, reader)
    except (BulkRefusedError, NoteNeededError, MentionError, ReminderRefusedError, TagNameError) as error:
        return _page(request, reader, error=str(error))
    said = ngettext("Done with %(number)s conversation.", "Done with %(number)s conversations.", done.number)
    said = said % {"number": done.number}
    if done.left:
        said = f"{said} {_say_left(request.POST.get('do', ''), len(done.left))}"
    if done.number:
        say_done(request, done, said)
    else:
        messages.warning(request, said)
    return redirect(address(known_view(request.GET.get("view", ""))))


@staff_page
@require_POST
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put back what nobody touched since."""
    reader = reader_of(request)
    row = get_object_or_404(BulkRun, id=run_id, by=reader.user)
    try:
        undone = operations.undo(run=row, by=reader.user, at=reader.now)
    except BulkRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _say_undone(undone.restored, undone.touched))
    return redirect(address(known_view(request.GET.get("view", ""))))


def chosen_of(request: HttpRequest, reader: Reader) -> list[Conversation]:
    """The ticked conversations that the reader may see, or all of the list, up to as many as go at once."""
    visible = conversations.visible_to(reader.user)
    if request.POST.get("all") == "yes":
        wanted = current_list(request, reader).wanted
        found = filtering.listed(visible, wanted, user=reader.user, at=reader.now, limit=MOST_AT_ONCE)
        return list(found.select_related("account", "contact"))
    ids = {identifier for text in request.POST.getlist("id") if (identifier := read_id(text))}
    return list(visible.filter(id__in=ids).select_related("account", "contact").order_by("number"))


def _page(request: HttpRequest, reader: Reader, *, error: str = "") -> HttpResponse:
    chosen, verb = chosen_of(request, reader), request.POST.get("do", "")
    if verb not in VERBS or not chosen:
        messages.warning(request, _("Choose at least one conversation."))
        return redirect(address(known_view(request.GET.get("view", ""))))
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    page = bulk_page(
        reader, chosen, verb=verb, word=known_view(request.GET.get("view", "")), values=values, error=error
    )
    return render(request, "desk/bulk.html", {"page": page}, status=422 if error else 200)


def _do(request: HttpRequest, reader: Reader) -> Done:
    chosen, verb, by, at = chosen_of(request, reader), request.POST.get("do", ""), reader.user, reader.now
    if verb == "close":
        reason = request.POST.get("reason", "")
        if reason not in CloseReason.values:
            raise BulkRefusedError(_("Choose a reason."))
        return operations.close_all(chosen=chosen, reason=reason, by=by, at=at)
    if verb == "hand-over":
        person = read_id(request.POST.get("to", ""))
        to = next((one for one in colleagues() if one.id == person), None)
        if to is None:
            raise BulkRefusedError(_("Choose a colleague."))
        return operations.hand_over_all(chosen=chosen, to=to, note=request.POST.get("note", ""), by=by, at=at)
    if verb == "remind":
        until = read_moment(request, reader)
        if until is None:
            raise BulkRefusedError(_("Choose when they come back."))
        return operations.remind_all(chosen=chosen, until=until, note=request.POST.get("note", ""), by=by, at=at)
    return _tag(request, reader, chosen)


def _tag(request: HttpRequest, reader: Reader, chosen: list[Conversation]) -> Done:
    name = request.POST.get("new", "")
    chosen_tag = read_id(request.POST.get("tag", ""))
    tag = offered_tags().filter(id=chosen_tag).first() if chosen_tag else None
    if name.strip():
        same = offered_tags().filter(name__iexact=" ".join(name.split())).first()
        tag = same or add_tag(name=name, by=reader.user, at=reader.now)
    if tag is None:
        raise BulkRefusedError(_("Choose a tag, or type a new one."))
    return operations.tag_all(chosen=chosen, tag=tag, by=reader.user, at=reader.now)


def _say_left(verb: str, number: int) -> str:
    if verb == "close":
        words = ngettext(
            "%(number)s stays open: its customer waits, and “answered” is no reason for that.",
            "%(number)s stay open: their customers wait, and “answered” is no reason for that.",
            number,
        )
    else:
        words = ngettext(
            "%(number)s stays where it is: it is for another team only.",
            "%(number)s stay where they are: they are for another team only.",
            number,
        )
    return words % {"number": number}


def _say_undone(restored: int, touched: int) -> str:
    said = ngettext("%(number)s stands as before.", "%(number)s stand as before.", restored) % {"number": restored}
    if not touched:
        return said
    kept = ngettext(
        "%(number)s was touched by somebody since and stays as it is.",
        "%(number)s were touched by somebody since and stay as they are.",
        touched,
    )
    return f"{said} {kept % {'number': touched}}"
