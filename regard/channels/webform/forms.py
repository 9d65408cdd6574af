"""The contact form's fields: HTTP in, a checked inquiry out."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.channels.models import ContactForm
from regard.channels.webform.rules import MOST_BYTES, MOST_FILES, Inquiry
from regard.kit.ids import uuid7
from regard.mail.rules.compose import Enclosure
from regard.mime.queries import check_address


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        several = data if isinstance(data, list | tuple) else [data]
        return [one for one in (super(FilesField, self).clean(file, initial) for file in several if file) if one]


class InquiryForm(forms.Form):
    """What a visitor fills in. `website` is hidden from people; programs that fill in everything give themselves away."""

    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect, required=False)
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("If you have several questions, ask them all. We answer each one."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=50_000,
        error_messages={"required": gettext_lazy("Write us a few words, so that we know how to help.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Tell us your name, so that we can greet you.")},
    )
    address = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("We need your e-mail address to answer you.")},
    )
    order_number = forms.CharField(label=gettext_lazy("Order number"), max_length=60, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    photos = FilesField(label=gettext_lazy("Photos or files"), required=False)
    website = forms.CharField(required=False)
    send_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contact_form: ContactForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [topic.label for topic in contact_form.topics.all()]
        if labels:
            field = self.fields["topic"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(label, label) for label in labels]
        else:
            del self.fields["topic"]

    def clean_address(self) -> str:
        try:
            address = check_address(self.cleaned_data["address"])
        except ValueError as error:
            raise forms.ValidationError(
                _("This cannot be an e-mail address. It looks like name@example.com; please look at it once more.")
            ) from error
        local, _at, domain = address.rpartition("@")
        if not local.isascii():
            raise forms.ValidationError(
                _("We cannot write to an address with letters like “ö” before the @ yet. Please give us another one.")
            )
        return f"{local}@{domain.encode('idna').decode('ascii')}"

    def clean_photos(self) -> "list[UploadedFile[Any]]":
        files: list[UploadedFile[Any]] = self.cleaned_data["photos"]
        if len(files) > MOST_FILES or sum(file.size or 0 for file in files) > MOST_BYTES:
            raise forms.ValidationError(
                _(
                    "Up to %(number)s files with %(size)s MB together can come with a message. Choose fewer or smaller ones."
                )
                % {"number": MOST_FILES, "size": MOST_BYTES // 2**20}
            )
        return files

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _(
                    "A field that people do not see was filled in, perhaps by your browser. Please empty it and send again."
                )
            )
        return ""

    def inquiry(self) -> Inquiry:
        """The checked values."""
        clean = self.cleaned_data
        key: UUID | None = clean["send_key"]
        return Inquiry(
            send_key=key or uuid7(),
            name=" ".join(clean["name"].split()),
            address=clean["address"],
            text=clean["text"].replace("\r\n", "\n"),
            topic=clean.get("topic", ""),
            extras=((_("Order number"), clean["order_number"]), (_("Phone"), clean["phone"])),
            files=tuple(
                Enclosure(filename=file.name or "file", content_type=_type_of(file), content=file.read())
                for file in clean["photos"]
            ),
        )


def _type_of(file: "UploadedFile[Any]") -> str:
    named = file.content_type or ""
    return named if named.count("/") == 1 and named.isascii() and " " not in named else "application/octet-stream"
