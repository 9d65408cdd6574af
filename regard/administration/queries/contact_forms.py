"""Settings > Contact form: the public pages on which customers write, and how to put one on a site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from regard.administration.queries import words
from regard.administration.queries.parts import Cell, Row, Table
from regard.channels.models import ContactForm

_LATELY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """What stands beside a contact form's settings."""

    url: str
    iframe: str
    plain: str
    state: str
    is_open: bool


def form_table(*, now: datetime) -> Table:
    """Every contact form with what came through it."""
    lately = Count("submissions", filter=Q(submissions__at__gt=now - _LATELY))
    forms = ContactForm.objects.select_related("channel__team").annotate(lately=lately, latest=Max("submissions__at"))
    return Table(
        key="forms",
        title=_("Contact forms"),
        columns=(_("Form"), _("Goes to"), _("In the last 30 days"), _("State")),
        rows=[_row(form, now) for form in forms.order_by("channel__name")],
        empty=_("No contact form yet. It is a page of its own that you can link to or put into your site."),
        add_url=reverse("settings-form-new"),
        add_label=_("Add a contact form"),
    )


def _row(form: ContactForm, now: datetime) -> Row:
    latest = getattr(form, "latest", None)
    state = Cell(text=_("Takes no messages"), kind="warn")
    if form.is_open:
        said = _("Last message %(ago)s") % {"ago": words.ago(latest, now=now)} if latest else _("No message yet")
        state = Cell(text=said, kind="good" if latest else "line")
    path = reverse("contact-form", args=[form.slug])
    return Row(
        cells=(
            Cell(text=form.channel.name, detail=path, url=reverse("settings-form", args=[form.id])),
            Cell(text=form.channel.team.name),
            Cell(text=str(getattr(form, "lately", 0))),
            state,
        )
    )


def form_page(form: ContactForm, *, now: datetime) -> FormPage:
    """The addresses of a form, and what to copy into a site."""
    latest = form.submissions.aggregate(latest=Max("at"))["latest"]
    last = words.ago(latest, now=now) if latest else ""
    said = _("Last message %(ago)s") % {"ago": last} if last else _("No message yet")
    url = f"{settings.URL}{reverse('contact-form', args=[form.slug])}"
    return FormPage(
        url=url,
        iframe=_iframe(form),
        plain=_plain(url),
        state=said if form.is_open else _("Closed: visitors are told that it takes no messages"),
        is_open=form.is_open,
    )


def _iframe(form: ContactForm) -> str:
    src = f"{settings.URL}{reverse('contact-embedded', args=[form.slug])}"
    return f'<iframe src="{src}" title="{escape(form.channel.name)}" width="100%" height="900"></iframe>'


def _plain(url: str) -> str:
    name, mail, text, send = (escape(word) for word in (_("Your name"), _("E-mail"), _("Your message"), _("Send")))
    return "\n".join(
        (
            f'<form method="post" action="{url}">',
            f'  <label>{name} <input name="name" autocomplete="name" required></label>',
            f'  <label>{mail} <input name="address" type="email" autocomplete="email" required></label>',
            f'  <label>{text} <textarea name="text" rows="6" required></textarea></label>',
            f"  <button>{send}</button>",
            "</form>",
        )
    )
