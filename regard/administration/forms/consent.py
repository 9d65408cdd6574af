"""What is typed before a provider is asked for a person's consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.administration.forms.connecting import AddressForm
from regard.staff.models import Team


class ClientForm(forms.Form):
    """Under which id and secret the provider knows this installation."""

    client_id = forms.CharField(label=_("Client id"), max_length=300)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted, never shown again."),
    )


class ConsentForm(AddressForm):
    """A mailbox that is connected by a consent."""

    name = forms.CharField(max_length=120, label=_("Sender name"))
    team = forms.ModelChoiceField(label=_("Goes to"), queryset=Team.objects.none(), empty_label=None)
    is_team_only = forms.BooleanField(required=False)
    history = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["team"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Team.objects.order_by("name")
