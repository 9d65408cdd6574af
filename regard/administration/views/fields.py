"""Settings > Fields."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.own_fields import FieldForm
from regard.administration.queries.fields import RECORDS, field_tables
from regard.administration.queries.parts import Action
from regard.administration.views.frame import administrator_of
from regard.administration.views.parts import FormPage, press, show_form, show_list
from regard.fields import operations as fields
from regard.fields.models import CustomField
from regard.kit import clock
from regard.kit.pages import staff_page

FIELDS = "fields"


@staff_page
@require_GET
def field_list(request: HttpRequest) -> HttpResponse:
    """The company's own fields, with those nobody uses marked."""
    administrator_of(request, section=FIELDS)
    return show_list(request, field_tables(now=clock.now()), section=FIELDS)


@staff_page
@require_http_methods(["GET", "POST"])
def new_field(request: HttpRequest, record: str) -> HttpResponse:
    """Add a field to a kind of record."""
    user = administrator_of(request, section=FIELDS)
    if record not in RECORDS:
        raise Http404
    title = _("A new field of companies") if record == "account" else _("A new field of people")
    page = FormPage(section=FIELDS, title=title, then=reverse("settings-fields"), button=_("Add it"))

    def save(form: FieldForm) -> str:
        typed = form.cleaned_data
        fields.add_field(
            record_kind=record, label=typed["label"], kind=typed["kind"], use=typed["use"], choices=form.lines(),
            currency=typed["currency"], by=user, at=clock.now(),
        )  # fmt: skip
        return _("The field stands on every page, list and file of its kind now.")

    return show_form(request, FieldForm(request.POST or None), page, save)


@staff_page
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Call a field something else, say its use anew, offer other choices; retire it."""
    user, row = administrator_of(request, section=FIELDS), get_object_or_404(CustomField, id=field_id)
    page = FormPage(
        section=FIELDS, title=row.label, then=reverse("settings-fields"), button=_("Save"),
        retire=None if row.retired_at else Action(label=_("Retire it"), url=reverse("settings-field-retire", args=[row.id])),
    )  # fmt: skip

    def save(form: FieldForm) -> str:
        typed = form.cleaned_data
        fields.change_field(
            field=row, label=typed["label"], use=typed["use"], choices=form.lines(), by=user, at=clock.now()
        )
        return _("Saved. What stands in the field is as it was.")

    return show_form(request, FieldForm(request.POST or None, field=row), page, save)


@staff_page
@require_POST
def retire(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Offer a field no more; what stands in it is kept."""
    user, row = administrator_of(request, section=FIELDS), get_object_or_404(CustomField, id=field_id)

    def act() -> str:
        fields.retire_field(field=row, by=user, at=clock.now())
        return _("“%(name)s” is asked no more; what stands in it is kept.") % {"name": row.label}

    return press(request, act, then=reverse("settings-fields"))


@staff_page
@require_POST
def revive(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Offer a retired field again, with what stood in it."""
    user, row = administrator_of(request, section=FIELDS), get_object_or_404(CustomField, id=field_id)

    def act() -> str:
        fields.revive_field(field=row, by=user, at=clock.now())
        return _("“%(name)s” is there again, with what stood in it.") % {"name": row.label}

    return press(request, act, then=reverse("settings-fields"))
