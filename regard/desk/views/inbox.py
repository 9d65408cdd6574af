"""Inbox: the list, and a conversation beside it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.conversations.models import Conversation
from regard.desk.forms import read_id
from regard.desk.queries.customer import customer_of
from regard.desk.queries.faces import Reader
from regard.desk.queries.inbox import inbox_page
from regard.desk.queries.thread import NOTHING_TYPED, ThreadView, Typed, thread_view
from regard.desk.views.access import conversation_for, reader_of, staff_page
from regard.events.queries import latest_mark


@staff_page
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return _page(request, reader_of(request), None, None)


@staff_page
@require_GET
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The list with a conversation opened."""
    return show(request, conversation_id)


@staff_page
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The list again, when anything happened since `mark`; 204 otherwise."""
    mark = latest_mark()
    if request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    page = inbox_page(
        reader_of(request),
        view=_view(request),
        page=_number(request),
        selected=read_id(request.GET.get("selected", "")),
        thread=None,
        mark=mark,
    )
    return render(request, "desk/_inbox_live.html", {"page": page})


def show(request: HttpRequest, conversation_id: UUID, *, typed: Typed = NOTHING_TYPED, status: int = 200) -> HttpResponse:
    """A conversation's page, with what was typed given back after a refusal."""
    reader = reader_of(request)
    found = conversation_for(reader, conversation_id)
    return _page(request, reader, found, _thread(request, reader, found, typed), status=status)


def _thread(request: HttpRequest, reader: Reader, found: Conversation, typed: Typed) -> ThreadView:
    return thread_view(
        found, reader, view=_view(request), mark=latest_mark(), customer=customer_of(found, reader), typed=typed
    )


def _page(
    request: HttpRequest, reader: Reader, found: Conversation | None, thread: ThreadView | None, *, status: int = 200
) -> HttpResponse:
    page = inbox_page(
        reader, view=_view(request), page=_number(request), selected=found.id if found else None, thread=thread, mark=latest_mark()
    )
    return render(request, "desk/inbox.html", {"page": page}, status=status)


def _view(request: HttpRequest) -> str:
    return request.GET.get("view", "mine")


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, min(int(text), 10_000)) if text.isdecimal() else 1
