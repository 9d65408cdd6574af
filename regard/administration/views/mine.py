"""What everybody sets for themselves; it lies under their account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.administration.forms.people import OwnForm
from regard.administration.views.frame import user_of
from regard.administration.views.parts import INVALID
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.staff import operations as staff


@staff_page
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Signature, time to take an answer back, language and zone."""
    user = user_of(request)
    form = OwnForm(request.POST or None, person=user)
    if form.is_valid():
        staff.change_own(user=user, own=form.own(), at=clock.now())
        with translation.override(user.language):
            messages.success(request, _("Saved. It holds from your next answer and your next click."))
        return redirect("account-settings")
    return render(request, "administration/mine.html", {"form": form}, status=INVALID if form.is_bound else 200)
