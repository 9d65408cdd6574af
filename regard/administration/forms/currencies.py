"""The company's currency, a rate, and a file of rates."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.administration.forms.fields import options
from regard.money.rules import currencies, currency_name, read_rate

#: A year of forty currencies is a third of it.
LARGEST_FILE = 2_000_000


class CurrencyForm(forms.Form):
    """In which currency sums are made."""

    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_(
            "Rates count for the currency in which they were given: after a change give them anew. The old ones are kept."
        ),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options(self, "currency", offered(language))


class RateForm(forms.Form):
    """What one unit of a currency is worth from a day on."""

    currency = forms.ChoiceField(label=_("One unit of"))
    per_unit = forms.CharField(
        label=_("Is worth"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where the rate stands: European Central Bank, for example."))  # fmt: skip

    def __init__(self, *args: Any, language: str, base: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"] = today
        options(self, "currency", [pair for pair in offered(language) if pair[0] != base])
        self.fields["per_unit"].help_text = _("In %(base)s: 0.1341, for example.") % {"base": base}

    def clean_per_unit(self) -> Decimal:
        """The rate as a number."""
        try:
            return read_rate(self.cleaned_data["per_unit"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class RatesFileForm(forms.Form):
    """A CSV file of rates."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("CSV whose first line names the columns date, currency and rate: 2026-03-10, DKK, 0.1341. All rows are taken, or none."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=200)

    def clean_file(self) -> bytes:
        """What stands in it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 2 MB; give it in parts."))
        content: bytes = file.read()
        return content


def offered(language: str) -> list[tuple[str, str]]:
    """Every currency with its name, by code."""
    return [(code, f"{code}, {currency_name(code, locale=language)}") for code in currencies()]
