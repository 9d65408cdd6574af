"""Inbox: the list, and a conversation beside it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from regard.conversations.queries.drafts import is_taken_back
from regard.conversations.queries.listing import readable_by
from regard.conversations.queries.views import views_of
from regard.desk.forms import read_id
from regard.desk.queries.composer import NOTHING_TYPED, Typed
from regard.desk.queries.customer import customer_of, others_of
from regard.desk.queries.dialogs import dialog_of
from regard.desk.queries.faces import Reader, clocks_of
from regard.desk.queries.inbox import inbox_page
from regard.desk.queries.lists import Shown, address, list_of, rows_of, word_of
from regard.desk.queries.pulse import counts_of, pulse_of
from regard.desk.queries.thread import thread_view
from regard.desk.views.access import conversation_for, live_part, reader_of, staff_page


@staff_page
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list alone. A filter that comes part by part, from its form, gets the one word that addresses carry."""
    word = word_of(request.GET, request.GET.getlist("tag"))
    if word != request.GET.get("view", "mine") and "saved" not in word:
        return redirect(address(word))
    return show_list(request, typed=Typed(form=request.GET.get("dialog", "")))


@staff_page
@require_GET
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The list with a conversation opened; `?dialog=hand-over` opens that dialog. A merged one leads to where it is now."""
    try:
        return show(request, conversation_id, typed=Typed(form=request.GET.get("dialog", "")))
    except Http404:
        readable = readable_by(reader_of(request).user)
        merged = readable.filter(id=conversation_id, merged_into__isnull=False).first()
        if merged is None or merged.merged_into_id is None:
            raise
        return redirect("conversation", merged.merged_into_id)


@live_part
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The list again."""
    return show_list(request, template="desk/_inbox_live.html")


def show(
    request: HttpRequest, conversation_id: UUID, *, typed: Typed = NOTHING_TYPED, status: int = 200
) -> HttpResponse:
    """A conversation's page, with what was typed given back after a refusal."""
    reader, after = reader_of(request), request.GET.get("after", "")
    found = conversation_for(reader, conversation_id)
    if not typed.form and is_taken_back(found):
        return redirect(f"{reverse('conversation-new')}?again={found.id}")
    shown = list_of(request.GET.get("view", ""), reader, views=views_of(found))
    counts, pulse = counts_of(request, reader.user, shown.saved_filters), pulse_of(request).as_of(found)
    rows, others = rows_of(shown, reader, after=after), others_of(found, reader)
    clocks = clocks_of([found, *rows, *others])
    thread = thread_view(
        found,
        reader,
        clocks=clocks,
        view=shown.word,
        mark=pulse.mark,
        customer=customer_of(found, reader, others=others, clocks=clocks, has_promises=found.waiting_since is not None),
        typed=typed,
    )
    page = inbox_page(
        reader, rows, clocks, shown=shown, after=after, selected=found.id, thread=thread, pulse=pulse, counts=counts
    )
    dialog = dialog_of(typed, reader, shown=shown, conversation=found)
    return render(request, "desk/inbox.html", {"page": page, "dialog": dialog}, status=status)


def current_list(request: HttpRequest, reader: Reader) -> Shown:
    """The list that the page's address names."""
    return list_of(request.GET.get("view", ""), reader)


def show_list(
    request: HttpRequest, *, typed: Typed = NOTHING_TYPED, template: str = "desk/inbox.html", status: int = 200
) -> HttpResponse:
    """The list alone, with a dialog of its own where one is asked for."""
    reader, after = reader_of(request), request.GET.get("after", "")
    shown = current_list(request, reader)
    counts, pulse = counts_of(request, reader.user, shown.saved_filters), pulse_of(request)
    rows = rows_of(shown, reader, after=after)
    selected = read_id(request.GET.get("selected", ""))
    page = inbox_page(
        reader,
        rows,
        clocks_of(rows),
        shown=shown,
        after=after,
        selected=selected,
        thread=None,
        pulse=pulse,
        counts=counts,
    )
    dialog = dialog_of(typed, reader, shown=shown)
    return render(request, template, {"page": page, "dialog": dialog}, status=status)
