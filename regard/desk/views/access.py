"""How staff pages fetch: signed in, as this reader, only what they may see."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.desk.queries.faces import Reader
from regard.desk.queries.pulse import pulse_of
from regard.kit import clock
from regard.promises import queries as promises
from regard.staff.models import User
from regard.staff.queries import ForbiddenError

View = Callable[..., HttpResponse]
NOTHING_NEW = 204


def staff_page(view: View) -> View:
    """A page for signed-in staff; a right that is missing is said in a sentence, with nothing changed."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ForbiddenError as error:
            context = {"what": _("You may not do this."), "why": str(error), "safe": _("Nothing was changed.")}
            return render(request, "kit/error.html", context, status=403)

    return guarded


def staff_action(view: View) -> View:
    """What a form on a conversation's page posts to. Whoever comes any other way, after signing in again for example, is led there."""

    @staff_page
    @wraps(view)
    def guarded(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
        if request.method != "POST":
            return redirect("conversation", conversation_id)
        return view(request, conversation_id)

    return guarded


def live_part(view: View) -> View:
    """A changing part of a page, asked for every few seconds: 204 while nothing happened since the page's `mark`."""

    @staff_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.GET.get("mark") == pulse_of(request).mark:
            return HttpResponse(status=NOTHING_NEW)
        return view(request, *args, **kwargs)

    return guarded


def reader_of(request: HttpRequest) -> Reader:
    """Who reads this page, now."""
    if not isinstance(request.user, User):
        raise Http404
    return Reader(user=request.user, now=clock.now())


def conversation_for(reader: Reader, conversation_id: UUID) -> Conversation:
    """The conversation, if the reader may see it; else it does not exist."""
    visible = conversations.visible_to(reader.user)
    found = (
        promises.with_record(visible, at=reader.now)
        .annotate(may_read_resembles=Exists(visible.filter(id=OuterRef("resembles"))))
        .select_related(
            "account__owner", "contact", "assignee", "team", "closed_by", "resembles",
            "acknowledgement__outgoing", "acknowledgement__person", "acknowledgement__team", "acknowledgement__message",
        )
        .filter(id=conversation_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found
