"""Settings > Channels: every way in, and one of them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.administration.queries.channel import channel_page, loops_of
from regard.administration.queries.channels import channel_rows
from regard.administration.views.frame import administrator_of, show
from regard.channels.loops.operations import CannotTestError, ask_about_domain, switch_heartbeat
from regard.channels.loops.operations import send_test as send
from regard.channels.models import Channel
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.mail.models import Mailbox

SECTION = "channels"


@staff_page
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every way in."""
    administrator_of(request, section=SECTION)
    return show(request, "channels.html", {"rows": channel_rows(now=clock.now())}, section=SECTION)


@staff_page
@require_GET
def channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """One mailbox: does it really arrive?"""
    user = administrator_of(request, section=SECTION)
    found, mailbox = channel_and_mailbox(channel_id)
    page = channel_page(found, mailbox, reader=user, now=clock.now())
    return show(request, "channel.html", {"page": page}, section=SECTION)


@staff_page
@require_POST
def send_test(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """A test letter through the whole loop."""
    user = administrator_of(request, section=SECTION)
    found, _mailbox = channel_and_mailbox(channel_id)
    try:
        send(channel=found, by=user, at=clock.now())
    except CannotTestError:
        messages.error(request, _("No test letter can leave this mailbox now. Nothing was sent."))
    return redirect("settings-channel", channel_id)


@staff_page
@require_GET
def loop(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Where the test letter stands, asked for while it is out."""
    administrator_of(request, section=SECTION)
    found, mailbox = channel_and_mailbox(channel_id)
    return render(request, "administration/_loop.html", {"loops": loops_of(found, mailbox, now=clock.now())})


@staff_page
@require_POST
def heartbeat(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """The hourly test letter, on or off."""
    user = administrator_of(request, section=SECTION)
    found, _mailbox = channel_and_mailbox(channel_id)
    switch_heartbeat(channel=found, on=request.POST.get("on") == "yes", by=user, at=clock.now())
    return redirect("settings-channel", channel_id)


@staff_page
@require_POST
def look_up_domain(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Have SPF, DKIM and DMARC looked up again."""
    administrator_of(request, section=SECTION)
    _found, mailbox = channel_and_mailbox(channel_id)
    ask_about_domain(domain=mailbox.address.rpartition("@")[2], at=clock.now())
    messages.success(request, _("Looked up in a moment; load the page again to see it."))
    return redirect("settings-channel", channel_id)


def channel_and_mailbox(channel_id: UUID) -> tuple[Channel, Mailbox]:
    """A way in by mail."""
    found = Channel.objects.select_related("mailbox", "team", "acknowledgement_on_by").filter(id=channel_id).first()
    if found is None or found.mailbox is None:
        raise Http404
    return found, found.mailbox
