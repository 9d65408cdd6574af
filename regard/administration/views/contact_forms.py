"""Settings > Contact form."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regard.administration.forms.texts import ContactFormForm, topics_form
from regard.administration.queries.contact_forms import form_page, form_table
from regard.administration.views.frame import administrator_of
from regard.administration.views.parts import FormPage, show_form, show_list
from regard.channels.models import ContactForm
from regard.channels.webform.operations import change_form, open_form
from regard.kit import clock
from regard.kit.pages import staff_page

SECTION = "forms"


@staff_page
@require_GET
def contact_forms(request: HttpRequest) -> HttpResponse:
    """The pages on which customers write."""
    administrator_of(request, section=SECTION)
    return show_list(request, [form_table(now=clock.now())], section=SECTION)


@staff_page
@require_http_methods(["GET", "POST"])
def contact_form(request: HttpRequest, form_id: UUID | None = None) -> HttpResponse:
    """Open a contact form, or change it; shows its link and what to copy into a site."""
    user, now = administrator_of(request, section=SECTION), clock.now()
    forms = ContactForm.objects.select_related("channel", "mailbox")
    row = get_object_or_404(forms, id=form_id) if form_id else None
    topics = topics_form(request.POST or None, form=row)
    page = FormPage(
        section=SECTION, title=row.channel.name if row else _("A new contact form"), then=reverse("settings-forms"),
        button=_("Save") if row else _("Open it"), template="contact_form.html",
        around={"topics": topics, "about": form_page(row, now=now) if row else None},
    )  # fmt: skip

    def save(form: ContactFormForm) -> str:
        terms = form.terms(topics.chosen())
        if row:
            change_form(form=row, terms=terms, by=user, at=now)
            return _("Saved. The page shows it at once.")
        open_form(slug=form.cleaned_data["slug"], terms=terms, at=now, by=user)
        return _("The contact form is open. Its link and what to copy into your site stand on its page.")

    form = ContactFormForm(request.POST or None, form=row)
    return show_form(request, form, page, save, also_valid=request.method != "POST" or topics.is_valid())
