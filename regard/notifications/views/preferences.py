"""How a person is told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from regard.kit import clock
from regard.kit.pages import staff_page
from regard.notifications import operations
from regard.notifications.forms import PreferenceForm, initial_of
from regard.notifications.queries import preference_of, stopped_for
from regard.notifications.views.told import user_of


@staff_page
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The choice of each reason, quiet hours and the summary."""
    user = user_of(request)
    form = PreferenceForm(request.POST or None, initial=initial_of(preference_of(user)))
    if request.method == "POST" and form.is_valid():
        operations.choose(user=user, chosen=form.chosen(), at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("notification-preferences")
    context = {"form": form, "stopped": stopped_for(user), "reasons": ("given", "mentioned", "clock", "promise")}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)


@staff_page
@require_POST
def write_again(request: HttpRequest) -> HttpResponse:
    """The person's address works again."""
    if operations.write_again(user=user_of(request), by=user_of(request), at=clock.now()):
        messages.success(request, _("Mail goes to your address again."))
    return redirect("notification-preferences")
