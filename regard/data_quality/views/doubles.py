"""Comparing two records that are probably one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from regard.data_quality.queries.doubles import in_line, pair_url
from regard.kit.pages import staff_page
from regard.staff.models import User


def user_of(request: HttpRequest) -> User:
    """Who asks for this page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@staff_page
def line(request: HttpRequest, kind: str) -> HttpResponse:
    row = in_line(kind, user_of(request)).first()
    if row is None:
        raise Http404
    return redirect(pair_url(row))


@staff_page
def pair(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    return HttpResponse(f"{kind} {one} {other}")
