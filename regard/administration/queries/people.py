"""Settings > People, Teams and Absence: who works here, for whom, what they know, and who is away."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from regard.administration.queries.calendars import week_words
from regard.administration.queries.parts import Action, Cell, Row, Table, language_name
from regard.conversations.models import Conversation
from regard.conversations.queries import waiting_by_person
from regard.notifications.queries import stopped
from regard.promises.models import TeamCalendar
from regard.routing.models import TopicRecord
from regard.staff.models import Absence, Membership, Team, User
from regard.staff.queries import absent_user_ids
from regard.staff.rules import Right, may

_LEARNED = 12


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """What stands around a person's forms. An empty address: who reads may not, or it makes no sense."""

    name: str
    email: str
    facts: list[tuple[str, str]]
    learned: list[tuple[str, str]]
    absences: Table
    link_url: str
    end_url: str


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What happens to what a person holds when their login ends."""

    name: str
    open_numbers: list[int]
    leads: list[str]


def role_word(role: str) -> str:
    """What a role is called."""
    return {
        User.Role.OWNER: _("Owner"),
        User.Role.MANAGER: _("Lead"),
        User.Role.AGENT: _("Answers customers"),
        User.Role.SALES: _("Sales"),
        User.Role.BACK_OFFICE: _("Back office"),
        User.Role.READ_ONLY: _("Reads only"),
    }[User.Role(role)]


def people_tables(reader: User, *, now: datetime) -> list[Table]:
    """Who can sign in, and below it who could."""
    people = list(User.objects.prefetch_related("teams").order_by("name"))
    waiting = waiting_by_person()
    away = absent_user_ids(at=now)
    dead = {line.address: line.because for line in stopped()}
    mayadd = may(reader.role, Right.MANAGE_USERS)
    columns = (_("Name"), _("Role"), _("Teams"), _("Customers waiting"), _("State"))
    tables = [
        Table(
            key="people", title=_("Who can sign in"), columns=columns,
            rows=[_person_row(one, waiting.get(one.id, 0), is_away=one.id in away, dead=dead.get(one.email.lower(), "")) for one in people if one.is_active],
            add_url=reverse("settings-person-new") if mayadd else "", add_label=_("Add a person"),
        )
    ]  # fmt: skip
    former = [_person_row(one, waiting.get(one.id, 0), is_away=False) for one in people if not one.is_active]
    if former:
        tables.append(Table(key="former", title=_("Who can no longer sign in"), columns=columns, rows=former))
    return tables


def _person_row(person: User, waiting: int, *, is_away: bool, dead: str = "") -> Row:
    state = Cell(text=_("Away"), kind="warn") if is_away else Cell(text=_("Here"), kind="good")
    if dead:
        state = Cell(text=_("Mail to them comes back"), detail=dead, kind="bad")
    if not person.is_active:
        state = Cell(text=_("Ended"), kind="line")
    return Row(
        cells=(
            Cell(
                text=person.name,
                detail=person.email,
                url=reverse("settings-person", args=[person.id]) if person.is_active else "",
            ),
            Cell(text=role_word(person.role)),
            Cell(text=", ".join(sorted(team.name for team in person.teams.all())) or "–"),
            Cell(text=_("%(count)s of %(capacity)s") % {"count": waiting, "capacity": person.capacity}),
            state,
        )
    )


def person_page(person: User, *, reader: User, now: datetime) -> PersonPage:
    """What stands around a person's forms."""
    may_manage = may(reader.role, Right.MANAGE_USERS)
    return PersonPage(
        name=person.name,
        email=person.email,
        facts=[] if may_manage else _facts(person),
        learned=learned(person),
        absences=absence_table(now=now, of=person),
        link_url=reverse("settings-person-link", args=[person.id]) if may_manage else "",
        end_url=reverse("settings-person-end", args=[person.id]) if may_manage and person != reader else "",
    )


def _facts(person: User) -> list[tuple[str, str]]:
    languages = ", ".join(language_name(code) for code in person.languages)
    return [
        (_("Role"), role_word(person.role)),
        (_("Answers in"), languages or "–"),
        (_("Time zone"), person.zone),
        (_("Hours"), week_words(person.week)),
        (_("Customers at once"), str(person.capacity)),
        (_("Signature"), person.signature or "–"),
    ]


def learned(person: User) -> list[tuple[str, str]]:
    """What the router learned from a person's answers: the subject, and how often they settled it."""
    rows = TopicRecord.objects.filter(user=person, solved__gt=0).order_by("-solved", "term")[:_LEARNED]
    return [
        (row.term, _("%(solved)s of %(all)s settled") % {"solved": row.solved, "all": row.solved + row.reopened})
        for row in rows
    ]


def leaving(person: User) -> Leaving:
    """What a person holds."""
    held = Conversation.objects.filter(assignee=person, state=Conversation.State.OPEN).order_by("number")
    return Leaving(
        name=person.name,
        open_numbers=list(held.values_list("number", flat=True)),
        leads=list(Team.objects.filter(lead=person).order_by("name").values_list("name", flat=True)),
    )


def team_table() -> Table:
    """The teams, with who leads them and when they work."""
    hours = {row.team_id: row.calendar for row in TeamCalendar.objects.select_related("calendar")}
    active = Count("members", filter=Q(members__is_active=True))
    rows = []
    for team in Team.objects.select_related("lead").annotate(people=active).order_by("name"):
        calendar = hours.get(team.id)
        count = ngettext("%(count)s person", "%(count)s people", team.people) % {"count": team.people}
        lead = Cell(text=team.lead.name if team.lead else _("nobody"))
        if team.lead and not team.lead.is_active:
            lead = Cell(text=team.lead.name, kind="warn", detail=_("can no longer sign in: choose somebody else"))
        rows.append(
            Row(
                cells=(
                    Cell(text=team.name, url=reverse("settings-team", args=[team.id])),
                    lead,
                    Cell(text=count),
                    Cell(
                        text=calendar.name if calendar else _("day and night"),
                        detail=week_words(calendar.week) if calendar else "",
                    ),
                )
            )
        )
    return Table(
        key="teams",
        title=_("Who answers for each other"),
        columns=(_("Team"), _("Lead"), _("People"), _("Hours")),
        rows=rows,
        empty=_("No team yet. Every way in leads to one."),
        add_url=reverse("settings-team-new"),
        add_label=_("Add a team"),
    )


def absence_table(*, now: datetime, of: User | None = None) -> Table:
    """Who is away or will be, and who is there meanwhile."""
    absences = (
        Absence.objects.filter(ends_at__gt=now, user__is_active=True).select_related("user").order_by("begins_at")
    )
    if of:
        absences = absences.filter(user=of)
    found = list(absences)
    colleagues = _colleagues(found)
    return Table(
        key="absence",
        title=_("Away now and soon"),
        columns=(_("Who"), _("From and until"), _("Meanwhile")),
        rows=[_absence_row(one, colleagues.get(one.user_id, []), now) for one in found],
        empty=_("Nobody is away, and nobody has said that they will be."),
    )


def _absence_row(absence: Absence, colleagues: list[User], now: datetime) -> Row:
    zone = ZoneInfo(absence.user.zone)
    locale = (get_language() or "en").replace("-", "_")
    first, last = (moment.astimezone(zone) for moment in (absence.begins_at, absence.ends_at))
    span = f"{format_date(first, 'd MMM y', locale=locale)} – {format_date(last, 'd MMM y', locale=locale)}"
    others = ", ".join(one.first_name for one in colleagues if one.id != absence.user_id)
    is_on = absence.begins_at <= now
    return Row(
        cells=(
            Cell(text=absence.user.name, detail=absence.note),
            Cell(text=span, kind="warn" if is_on else ""),
            Cell(text=_("%(names)s answer") % {"names": others} if others else _("nobody else is in the team")),
        ),
        actions=[
            Action(
                label=_("Is back") if is_on else _("Does not go"),
                url=reverse("settings-absence-end", args=[absence.id]),
            )
        ],
    )


def _colleagues(absences: list[Absence]) -> dict[object, list[User]]:
    """The active people in the teams of each absent person, without those away themselves at the same time."""
    ids = {one.user_id for one in absences}
    teams = Team.objects.filter(id__in=Membership.objects.filter(user__in=ids).values("team")).prefetch_related(
        Prefetch("members", queryset=User.objects.filter(is_active=True).order_by("name"))
    )
    found: dict[object, list[User]] = {identifier: [] for identifier in ids}
    for team in teams:
        people = list(team.members.all())
        for person in people:
            if person.id in ids:
                found[person.id] += [one for one in people if one.id not in ids and one not in found[person.id]]
    return found
