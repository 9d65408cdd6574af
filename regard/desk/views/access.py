"""How staff pages fetch: signed in, as this reader, only what they may see."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.desk.queries.faces import Reader
from regard.kit import clock
from regard.staff.models import User
from regard.staff.queries import ForbiddenError

View = Callable[..., HttpResponse]


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


def reader_of(request: HttpRequest) -> Reader:
    """Who reads this page, now."""
    if not isinstance(request.user, User):
        raise Http404
    return Reader(user=request.user, now=clock.now())


def conversation_for(reader: Reader, conversation_id: UUID) -> Conversation:
    """The conversation, if the reader may see it; else it does not exist."""
    found = (
        conversations.visible_to(reader.user)
        .select_related("account__owner", "contact", "assignee", "team", "closed_by", "resembles", "acknowledgement")
        .filter(id=conversation_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
