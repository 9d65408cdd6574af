"""What a person was told, newest first. Looking at it is seeing it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.kit import clock
from regard.kit.pages import staff_page
from regard.notifications import operations
from regard.notifications.queries.page import NotificationsPage, notifications_page
from regard.notifications.queries.told import mark_of
from regard.staff.models import User

NOTHING_NEW = 204


@staff_page
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "notifications/notifications.html", {"page": _page(request)})


@staff_page
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The changing part; 204 while nothing was told since the page's `mark`."""
    if request.GET.get("mark", "") == mark_of(user_of(request)):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "notifications/_told_live.html", {"page": _page(request)})


def user_of(request: HttpRequest) -> User:
    """Who asks for this page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _page(request: HttpRequest) -> NotificationsPage:
    user, now = user_of(request), clock.now()
    page = notifications_page(user, now=now, fresh=frozenset(request.GET.getlist("new")))
    operations.mark_seen(user=user, at=now)
    return page
