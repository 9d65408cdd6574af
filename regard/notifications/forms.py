"""How a person wants to be told, as typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.notifications.models import Preference
from regard.notifications.operations.choosing import Chosen

WAYS = (
    (Preference.Way.AT_ONCE.value, _("At once")),
    (Preference.Way.DIGEST.value, _("With the summary")),
    (Preference.Way.NOTHING.value, _("Not by mail")),
)
THROUGH = (
    ("given", _("Something is given to me")),
    ("mentioned", _("A colleague mentions me")),
    ("clock", _("A promised time runs out")),
    ("promise", _("A promise of mine is due")),
)


def _way(label: Any, hint: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=WAYS, widget=forms.RadioSelect)


class PreferenceForm(forms.Form):
    """One field a reason, quiet hours, the summary."""

    given = _way(
        _("Something is given to me"),
        _("A colleague hands a conversation to you, or it comes to you by what you know."),
    )
    mentioned = _way(_("A colleague mentions me"), _("Your name stands in a note, with an @ before it."))
    clock = _way(
        _("A promised time runs out"),
        _("Half of the time for your answer is used, or all of it; or you are told because nobody has answered."),
    )
    promise = _way(
        _("A promise of mine is due"), _("An hour before the date you gave a customer, and when it is reached.")
    )
    is_quiet = forms.BooleanField(
        label=_("Hold mails back while I do not work"),
        help_text=_(
            "Outside your working hours and while you are away, mails wait until you work again. What was dealt with by then is not sent."
        ),
        required=False,
    )
    comes_through = forms.MultipleChoiceField(
        label=_("These come through all the same"),
        choices=THROUGH,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    has_digest = forms.BooleanField(
        label=_("A summary every working day"),
        help_text=_(
            "Who waits for you, what is due and promised today, and where you were mentioned. On a day with nothing to say, nothing is sent."
        ),
        required=False,
    )
    digest_at = forms.TimeField(
        label=_("The summary comes at"),
        help_text=_("On your own clock."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def chosen(self) -> Chosen:
        """What was chosen; only after `is_valid`."""
        values = self.cleaned_data | {"comes_through": tuple(self.cleaned_data["comes_through"])}
        return Chosen(**values)


def initial_of(preference: Preference) -> dict[str, Any]:
    """The choice as it stands."""
    return {name: getattr(preference, name) for name in PreferenceForm.base_fields}
