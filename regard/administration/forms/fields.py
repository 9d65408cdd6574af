"""Fields that several settings pages share: a length of time, a week's hours, a time zone, lines."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from regard.promises.rules.calendar import BadCalendar, hours_from_json, hours_to_json
from regard.routing.operations import LANGUAGES

_LENGTH = re.compile(
    r"(?:(\d{1,4})\s*(?:h|hours?|std\.?|stunden?))?\s*(?:(\d{1,5})\s*(?:m|min|minutes?|minuten?))?", re.IGNORECASE
)
_STRETCH = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})\s*")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
DAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


class LengthField(forms.CharField):
    """A length of time as people write it: `45 min`, `4 h`, `1 h 30 min`. Whole minutes come out."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = _LENGTH.fullmatch(text.strip())
        if not found or not (found.group(1) or found.group(2)):
            raise forms.ValidationError(
                _("“%(text)s” is not understood. Write 45 min, 4 h or 1 h 30 min.") % {"text": text}
            )
        return int(found.group(1) or 0) * 60 + int(found.group(2) or 0)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        hours, minutes = divmod(value, 60)
        return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


class HoursField(forms.CharField):
    """The hours of one weekday: `09:00-12:00, 13:00-17:00`; empty is closed. Pairs of times come out."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        stretches = [part for part in re.split(r"[,;]", text) if part.strip()]
        pairs = []
        for stretch in stretches:
            found = _STRETCH.fullmatch(stretch)
            if not found:
                raise forms.ValidationError(
                    _("“%(text)s” is not understood. Write 09:00-17:00, several with a comma between them.")
                    % {"text": stretch.strip()}
                )
            pairs.append(list(found.groups()))
        try:
            hours = hours_to_json(hours_from_json(pairs))
        except BadCalendar as error:
            raise forms.ValidationError(_("A day goes from 00:00 to 24:00.")) from error
        if any(end <= begin for begin, end in hours) or any(
            one[1] > following[0] for one, following in pairwise(hours)
        ):
            raise forms.ValidationError(
                _("A stretch ends after it begins, and two do not overlap. A night ends at 24:00 and goes on at 00:00.")
            )
        return hours

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join("-".join(stretch) for stretch in value)


class WeekForm(forms.Form):
    """Seven fields of hours; the forms of calendars and of people have them."""

    def __init__(self, *args: Any, week: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, day in enumerate(DAYS):
            self.fields[f"day_{place}"] = HoursField(
                label=day, required=False, max_length=200, initial=week[place] if week else [],
                widget=forms.TextInput(attrs={"placeholder": "09:00-12:00, 13:00-17:00"}),
            )  # fmt: skip

    def week_fields(self) -> list[forms.BoundField]:
        """The seven, for the template."""
        return [self[f"day_{place}"] for place in range(len(DAYS))]

    def other_fields(self) -> list[forms.BoundField]:
        """All but the seven."""
        return [field for field in self if not field.name.startswith("day_")]

    def week(self) -> list[list[list[str]]]:
        """The hours of the week, Monday first."""
        return [self.cleaned_data[f"day_{place}"] for place in range(len(DAYS))]


class DaysField(forms.CharField):
    """Dates, one a line, as `2026-12-24` or `24.12.2026`. ISO dates come out."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        days = []
        for line in (super().to_python(value) or "").split():
            german = _GERMAN_DATE.fullmatch(line)
            try:
                day = date(*reversed([int(part) for part in german.groups()])) if german else date.fromisoformat(line)
            except ValueError as error:
                raise forms.ValidationError(
                    _("“%(text)s” is no date. Write one a line, such as 2026-12-24.") % {"text": line}
                ) from error
            days.append(day.isoformat())
        return sorted(set(days))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class LinesField(forms.CharField):
    """Short texts, one a line. A list comes out."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> Any:
        return [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


@lru_cache
def _zones() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


def zone_field() -> forms.ChoiceField:
    """A time zone by its place."""
    return forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_zones)


def language_field() -> forms.ChoiceField:
    """The language of a person's own screens."""
    return forms.ChoiceField(
        label=gettext_lazy("Language of the screens"),
        choices=[(code, str(get_language_info(code)["name_local"]).capitalize()) for code, _name in settings.LANGUAGES],
    )


def undo_field() -> forms.IntegerField:
    """For how long an answer can be taken back."""
    return forms.IntegerField(
        label=gettext_lazy("Seconds to take an answer back"),
        help_text=gettext_lazy("An answer waits so long before it leaves. 0 to 60; 0 sends at once."),
        min_value=0,
        max_value=60,
    )


def spoken_languages() -> list[tuple[str, str]]:
    """The languages in which customers are told apart."""
    return [(code, str(get_language_info(code)["name_translated"])) for code in sorted(LANGUAGES)]


def signature_field() -> forms.CharField:
    """What stands below a person's answers."""
    return forms.CharField(
        label=gettext_lazy("Signature"),
        help_text=gettext_lazy("Stands below each answer from the next one on."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        required=False,
    )


def offer(form: forms.Form, name: str, rows: "QuerySet[Any]") -> None:
    """Give a field that chooses a row its rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def options(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a field that chooses a word its words."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
