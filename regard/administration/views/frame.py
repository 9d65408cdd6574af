"""What every settings page goes through: who may, and the list of sections around it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from regard.administration.queries.sections import SECTIONS, frame, open_to
from regard.kit.pages import staff_page
from regard.staff.models import User
from regard.staff.queries import require
from regard.staff.rules import Right


@staff_page
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The first section this person may change."""
    sections = open_to(user_of(request))
    if not sections:
        require(user_of(request), Right.SET_UP)
    return redirect(sections[0].address)


def user_of(request: HttpRequest) -> User:
    """Who asks for this page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def administrator_of(request: HttpRequest, *, section: str) -> User:
    """Who asks for this page of a section; raises ForbiddenError for whoever may not change it."""
    user = user_of(request)
    require(user, next(one.right for one in SECTIONS if one.key == section))
    return user


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, section: str, status: int = 200
) -> HttpResponse:
    """A page inside the frame of its section."""
    around = frame(user_of(request), current=section)
    return render(request, f"administration/{template}", {"frame": around, **context}, status=status)
