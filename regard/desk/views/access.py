"""How staff pages fetch: signed in, as this reader, only what they may see."""

from functools import wraps
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.conversations.queries import filtering
from regard.conversations.queries.drafts import left_behind, own_draft_of
from regard.conversations.queries.views import views_with
from regard.desk.queries.faces import Reader
from regard.desk.queries.pulse import pulse_of, with_latest_event
from regard.kit import clock
from regard.kit.pages import View, staff_page
from regard.promises import queries as promises
from regard.staff.models import User

__all__ = ["conversation_for", "live_part", "reader_of", "staff_action", "staff_page"]

NOTHING_NEW = 204


def staff_action(view: View) -> View:
    """What a form on a conversation's page posts to. Whoever comes any other way, after signing in again for example, is led there."""

    @staff_page
    @wraps(view)
    def guarded(request: HttpRequest, conversation_id: UUID, **more: UUID) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("conversation", conversation_id)
        return view(request, conversation_id, **more)

    return guarded


def live_part(view: View) -> View:
    """A changing part of a page, asked for every few seconds: 204 while nothing happened since the page's `mark`."""

    @staff_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.GET.get("mark") == pulse_of(request).mark:
            return HttpResponse(status=NOTHING_NEW)
        return view(request, *args, **kwargs)

    return guarded


def reader_of(request: HttpRequest) -> Reader:
    """Who reads this page, now."""
    if not isinstance(request.user, User):
        raise Http404
    return Reader(user=request.user, now=clock.now())


def _with_all(visible: "QuerySet[Conversation]", reader: Reader) -> "QuerySet[Conversation]":
    return with_latest_event(views_with(filtering.with_sorting(visible, user=reader.user), reader.user))


def conversation_for(reader: Reader, conversation_id: UUID) -> Conversation:
    """The conversation, if the reader may see it; else it does not exist."""
    visible = conversations.visible_to(reader.user)
    found = (
        promises.with_record(_with_all(visible, reader), at=reader.now)
        .annotate(may_read_resembles=Exists(visible.filter(id=OuterRef("resembles"))))
        .annotate(own_draft=own_draft_of(reader.user), has_left_behind=Exists(left_behind(OuterRef("id"))))
        .select_related(
            "own_draft",  # type: ignore[misc]  # joined above; the plugin knows columns only
            "account__owner", "contact", "assignee", "team", "closed_by", "resembles",
            "acknowledgement__outgoing", "acknowledgement__person", "acknowledgement__team", "acknowledgement__message",
        )
        .filter(id=conversation_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found
