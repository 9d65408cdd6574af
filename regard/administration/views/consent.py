"""Connecting a mailbox by a person's consent: to the provider, and back with a yes or a no.

What was asked for is kept in the session, so that only the browser that asked can bring the answer.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.connecting import HISTORY
from regard.administration.forms.consent import ClientForm, ConsentForm
from regard.administration.views.channels import SECTION
from regard.administration.views.frame import administrator_of, show
from regard.channels.operations import CannotConnectError, Connecting, Consent, connect_mailbox
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.mail.discovery.rules import PROVIDERS as SERVERS
from regard.mail.models import OAuthClient
from regard.mail.oauth.operations import CannotRenewError, ConsentWithdrawnError, Tokens, exchange, keep_client
from regard.mail.oauth.rules import PROVIDERS, Provider, address_of_consent, new_secret
from regard.mail.rules.access import Access, SmtpAccess
from regard.staff.models import Team

_ASKED = "asked for consent"


@staff_page
@require_http_methods(["GET", "POST"])
def client(request: HttpRequest, provider: str) -> HttpResponse:
    """The id and secret under which a provider knows this installation."""
    administrator_of(request, section=SECTION)
    asked, known = _provider(provider), OAuthClient.objects.filter(provider=provider).first()
    form = ClientForm(request.POST or None, initial={"client_id": known.client_id if known else ""})
    if request.method == "POST" and form.is_valid():
        keep_client(provider=provider, **form.cleaned_data)
        messages.success(request, _("Kept. Mailboxes at %(name)s can be connected now.") % {"name": asked.label})
        return redirect("settings-connect")
    context = {"form": form, "provider": asked, "redirect_uri": _redirect_uri()}
    return show(request, "client.html", context, section=SECTION, status=422 if form.errors else 200)


@staff_page
@require_POST
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Lead the person to the provider."""
    administrator_of(request, section=SECTION)
    asked, known = _provider(provider), OAuthClient.objects.filter(provider=provider).first()
    form = ConsentForm(request.POST)
    if known is None:
        return redirect("settings-client", provider)
    if not form.is_valid():
        messages.error(request, _("Choose a team and a sender name first. Nothing was changed."))
        return redirect(f"{reverse('settings-connect')}?address={request.POST.get('address', '')}")
    state, verifier = new_secret(), new_secret()
    typed = form.cleaned_data
    request.session[_ASKED] = {
        "provider": provider, "state": state, "verifier": verifier, "address": typed["address"], "name": typed["name"],
        "team": str(typed["team"].id), "is_team_only": typed["is_team_only"], "history": typed["history"],
    }  # fmt: skip
    return redirect(
        address_of_consent(
            asked, client_id=known.client_id, redirect_uri=_redirect_uri(), state=state, verifier=verifier,
            address=typed["address"],
        )
    )  # fmt: skip


@staff_page
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Back from the provider: with a code, or with a no."""
    user, at = administrator_of(request, section=SECTION), clock.now()
    asked: dict[str, Any] = request.session.pop(_ASKED, {})
    if not asked or not constant_time_compare(request.GET.get("state", ""), asked["state"]):
        return _refused(request, _("This answer belongs to no question of yours, or to one that was answered already."))
    if "code" not in request.GET:
        return _refused(request, _("The provider did not give its consent."))
    provider = _provider(asked["provider"])
    try:
        tokens = exchange(
            provider=provider, code=request.GET["code"], verifier=asked["verifier"], redirect_uri=_redirect_uri(), at=at
        )
        consent = Consent(provider=provider, tokens=tokens)
        channel = connect_mailbox(wanted=_wanted(asked, tokens, at), by=user, at=at, consent=consent)
    except (CannotRenewError, ConsentWithdrawnError, CannotConnectError) as error:
        return _refused(request, str(error))
    messages.success(request, _("Connected. Regard watches; it sends nothing yet."))
    return redirect("settings-channel", channel.id)


def _wanted(asked: dict[str, Any], tokens: Tokens, at: datetime) -> Connecting:
    servers = next(one for one in SERVERS if one.signs_in == asked["provider"])
    sign_in = {"username": asked["address"], "password": "", "token": tokens.access}
    imap, smtp = servers.imap, servers.smtp
    return Connecting(
        address=asked["address"], name=asked["name"], team=Team.objects.get(id=UUID(asked["team"])),
        imap=Access(host=imap.host, port=imap.port, security=imap.security, **sign_in),
        smtp=SmtpAccess(host=smtp.host, port=smtp.port, security=smtp.security, **sign_in),
        history_since=at - HISTORY if asked["history"] else None, is_team_only=asked["is_team_only"],
    )  # fmt: skip


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, _("%(why)s Nothing was changed; connect the mailbox once more.") % {"why": f"{why} "})
    return redirect("settings-connect")


def _provider(key: str) -> Provider:
    if key not in PROVIDERS:
        raise Http404
    return PROVIDERS[key]


def _redirect_uri() -> str:
    return f"{settings.URL}{reverse('settings-signed-in')}"
