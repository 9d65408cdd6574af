"""Settings > Teams, People and Absence."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.people import (
    AbsenceForm,
    EndForm,
    NewPersonForm,
    PersonForm,
    SkillsForm,
    TeamForm,
)
from regard.administration.operations.teams import TeamTerms, add_person, save_team
from regard.administration.queries.people import absence_table, leaving, people_tables, person_page, team_table
from regard.administration.views.frame import administrator_of, show
from regard.administration.views.parts import REFUSALS, FormPage, press, show_form, show_list
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.promises.models import TeamCalendar
from regard.routing.operations import deactivate_user
from regard.staff import operations as staff
from regard.staff.models import Absence, Team, User
from regard.staff.queries import require
from regard.staff.rules import Right, may

TEAMS, PEOPLE, ABSENCE = "teams", "people", "absence"


@staff_page
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Who answers for each other."""
    administrator_of(request, section=TEAMS)
    return show_list(request, [team_table()], section=TEAMS)


@staff_page
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: UUID | None = None) -> HttpResponse:
    """Add a team, or change it."""
    user = administrator_of(request, section=TEAMS)
    row = get_object_or_404(Team, id=team_id) if team_id else None
    hours = TeamCalendar.objects.filter(team=row).first() if row else None
    initial = {"name": row.name, "lead": row.lead_id, "members": row.members.all()} if row else {}
    form = TeamForm(request.POST or None, initial=initial | {"calendar": hours.calendar_id if hours else None})
    page = FormPage(section=TEAMS, title=row.name if row else _("A new team"), then=reverse("settings-teams"), button=_("Save") if row else _("Add it"))  # fmt: skip

    def save(form: TeamForm) -> str:
        save_team(team=row, terms=TeamTerms(**form.cleaned_data), by=user, at=clock.now())
        return _("Saved. It holds for the next message.")

    return show_form(request, form, page, save)


@staff_page
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who can sign in."""
    user = administrator_of(request, section=PEOPLE)
    return show_list(request, people_tables(user, now=clock.now()), section=PEOPLE)


@staff_page
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person; the answer shows their sign-in link this once."""
    user = administrator_of(request, section=PEOPLE)
    require(user, Right.MANAGE_USERS)
    form = NewPersonForm(request.POST or None, initial={"zone": user.zone, "language": user.language})
    if form.is_valid():
        clean = form.cleaned_data | {"languages": tuple(form.cleaned_data["languages"])}
        try:
            added = add_person(by=user, at=clock.now(), **clean)
        except REFUSALS as refusal:
            form.add_error("email", str(refusal))
        else:
            return _show_link(request, added)
    page = FormPage(section=PEOPLE, title=_("A new person"), then=reverse("settings-people"), button=_("Add and show the link"))  # fmt: skip
    return show_form(request, form, page, lambda _form: "", also_valid=False)


@staff_page
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What a person is and may; who may not change that reads it, and sets what they know."""
    user, row = administrator_of(request, section=PEOPLE), get_object_or_404(User, id=person_id, is_active=True)
    typed = request.POST or None
    form = PersonForm(typed, person=row) if may(user.role, Right.MANAGE_USERS) else None
    if typed and form is None:
        require(user, Right.MANAGE_USERS)
    around = {
        "person": person_page(row, reader=user, now=clock.now()),
        "skills": SkillsForm(initial={"terms": _terms_of(row)}),
        "skills_url": reverse("settings-person-skills", args=[row.id]),
        "absence_url": f"{reverse('settings-absence-new')}?person={row.id}",
    }
    page = FormPage(section=PEOPLE, title=row.name, then=reverse("settings-people"), button=_("Save"), template="person.html", around=around)  # fmt: skip
    if form is None:
        return show(request, page.template, {"page": page, **around}, section=PEOPLE)

    def save(form: PersonForm) -> str:
        staff.change_user(user=row, profile=form.profile(), by=user, at=clock.now())
        return _("Saved. It holds from their next click and the next message.")

    return show_form(request, form, page, save)


@staff_page
@require_POST
def skills(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What a person knows."""
    user, row = administrator_of(request, section=PEOPLE), get_object_or_404(User, id=person_id, is_active=True)
    form = SkillsForm(request.POST)
    terms = form.cleaned_data["terms"] if form.is_valid() else _terms_of(row)

    def act() -> str:
        staff.set_skills(user=row, terms=terms, by=user, at=clock.now())
        return _("Saved. The next question about it can go to %(name)s.") % {"name": row.first_name}

    return press(request, act, then=reverse("settings-person", args=[row.id]))


@staff_page
@require_POST
def sign_in_link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A fresh sign-in link for somebody who cannot come in."""
    user, row = administrator_of(request, section=PEOPLE), get_object_or_404(User, id=person_id, is_active=True)
    require(user, Right.MANAGE_USERS)
    return _show_link(request, row)


@staff_page
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End a login; first says what the person holds and asks who goes on with it."""
    user, row = administrator_of(request, section=PEOPLE), get_object_or_404(User, id=person_id, is_active=True)
    require(user, Right.MANAGE_USERS)
    form = EndForm(request.POST or None, person=row)
    page = FormPage(section=PEOPLE, title=_("End the login of %(name)s") % {"name": row.name}, then=reverse("settings-people"), button=_("End the login"), template="end.html", around={"leaving": leaving(row)})  # fmt: skip

    def save(form: EndForm) -> str:
        note = form.cleaned_data["note"] or form.initial["note"]
        deactivate_user(user=row, to=form.cleaned_data["to"], note=note, by=user, at=clock.now())
        return _("%(name)s can no longer sign in. What they wrote keeps their name.") % {"name": row.name}

    return show_form(request, form, page, save)


@staff_page
@require_GET
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away."""
    administrator_of(request, section=ABSENCE)
    table = absence_table(now=clock.now())
    return show(request, "list.html", {"tables": [table], "add": {"add_url": reverse("settings-absence-new"), "add_label": _("Note an absence")}}, section=ABSENCE)  # fmt: skip


@staff_page
@require_http_methods(["GET", "POST"])
def new_absence(request: HttpRequest) -> HttpResponse:
    """Note that somebody will not answer for some days."""
    user = administrator_of(request, section=ABSENCE)
    form = AbsenceForm(request.POST or None, initial={"person": request.GET.get("person") or user.id})
    page = FormPage(section=ABSENCE, title=_("An absence"), then=reverse("settings-absence"), button=_("Note it"))

    def save(form: AbsenceForm) -> str:
        begins_at, ends_at = form.span()
        away: User = form.cleaned_data["person"]
        staff.note_absence(user=away, begins_at=begins_at, ends_at=ends_at, note=form.cleaned_data["note"], by=user, at=clock.now())  # fmt: skip
        return _("Noted. In those days %(name)s is given nothing new.") % {"name": away.first_name}

    return show_form(request, form, page, save)


@staff_page
@require_POST
def end_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """The person is back, or does not go."""
    user = administrator_of(request, section=ABSENCE)
    row = get_object_or_404(Absence.objects.select_related("user"), id=absence_id)

    def act() -> str:
        staff.end_absence(absence=row, by=user, at=clock.now())
        return _("%(name)s is given new questions again.") % {"name": row.user.first_name}

    return press(request, act, then=reverse("settings-absence"))


def _terms_of(person: User) -> list[str]:
    return list(person.skills.order_by("term").values_list("term", flat=True))


def _show_link(request: HttpRequest, person: User) -> HttpResponse:
    """The link stands in this answer only: only its hash is kept."""
    token = staff.make_sign_in_link(user=person, at=clock.now())
    url = f"{settings.URL}{reverse('sign-in-link', args=[token])}"
    answer = show(request, "link.html", {"name": person.name, "url": url}, section=PEOPLE)
    answer.headers["Cache-Control"] = "no-store"
    return answer
