"""What is typed on the settings pages, as clean values."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from regard.channels.operations import Connecting
from regard.mail.discovery.rules import Found, Server
from regard.mail.rules import normalise_address
from regard.mail.rules.access import Access, SmtpAccess
from regard.staff.models import Team

HISTORY = timedelta(days=90)
_SECURITY = (("tls", _("TLS from the start")), ("starttls", _("STARTTLS")), ("none", _("none: readable on the way")))
_host = RegexValidator(r"^[A-Za-z0-9_.:\[\]-]+$", _("A server's name has letters, digits, dots and dashes only."))


class AddressForm(forms.Form):
    """The address whose servers are looked for."""

    address = forms.EmailField(
        label=_("Address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )

    def clean_address(self) -> str:
        return normalise_address(self.cleaned_data["address"])


class ConnectForm(AddressForm):
    """A mailbox with its servers. The password never comes back to the page."""

    password = forms.CharField(
        label=_("Password or app password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Kept encrypted, never shown again. Some providers want an app password, made in the account's settings."
        ),
    )
    name = forms.CharField(
        label=_("Sender name"),
        max_length=120,
        help_text=_("Customers read it beside the address: your company's name."),
    )
    team = forms.ModelChoiceField(
        label=_("Goes to"),
        queryset=Team.objects.none(),
        empty_label=None,
        help_text=_("This team answers what comes in here."),
    )
    is_team_only = forms.BooleanField(label=_("Only this team may read it"), required=False)
    history = forms.BooleanField(
        label=_("Read the last 90 days as history: shown and counted, never answered by a machine"),
        required=False,
        initial=True,
    )
    username = forms.CharField(label=_("User name"), max_length=254, help_text=_("Usually the address."))
    imap_host = forms.CharField(label=_("Server for mail in (IMAP)"), max_length=254, validators=[_host])
    imap_port = forms.IntegerField(label=_("Port for mail in"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=_("Encryption of mail in"), choices=_SECURITY, initial="tls")
    smtp_host = forms.CharField(
        label=_("Server for mail out (SMTP)"),
        max_length=254,
        required=False,
        validators=[_host],
        help_text=_("Empty: answers leave by the server of REGARD_EMAIL_URL."),
    )
    smtp_port = forms.IntegerField(label=_("Port for mail out"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=_("Encryption of mail out"), choices=_SECURITY, initial="tls")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["team"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Team.objects.order_by("name")

    def connecting(self, *, at: datetime) -> Connecting:
        """The mailbox as it was typed; the form is valid."""
        typed = self.cleaned_data
        sign_in = {"username": typed["username"], "password": typed["password"]}
        smtp = SmtpAccess(host=typed["smtp_host"], port=typed["smtp_port"], security=typed["smtp_security"], **sign_in)
        return Connecting(
            address=typed["address"],
            name=typed["name"],
            team=typed["team"],
            imap=Access(host=typed["imap_host"], port=typed["imap_port"], security=typed["imap_security"], **sign_in),
            smtp=smtp if typed["smtp_host"] else None,
            history_since=at - HISTORY if typed["history"] else None,
            is_team_only=typed["is_team_only"],
        )


def filled_in(found: Found, *, address: str, name: str) -> Mapping[str, object]:
    """The form's first values, out of what was found."""
    return {
        "address": address,
        "name": name,
        "username": found.username or address,
        "history": True,
        **_server("imap", found.imap),
        **_server("smtp", found.smtp),
    }


def _server(prefix: str, server: Server | None) -> dict[str, object]:
    if server is None:
        return {}
    return {f"{prefix}_host": server.host, f"{prefix}_port": server.port, f"{prefix}_security": server.security}
