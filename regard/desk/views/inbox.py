"""Inbox: the list, and a conversation beside it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.desk.forms import read_id
from regard.desk.queries.customer import customer_of, others_of
from regard.desk.queries.faces import Reader, clocks_of
from regard.desk.queries.inbox import inbox_page, known_view, listed
from regard.desk.queries.pulse import counts_of, pulse_of
from regard.desk.queries.thread import NOTHING_TYPED, Typed, thread_view
from regard.desk.views.access import conversation_for, live_part, reader_of, staff_page


@staff_page
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return _list(request, reader_of(request), "desk/inbox.html")


@staff_page
@require_GET
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The list with a conversation opened; `?dialog=hand-over` opens that dialog."""
    typed = Typed(form="hand-over") if request.GET.get("dialog") == "hand-over" else NOTHING_TYPED
    return show(request, conversation_id, typed=typed)


@live_part
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The list again."""
    return _list(request, reader_of(request), "desk/_inbox_live.html")


def show(
    request: HttpRequest, conversation_id: UUID, *, typed: Typed = NOTHING_TYPED, status: int = 200
) -> HttpResponse:
    """A conversation's page, with what was typed given back after a refusal."""
    reader, view, number = reader_of(request), _view(request), _number(request)
    counts, pulse = counts_of(request, reader.user), pulse_of(request)
    found = conversation_for(reader, conversation_id)
    rows, others = listed(reader, view=view, page=number), others_of(found, reader)
    clocks = clocks_of([found, *rows, *others])
    thread = thread_view(
        found,
        reader,
        clocks=clocks,
        view=view,
        mark=pulse.mark,
        customer=customer_of(found, reader, others=others, clocks=clocks, has_promises=found.waiting_since is not None),
        typed=typed,
    )
    page = inbox_page(
        reader, rows, clocks, view=view, page=number, selected=found.id, thread=thread, pulse=pulse,
        counts=counts,
    )  # fmt: skip
    return render(request, "desk/inbox.html", {"page": page}, status=status)


def _list(request: HttpRequest, reader: Reader, template: str) -> HttpResponse:
    view, number = _view(request), _number(request)
    counts, pulse = counts_of(request, reader.user), pulse_of(request)
    rows = listed(reader, view=view, page=number)
    page = inbox_page(
        reader, rows, clocks_of(rows), view=view, page=number, selected=read_id(request.GET.get("selected", "")), thread=None,
        pulse=pulse, counts=counts,
    )  # fmt: skip
    return render(request, template, {"page": page})


def _view(request: HttpRequest) -> str:
    return known_view(request.GET.get("view", ""))


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, min(int(text), 10_000)) if text.isdecimal() else 1
