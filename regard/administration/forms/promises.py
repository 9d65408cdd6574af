"""The forms of promises and working hours."""

from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regard.administration.forms.fields import DaysField, LengthField, WeekForm, offer, options, zone_field
from regard.administration.queries.promises import kind_word
from regard.channels.models import Channel
from regard.promises.models import Calendar, Policy
from regard.promises.operations import CalendarTerms, PolicyTerms
from regard.promises.rules.public_holidays import known_regions


class PolicyForm(forms.Form):
    """What is promised, and for what."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("For yourselves; customers do not see it.")
    )
    first_answer = LengthField(
        label=gettext_lazy("First answer within"),
        help_text=gettext_lazy(
            "In the hours chosen below: 45 min, 4 h, 1 h 30 min. A working day of eight hours is 8 h."
        ),
    )
    next_answer = LengthField(label=gettext_lazy("Every further answer within"))
    resolution = LengthField(label=gettext_lazy("Settled within"), required=False)
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Counted in the hours of"), queryset=Calendar.objects.none(), empty_label=None
    )
    channel_kind = forms.ChoiceField(label=gettext_lazy("For messages by"), required=False)
    topic = forms.CharField(
        label=gettext_lazy("About"), max_length=60, required=False,
        help_text=gettext_lazy("Words of which one is enough, such as: invoice credit. Empty: whatever it is about."),
    )  # fmt: skip
    tier = forms.CharField(label=gettext_lazy("From customers of tier"), max_length=40, required=False)

    def __init__(self, *args: Any, policy: Policy | None = None, tiers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "calendar", Calendar.objects.filter(retired_at=None).order_by("name"))
        options(self, "channel_kind", [("", _("any way")), *((kind.value, kind_word(kind)) for kind in Channel.Kind)])
        if tiers:
            self.fields["tier"].help_text = _("Your customers have: %(tiers)s. Empty: everybody.") % {
                "tiers": ", ".join(tiers)
            }
        if policy:
            self.initial.update({
                "name": policy.name, "first_answer": policy.first_answer_minutes, "next_answer": policy.next_answer_minutes,
                "resolution": policy.resolution_minutes, "calendar": policy.calendar_id, "channel_kind": policy.channel_kind,
                "topic": policy.topic, "tier": policy.tier,
            })  # fmt: skip

    def terms(self) -> PolicyTerms:
        """The checked values."""
        clean = self.cleaned_data
        return PolicyTerms(
            name=clean["name"], calendar=clean["calendar"], first_answer_minutes=clean["first_answer"],
            next_answer_minutes=clean["next_answer"], resolution_minutes=clean["resolution"],
            channel_kind=clean["channel_kind"], topic=clean["topic"], tier=clean["tier"],
        )  # fmt: skip


class CalendarForm(WeekForm):
    """When one works: zone, week, public holidays, days closed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    zone = zone_field()
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    subdivision = forms.CharField(
        label=gettext_lazy("Region"), max_length=10, required=False,
        help_text=gettext_lazy("Its short name, such as BY for Bavaria. Empty: holidays of the whole country only."),
    )  # fmt: skip
    closed_days = DaysField(
        label=gettext_lazy("Days closed besides"),
        required=False,
        help_text=gettext_lazy("One date a line, such as 2026-12-24."),
    )

    def __init__(self, *args: Any, calendar: Calendar | None = None, **kwargs: Any) -> None:
        super().__init__(*args, week=calendar.week if calendar else None, **kwargs)
        options(self, "country", [("", _("none")), *countries((get_language() or "en").partition("-")[0])])
        if calendar:
            names = ("name", "zone", "country", "subdivision", "closed_days")
            self.initial.update({name: getattr(calendar, name) for name in names})

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        country, region = clean.get("country", ""), clean.get("subdivision", "").strip().upper()
        clean["subdivision"] = region if country else ""
        known = known_regions().get(country, [])
        if country and region and region not in known:
            listed = ", ".join(known[:30]) or _("none")
            self.add_error("subdivision", _("No such region is known there. Known: %(regions)s.") % {"regions": listed})
        return clean

    def terms(self) -> CalendarTerms:
        """The checked values."""
        clean = self.cleaned_data
        return CalendarTerms(
            name=clean["name"], zone=clean["zone"], week=self.week(), country=clean["country"],
            subdivision=clean["subdivision"], closed_days=clean["closed_days"],
        )  # fmt: skip


@lru_cache(maxsize=8)
def countries(language: str) -> list[tuple[str, str]]:
    """The countries whose public holidays are known, by their names in a language."""
    names = Locale(language).territories
    return sorted(
        ((code, names.get(code, code)) for code in known_regions() if code in names), key=lambda pair: pair[1]
    )
