"""What a measured form needs in its template."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from regard.effort.rules import forms

register = template.Library()


@register.simple_tag
def measured(form: str) -> SafeString:
    """The attributes that have a form measured: `<form {% measured "contact-new" %}>`. An unknown form raises LookupError."""
    return format_html('data-form="{}" data-form-left="{}"', forms.get(form).name, reverse("form-left"))


@register.simple_tag
def use_of(form: str, field: str, identifier: str = "") -> SafeString:
    """What a field is used for, to stand beside it; `identifier` is what its control names in aria-describedby."""
    name = format_html(' id="{}"', identifier) if identifier else ""
    return format_html('<span class="hint"{}>{}</span>', name, forms.get(form).fields[field].use)
