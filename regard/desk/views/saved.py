"""Saving the list one has in front of one, changing it, forgetting it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.conversations.models import SavedView
from regard.conversations.operations.views import ViewRefusedError, change_view, delete_view, save_view
from regard.conversations.queries.views import saved_views_of
from regard.desk.forms import read_id
from regard.desk.queries.composer import Typed
from regard.desk.queries.lists import SAVED, address
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.inbox import current_list, show_list
from regard.staff import queries as staff


@staff_page
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name, for oneself or for a team."""
    reader = reader_of(request)
    shown = current_list(request, reader)
    chosen = read_id(request.POST.get("team", ""))
    team = staff.teams_of(reader.user).filter(id=chosen).first() if chosen else None
    try:
        view = save_view(
            name=request.POST.get("name", ""), wanted=shown.wanted, by=reader.user, at=reader.now, team=team
        )
    except ViewRefusedError as error:
        return _refused(request, str(error))
    messages.success(request, _("Saved. It stands beside the other views."))
    return redirect(address(f"{SAVED}{view.id.hex}"))


@staff_page
@require_POST
def change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Another name for a saved view."""
    reader = reader_of(request)
    view = _mine(request, view_id)
    try:
        change_view(view=view, name=request.POST.get("name", ""), by=reader.user, at=reader.now)
    except ViewRefusedError as error:
        return _refused(request, str(error))
    return redirect(address(f"{SAVED}{view.id.hex}"))


@staff_page
@require_POST
def delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a saved view; its list stays in sight."""
    reader = reader_of(request)
    view, shown = _mine(request, view_id), current_list(request, reader)
    delete_view(view=view, by=reader.user, at=reader.now)
    messages.success(request, _("The view is gone. No conversation was changed."))
    return redirect(address(shown.wanted.word()))


def _mine(request: HttpRequest, view_id: UUID) -> SavedView:
    return get_object_or_404(saved_views_of(reader_of(request).user), id=view_id)


def _refused(request: HttpRequest, error: str) -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in request.POST}
    return show_list(request, typed=Typed(form="view", error=error, values=values), status=422)
