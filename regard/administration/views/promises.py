"""Settings > Promises and Settings > Hours."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.promises import CalendarForm, PolicyForm
from regard.administration.queries.calendars import calendar_page, calendar_table
from regard.administration.queries.parts import Action
from regard.administration.queries.promises import known_tiers, policy_table
from regard.administration.views.frame import administrator_of
from regard.administration.views.parts import FormPage, press, show_form, show_list
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.promises import operations as promises
from regard.promises.models import Calendar, Policy

PROMISES, HOURS = "promises", "hours"


@staff_page
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """What is promised, to whom, in order of precedence."""
    administrator_of(request, section=PROMISES)
    return show_list(request, [policy_table()], section=PROMISES)


@staff_page
@require_http_methods(["GET", "POST"])
def new_policy(request: HttpRequest) -> HttpResponse:
    """Add a promise."""
    user = administrator_of(request, section=PROMISES)
    page = FormPage(section=PROMISES, title=_("A new promise"), then=reverse("settings-promises"), button=_("Add it"))

    def save(form: PolicyForm) -> str:
        promises.open_policy(terms=form.terms(), by=user, at=clock.now())
        return _("The promise holds for messages that come from now on.")

    return show_form(request, PolicyForm(request.POST or None, tiers=known_tiers()), page, save)


@staff_page
@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Change a promise."""
    user = administrator_of(request, section=PROMISES)
    row = get_object_or_404(Policy, id=policy_id, retired_at=None)
    page = FormPage(
        section=PROMISES, title=row.name, then=reverse("settings-promises"), button=_("Save"),
        retire=Action(label=_("Promise this no more"), url=reverse("settings-promise-retire", args=[row.id])),
    )  # fmt: skip

    def save(form: PolicyForm) -> str:
        promises.change_policy(policy=row, terms=form.terms(), by=user, at=clock.now())
        return _("Saved. It holds for messages that come from now on; clocks that run keep their promise.")

    return show_form(request, PolicyForm(request.POST or None, policy=row, tiers=known_tiers()), page, save)


@staff_page
@require_POST
def move_policy(request: HttpRequest, policy_id: UUID, *, up: bool) -> HttpResponse:
    """Have a promise asked earlier or later."""
    user = administrator_of(request, section=PROMISES)
    row = get_object_or_404(Policy, id=policy_id, retired_at=None)

    def act() -> str:
        promises.move_policy(policy=row, up=up, by=user, at=clock.now())
        return _("“%(name)s” is asked earlier now.") % {"name": row.name} if up else _("“%(name)s” is asked later now.") % {"name": row.name}  # fmt: skip

    return press(request, act, then=reverse("settings-promises"))


@staff_page
@require_POST
def retire_policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Promise by it no more."""
    user = administrator_of(request, section=PROMISES)
    row = get_object_or_404(Policy, id=policy_id, retired_at=None)

    def act() -> str:
        promises.retire_policy(policy=row, by=user, at=clock.now())
        return _("“%(name)s” is promised no more. Clocks that run keep it.") % {"name": row.name}

    return press(request, act, then=reverse("settings-promises"))


@staff_page
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """When people work."""
    administrator_of(request, section=HOURS)
    return show_list(request, [calendar_table(now=clock.now())], section=HOURS)


@staff_page
@require_http_methods(["GET", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Add working hours."""
    user = administrator_of(request, section=HOURS)
    page = FormPage(section=HOURS, title=_("New hours"), then=reverse("settings-calendars"), button=_("Add them"), template="calendar.html")  # fmt: skip

    def save(form: CalendarForm) -> str:
        promises.open_calendar(terms=form.terms(), by=user, at=clock.now())
        return _("The hours can be chosen for promises and teams now.")

    return show_form(request, CalendarForm(request.POST or None, initial={"zone": user.zone}), page, save)


@staff_page
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """Change working hours; shows the next days off and whether it is open now."""
    user, now = administrator_of(request, section=HOURS), clock.now()
    row = get_object_or_404(Calendar, id=calendar_id, retired_at=None)
    beside = calendar_page(row, now=now)
    page = FormPage(
        section=HOURS, title=row.name, then=reverse("settings-calendars"), button=_("Save"), template="calendar.html",
        retire=Action(label=_("Offer them no more"), url=beside.retire_url) if beside.retire_url else None,
        around={"calendar": beside},
    )  # fmt: skip

    def save(form: CalendarForm) -> str:
        promises.change_calendar(calendar=row, terms=form.terms(), by=user, at=now)
        return _("Saved. The hours count for messages that come from now on; clocks that run keep the old ones.")

    return show_form(request, CalendarForm(request.POST or None, calendar=row), page, save)


@staff_page
@require_POST
def retire_calendar(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """Offer hours to nobody any more."""
    user = administrator_of(request, section=HOURS)
    row = get_object_or_404(Calendar, id=calendar_id, retired_at=None)

    def act() -> str:
        promises.retire_calendar(calendar=row, by=user, at=clock.now())
        return _("“%(name)s” can no longer be chosen.") % {"name": row.name}

    return press(request, act, then=reverse("settings-calendars"))
