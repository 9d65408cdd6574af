"""The keys a person uses."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.kit.keys import KeyRefusedError, actions, keys_of
from regard.kit.pages import staff_page
from regard.staff.models import User
from regard.staff.operations.keys import set_keys


@staff_page
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Choose another key for an action, or all the usual ones again; a conflict is refused with what was typed given back."""
    user = request.user
    if not isinstance(user, User):
        return redirect("account")
    if request.method == "GET":
        return _page(request, keys_of(user.keys))
    typed = {} if "reset" in request.POST else {name: request.POST.get(name, "") for name in actions}
    try:
        set_keys(user=user, typed=typed)
    except KeyRefusedError as error:
        return _page(request, typed, error=str(error))
    messages.success(request, _("Your keys are kept. They hold in every browser you sign in with."))
    return redirect("account-keys")


def _page(request: HttpRequest, typed: dict[str, str], *, error: str = "") -> HttpResponse:
    rows = [(actions.get(name), typed.get(name, "")) for name in actions]
    return render(request, "staff/keys.html", {"rows": rows, "error": error}, status=422 if error else 200)
