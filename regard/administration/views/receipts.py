"""How the receipts of a mailbox look, with the switch that sends them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.administration.views.channels import SECTION, channel_and_mailbox
from regard.administration.views.frame import administrator_of, show
from regard.channels import operations
from regard.channels import queries as channels
from regard.channels.operations import PreviewNotSeenError
from regard.kit import clock
from regard.kit.pages import staff_page


@staff_page
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """The preview; posting switches them on, as they were seen, or off."""
    user = administrator_of(request, section=SECTION)
    found, mailbox = channel_and_mailbox(channel_id)
    status, stale = 200, False
    if request.method == "POST":
        try:
            if request.POST.get("on") == "yes":
                seen = request.POST.get("seen", "")
                operations.switch_acknowledgements_on(channel=found, seen=seen, by=user, at=clock.now())
                messages.success(request, _("Whoever writes from now on gets a receipt."))
            else:
                operations.switch_acknowledgements_off(channel=found, by=user, at=clock.now())
                messages.success(request, _("No receipts are sent any more."))
            return redirect("settings-channel", channel_id)
        except PreviewNotSeenError:
            status, stale = 409, True
    context = {
        "address": mailbox.address,
        "channel_id": channel_id,
        "is_on": found.acknowledges,
        "previews": channels.receipts_if_written_now(found, at=clock.now()),
        "seen": channels.mark_of_receipts(found),
        "stale": stale,
    }
    return show(request, "receipts.html", context, section=SECTION, status=status)
