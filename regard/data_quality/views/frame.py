"""What every page of data quality goes through."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from regard.data_quality.queries.tabs import tabs
from regard.staff.models import User

KINDS = ("account", "contact")


def user_of(request: HttpRequest) -> User:
    """Who asks for this page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def known_kind(kind: str) -> str:
    """A kind of record that has pages here."""
    if kind not in KINDS:
        raise Http404
    return kind


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, current: str, status: int = 200
) -> HttpResponse:
    """A page below the tabs."""
    around = tabs(current, user_of(request))
    return render(request, f"data_quality/{template}", {"tabs": around, **context}, status=status)
