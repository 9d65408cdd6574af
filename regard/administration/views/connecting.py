"""Settings > Channels > Connect a mailbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.administration.forms import AddressForm, ConnectForm, filled_in
from regard.administration.queries.connecting import company_name, consent_offered, servers_of
from regard.administration.views.channels import SECTION
from regard.administration.views.frame import administrator_of, show
from regard.channels import operations as channels
from regard.channels.operations import CannotConnectError
from regard.kit import clock
from regard.kit.pages import staff_page


@staff_page
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """First the address, then what was found for it with the password; posting tries both servers."""
    user = administrator_of(request, section=SECTION)
    if request.method == "POST":
        form = ConnectForm(request.POST)
        if form.is_valid():
            at = clock.now()
            try:
                channel = channels.connect_mailbox(wanted=form.connecting(at=at), by=user, at=at)
            except CannotConnectError as error:
                return _show(request, {"form": form, "trouble": error}, status=422)
            messages.success(request, _("Connected. Regard watches; it sends nothing yet."))
            return redirect("settings-channel", channel.id)
        return _show(request, {"form": form}, status=422)
    address = AddressForm(request.GET or None)
    if request.GET and address.is_valid():
        typed = address.cleaned_data["address"]
        servers = servers_of(typed)
        form = ConnectForm(initial=filled_in(servers.found, address=typed, name=company_name()))
        return _show(request, {"form": form, "servers": servers, "provider": consent_offered(servers.found)})
    return _show(request, {"address_form": address})


def _show(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return show(request, "connect.html", context, section=SECTION, status=status)
