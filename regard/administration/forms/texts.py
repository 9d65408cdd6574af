"""The forms of snippets, receipts, tags and contact forms."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.administration.forms.fields import LinesField, offer, options, spoken_languages
from regard.channels.models import ContactForm
from regard.channels.webform.operations import FormTerms
from regard.conversations.models import Snippet, Tag
from regard.conversations.operations.snippets import SnippetText
from regard.mail.models import Mailbox
from regard.staff.models import Team

_BLANK_TOPICS = 3
#: A name or address with an optional port: it becomes part of a header, so nothing else gets through.
_NETLOC = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::\d{1,5})?")


class SnippetForm(forms.Form):
    """A text that is written often."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("What you type to find it.")
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}), max_length=20_000
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    team = forms.ModelChoiceField(
        label=gettext_lazy("For"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("everybody"),
    )

    def __init__(self, *args: Any, snippet: Snippet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options(self, "language", [("", _("any")), *spoken_languages()])
        if snippet:
            self.initial.update(
                {
                    "name": snippet.name,
                    "text": snippet.text,
                    "language": snippet.language,
                    "team": snippet.team_id,
                }
            )

    def content(self) -> SnippetText:
        """The checked values."""
        return SnippetText(**self.cleaned_data)


class ReceiptForm(forms.Form):
    """What a receipt says."""

    text = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}), max_length=4000
    )


class TagForm(forms.Form):
    """What a tag is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)


class MergeForm(forms.Form):
    """The tag that stays."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Make it one with"), queryset=Tag.objects.none(), empty_label=gettext_lazy("choose a tag")
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "into", Tag.objects.filter(retired_at=None).exclude(id=tag.id).order_by("name"))


class ContactFormForm(forms.Form):
    """Everything about a contact form but its topics."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For yourselves; visitors do not see it.")
    )
    slug = forms.CharField(label=gettext_lazy("Address"), max_length=60)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Goes to"), queryset=Team.objects.order_by("name"), empty_label=None
    )
    mailbox = forms.ModelChoiceField(
        label=gettext_lazy("Answers leave from"),
        queryset=Mailbox.objects.filter(is_active=True).order_by("address"),
        empty_label=None,
    )
    phone = forms.CharField(label=gettext_lazy("Phone shown"), max_length=40, required=False)
    phone_note = forms.CharField(
        label=gettext_lazy("Note about the phone"), max_length=300, required=False,
        help_text=gettext_lazy("Such as: a person picks up, Monday to Friday, 8:00 to 17:00."),
    )  # fmt: skip
    privacy_note = forms.CharField(
        label=gettext_lazy("Privacy line"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands below the button, after “We use this only to answer you.”"),
    )  # fmt: skip
    embed_on = LinesField(
        label=gettext_lazy("Sites that may show it"), required=False, max_length=2000,
        help_text=gettext_lazy("One a line, such as https://www.example.com. Other sites cannot put it into a page of theirs."),
    )  # fmt: skip
    is_open = forms.BooleanField(label=gettext_lazy("It takes messages"), required=False, initial=True)

    def __init__(self, *args: Any, form: ContactForm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if form:
            del self.fields["slug"]
            self.initial.update({
                "name": form.channel.name, "team": form.channel.team_id, "mailbox": form.mailbox_id, "phone": form.phone,
                "phone_note": form.phone_note, "privacy_note": form.privacy_note, "embed_on": form.embed_on, "is_open": form.is_open,
            })  # fmt: skip
        else:
            self.fields["slug"].help_text = _(
                "The end of %(url)s/contact/…; it stays for good, since sites link to it."
            ) % {"url": settings.URL}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip().lower()
        try:
            validate_slug(slug)
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Use letters, digits and hyphens only, such as service.")) from error
        if ContactForm.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("A contact form has this address already."))
        return slug

    def clean_embed_on(self) -> list[str]:
        return [_origin(line) for line in self.cleaned_data["embed_on"]]

    def terms(self, topics: list[tuple[str, Team | None]]) -> FormTerms:
        """The checked values."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "slug"}
        return FormTerms(topics=topics, **clean)


class TopicForm(forms.Form):
    """One thing a form's message can be about. `teams` are read once for all rows."""

    label = forms.CharField(label=gettext_lazy("Topic"), max_length=80, required=False)
    team = forms.ChoiceField(label=gettext_lazy("Goes to"), required=False)
    position = forms.IntegerField(label=gettext_lazy("Place"), required=False, min_value=1, max_value=99)

    def __init__(self, *args: Any, teams: dict[str, Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = teams
        options(self, "team", [("", _("the form’s team")), *((key, team.name) for key, team in teams.items())])

    def clean_team(self) -> Team | None:
        return self._teams.get(self.cleaned_data["team"])


class Topics(forms.BaseFormSet):  # type: ignore[type-arg]
    """The topics of a form and three empty ones; an emptied label takes the topic away."""

    def chosen(self) -> list[tuple[str, Team | None]]:
        """The topics in their order, each once."""
        rows = [
            (form.cleaned_data, place)
            for place, form in enumerate(self.forms)
            if form.cleaned_data.get("label", "").strip()
        ]
        rows.sort(key=lambda row: (row[0].get("position") or 100, row[1]))
        found: dict[str, Team | None] = {}
        for clean, _place in rows:
            found.setdefault(" ".join(clean["label"].split()), clean["team"])
        return list(found.items())


def topics_form(data: Any, *, form: ContactForm | None) -> Topics:
    """The topics of a contact form, to be changed."""
    rows = form.topics.all() if form else []
    initial = [
        {"label": row.label, "team": str(row.team_id or ""), "position": place}
        for place, row in enumerate(rows, start=1)
    ]
    teams = {str(team.id): team for team in Team.objects.order_by("name")}
    made = forms.formset_factory(TopicForm, formset=Topics, extra=_BLANK_TOPICS, max_num=30, absolute_max=40)
    return cast("Topics", made(data, initial=initial, prefix="topics", form_kwargs={"teams": teams}))


def _origin(line: str) -> str:
    """`https://www.example.com` of what was typed or copied from the browser's address line."""
    parts = urlsplit(line if "://" in line else f"https://{line}")
    if parts.scheme not in {"http", "https"} or not _NETLOC.fullmatch(parts.netloc):
        raise forms.ValidationError(
            _("“%(text)s” is no address of a site. Write it like https://www.example.com.") % {"text": line}
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"
