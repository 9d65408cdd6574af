"""Small things of the shell: the start, the theme, health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from regard import __version__
from regard.administration.queries.welcome import is_first_run
from regard.staff.models import User
from regard.staff.rules import Right, may

YEAR = 60 * 60 * 24 * 365


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The address people type; the owner of an empty installation begins with its first steps."""
    user = request.user
    is_owner = isinstance(user, User) and may(user.role, Right.MANAGE_USERS)
    return redirect("welcome" if is_owner and is_first_run() else "today")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, kept in a cookie; without a word the other one."""
    current = request.COOKIES.get("theme", "")
    chosen = request.POST.get("theme") or ("light" if current == "dark" else "dark")
    back = request.headers.get("referer", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if is_ours else "/")
    response.set_cookie("theme", "dark" if chosen == "dark" else "light", max_age=YEAR, samesite="Lax")
    return response


@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"alive": True, "version": __version__})


@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True, "version": __version__, "database": connection.vendor})
