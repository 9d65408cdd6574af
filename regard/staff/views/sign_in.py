"""Coming in by a one-time link."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.kit import clock
from regard.staff import operations


@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and spends nothing, since mail scanners open links; POST signs in once."""
    if request.method == "GET":
        return render(request, "staff/sign_in_link.html", {"token": token})
    try:
        user = operations.use_sign_in_link(token=token, at=clock.now())
    except operations.LinkNotValidError as error:
        context = {
            "what": _("This link no longer works."),
            "why": str(error),
            "todo": _("Ask for a new one: whoever runs Regard makes it with “regard user link”."),
            "safe": _("Nothing was changed."),
        }
        return render(request, "kit/error.html", context, status=410)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="link")
    UserSession.objects.create_from_request(request)  # so that it stands among the person's sign-ins and can be ended
    return redirect("start")
