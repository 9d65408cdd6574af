"""What a field of the company's own is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.administration.queries.fields import KINDS
from regard.fields.models import CustomField


class FieldForm(forms.Form):
    """A field; its kind and currency are chosen once."""

    label = forms.CharField(label=_("Called"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(one.value, label) for one, label in KINDS.items()])
    use = forms.CharField(
        label=_("What is it used for?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence. It stands beside the field wherever somebody is asked for it."),
    )  # fmt: skip
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("One a line; only where one of several is chosen."),
    )  # fmt: skip
    currency = forms.CharField(
        label=_("Currency"), required=False, max_length=3, help_text=_("Three letters, EUR for example; only for amounts of money.")
    )  # fmt: skip

    def __init__(self, *args: Any, field: CustomField | None = None, **kwargs: Any) -> None:
        if field:
            kwargs["initial"] = {"label": field.label, "use": field.use, "choices": "\n".join(field.choices)}
        super().__init__(*args, **kwargs)
        if field:
            del self.fields["kind"], self.fields["currency"]
            if field.kind != CustomField.Kind.CHOICE:
                del self.fields["choices"]

    def lines(self) -> list[str]:
        """The choices."""
        return str(self.cleaned_data.get("choices", "")).splitlines()
