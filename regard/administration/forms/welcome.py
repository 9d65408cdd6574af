"""What is typed on the first-run page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.administration.forms.fields import zone_field
from regard.administration.operations.first_run import FirstPromise

_SPEEDS = (
    (60, _("within 1 hour")), (120, _("within 2 hours")), (240, _("within 4 hours")), (480, _("within a working day")),
    (960, _("within two working days")),
)  # fmt: skip


class AccountForm(forms.Form):
    """The company's name and the owner's time zone."""

    company_name = forms.CharField(
        label=_("Company name"), max_length=120, help_text=_("Customers read it beside your address.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = zone_field()


class PromiseForm(forms.Form):
    """How fast, and when somebody is there."""

    minutes = forms.TypedChoiceField(
        label=_("We answer"), choices=_SPEEDS, coerce=int, initial=240, help_text=_("Counted in the hours below.")
    )
    opens = forms.TimeField(label=_("From"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=_("Until"), initial="17:00", widget=forms.TimeInput(attrs={"type": "time"}))
    saturday = forms.BooleanField(label=_("On Saturdays too"), required=False)
    sunday = forms.BooleanField(label=_("On Sundays too"), required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("opens") and typed.get("closes") and typed["opens"] >= typed["closes"]:
            self.add_error("closes", _("The day must end after it begins."))
        return typed

    def promise(self) -> FirstPromise:
        """The checked values."""
        typed = self.cleaned_data
        day = [[f"{typed['opens']:%H:%M}", f"{typed['closes']:%H:%M}"]]
        week = [day] * 5 + [day if typed["saturday"] else [], day if typed["sunday"] else []]
        return FirstPromise(minutes=typed["minutes"], week=week)
