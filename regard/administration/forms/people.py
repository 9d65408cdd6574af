"""The forms of people, teams, absences and one's own settings."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.administration.forms.fields import (
    LinesField,
    WeekForm,
    language_field,
    offer,
    signature_field,
    spoken_languages,
    undo_field,
    zone_field,
)
from regard.administration.queries.people import role_word
from regard.mime.queries import check_address
from regard.promises.models import Calendar
from regard.staff.models import Team, User
from regard.staff.operations import Own, Profile


def role_choices() -> list[tuple[str, str]]:
    """Every role by its name."""
    return [(role, role_word(role)) for role in User.Role.values]


class NewPersonForm(forms.Form):
    """Who comes in; everything else has a sensible beginning and is set afterwards."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(),
        help_text=gettext_lazy("They sign in with it. No mail is sent: you get a link to pass on."),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices, initial="agent")
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("none yet"),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Answers in"),
        choices=spoken_languages,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["en"],
    )
    language = language_field()
    zone = zone_field()

    def clean_email(self) -> str:
        try:
            return check_address(self.cleaned_data["email"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PersonForm(WeekForm):
    """What a person is and may."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Answers in"), choices=spoken_languages, widget=forms.CheckboxSelectMultiple, required=False
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Customers at once"), min_value=0, max_value=1000,
        help_text=gettext_lazy("With so many customers waiting for them, a person is given nothing new."),
    )  # fmt: skip
    language = language_field()
    zone = zone_field()
    signature = signature_field()
    undo_seconds = undo_field()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, week=person.week, **kwargs)
        names = ("name", "role", "languages", "capacity", "language", "zone", "signature", "undo_seconds")
        self.initial.update({name: getattr(person, name) for name in names})

    def profile(self) -> Profile:
        """The checked values; no hours at all mean those of the team."""
        clean, week = self.cleaned_data, self.week()
        return Profile(
            name=clean["name"], role=clean["role"], language=clean["language"], languages=tuple(clean["languages"]),
            zone=clean["zone"], week=week if any(week) else None, capacity=clean["capacity"],
            signature=clean["signature"].replace("\r\n", "\n"), undo_seconds=clean["undo_seconds"],
        )  # fmt: skip


class OwnForm(forms.Form):
    """What a person sets for themselves."""

    signature = signature_field()
    undo_seconds = undo_field()
    language = language_field()
    zone = zone_field()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(person, name) for name in self.fields})

    def own(self) -> Own:
        """The checked values."""
        clean = self.cleaned_data
        return Own(**(clean | {"signature": clean["signature"].replace("\r\n", "\n")}))


class SkillsForm(forms.Form):
    """What a person knows."""

    terms = LinesField(
        label=gettext_lazy("Knows about"), required=False, max_length=4000,
        help_text=gettext_lazy("One a line, in the words customers use: p-220, invoice. New questions about it go here first."),
    )  # fmt: skip


class TeamForm(forms.Form):
    """How a team is called, who leads it, who is in it, when it works."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Is told when a promise is not kept in time."),
    )  # fmt: skip
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("New questions go to one of them."),
    )  # fmt: skip
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Works"),
        queryset=Calendar.objects.none(),
        required=False,
        empty_label=gettext_lazy("day and night"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")
        for name, choices in (
            ("lead", people),
            ("members", people),
            ("calendar", Calendar.objects.filter(retired_at=None).order_by("name")),
        ):
            offer(self, name, choices)


class AbsenceForm(forms.Form):
    """Whole days in which a person does not answer."""

    person = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=User.objects.none(), empty_label=None)
    first = forms.DateField(
        label=gettext_lazy("First day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=gettext_lazy("Last day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Colleagues read it, customers do not."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", User.objects.filter(is_active=True).order_by("name"))

    def span(self) -> tuple[datetime, datetime]:
        """From the morning of the first day to the end of the last, where the person is."""
        clean = self.cleaned_data
        zone = ZoneInfo(clean["person"].zone)
        begins = datetime.combine(clean["first"], time(), tzinfo=zone)
        return begins, datetime.combine(clean["last"] + timedelta(days=1), time(), tzinfo=zone) - timedelta(seconds=1)


class EndForm(forms.Form):
    """Who goes on with what a person holds."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Their open conversations go to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("choose somebody"),
    )
    note = forms.CharField(
        label=gettext_lazy("What the colleague should know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "to",
            (
                User.objects.filter(is_active=True)
                .exclude(role=User.Role.READ_ONLY)
                .exclude(id=person.id)
                .order_by("name")
            ),
        )
        self.initial["note"] = _("%(name)s no longer works here.") % {"name": person.name}
