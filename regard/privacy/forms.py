"""What is typed on the pages of privacy."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.conversations.models import Message
from regard.customers.models import Account
from regard.privacy.models import Purpose
from regard.privacy.operations import Said
from regard.privacy.queries.retention import Rule
from regard.privacy.rules.periods import LONGEST, SHORTEST
from regard.privacy.rules.words import GROUNDS, SOURCES
from regard.staff.models import User


class FindForm(forms.Form):
    """Whose privacy."""

    address = forms.CharField(label=_("E-mail address"), max_length=320)


class ConsentForm(forms.Form):
    """What a person said. `messages` are theirs, to be named as the proof."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    answer = forms.ChoiceField(label=_("They said"), choices=[("yes", _("Yes")), ("no", _("No, or not any more"))])
    day = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.ChoiceField(label=_("How"), choices=list(SOURCES.items()))
    message = forms.ChoiceField(label=_("Their message that says so"), required=False)
    evidence = forms.CharField(
        label=_("Or where the proof is"),
        max_length=300,
        required=False,
        help_text=_("For example: order form of 3 March, folder 12."),
    )

    def __init__(self, *args: Any, messages: Sequence[Message], purposes: Sequence[Purpose], **more: Any) -> None:
        super().__init__(*args, **more)
        self._purposes = {str(one.id): one for one in purposes}
        self._messages = {str(one.id): one for one in messages}
        self.fields["purpose"].choices = [(key, one.name) for key, one in self._purposes.items()]  # type: ignore[attr-defined]
        named = [(key, _message_label(one)) for key, one in self._messages.items()]
        self.fields["message"].choices = [("", _("None of these")), *named]  # type: ignore[attr-defined]

    def clean_purpose(self) -> Purpose:
        return self._purposes[self.cleaned_data["purpose"]]

    def clean_message(self) -> Message | None:
        return self._messages.get(self.cleaned_data["message"])

    def said(self, user: User, *, now: datetime) -> Said:
        """In the zone of whoever writes it down; today is now."""
        clean, zone = self.cleaned_data, ZoneInfo(user.zone)
        at = datetime.combine(clean["day"], time(12), zone)
        if clean["day"] == now.astimezone(zone).date():
            at = now
        return Said(
            is_given=clean["answer"] == "yes", at=at, source=clean["source"], evidence=clean["evidence"], message=clean["message"],
        )  # fmt: skip


class HoldForm(forms.Form):
    """Why somebody's data must be kept."""

    reason = forms.CharField(label=_("Why must it be kept?"), max_length=200)


class EraseForm(forms.Form):
    """The last question before a person is erased: their name, typed."""

    ground = forms.ChoiceField(label=_("On which ground"), choices=list(GROUNDS.items()))
    accounts = forms.ModelMultipleChoiceField(
        label=_("Erase too"), queryset=Account.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody else stands there. A company of several people is not erased with one of them."),
    )  # fmt: skip
    confirmed = forms.BooleanField(label=_("Erase all the same"), required=False)
    typed = forms.CharField(label=_("Type the name"), max_length=320)

    def __init__(self, *args: Any, name: str, accounts: Any, against: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._name = name
        self.fields["accounts"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["typed"].help_text = name
        self.fields["typed"].widget.attrs["autocomplete"] = "off"
        if not against:
            del self.fields["confirmed"]
        if not accounts:
            del self.fields["accounts"]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if " ".join(typed.split()).casefold() != " ".join(self._name.split()).casefold():
            raise forms.ValidationError(
                _("This is not the name. Type it as it stands here: %(name)s"), params={"name": self._name}
            )
        return typed


class PurposeForm(forms.Form):
    """A purpose."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For you: “Newsletter”."))
    text = forms.CharField(
        label=_("What people say yes to"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Word for word as they are asked. Each consent keeps the text it was given to."),
    )  # fmt: skip


class PeriodsForm(forms.Form):
    """How many months each kind of data is kept; empty: until a person erases it."""

    def __init__(self, *args: Any, rules: Sequence[Rule], **more: Any) -> None:
        super().__init__(*args, **more)
        for rule in rules:
            self.fields[rule.kind] = forms.IntegerField(
                label=str(rule.keeping.label), required=False, initial=rule.months, min_value=SHORTEST, max_value=LONGEST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Empty: kept."),
            )  # fmt: skip


class LookedForm(forms.Form):
    """Which looks are shown."""

    person = forms.CharField(label=_("Customer’s e-mail address"), required=False, max_length=320)
    user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.order_by("name"), required=False, empty_label=_("Everybody"))  # fmt: skip
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _message_label(message: Message) -> str:
    return f"{message.at:%Y-%m-%d} · {message.subject or message.text[:60]}"[:90]
