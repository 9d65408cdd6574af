"""How pages for staff answer: only to who is signed in, and a right that is missing is said in a sentence."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]


def staff_page(view: View) -> View:
    """A page for signed-in staff; a right that is missing is said in a sentence, with nothing changed."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as error:
            context = {"what": _("You may not do this."), "why": str(error), "safe": _("Nothing was changed.")}
            return render(request, "kit/error.html", context, status=403)

    return guarded
