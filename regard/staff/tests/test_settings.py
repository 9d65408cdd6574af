"""Setting what people are, know, and when they are away."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.events.models import Event
from regard.staff import operations as staff
from regard.staff.models import Absence, Team, User
from regard.staff.operations import Own, Profile
from regard.staff.queries import ForbiddenError, absent_user_ids

DAY = timedelta(days=1)


def profile(**changes: object) -> Profile:
    values = {
        "name": "Ada Agent", "role": "agent", "language": "en", "languages": ("en", "de"), "zone": "Europe/Copenhagen",
        "week": None, "capacity": 20, "signature": "", "undo_seconds": 10,
    }  # fmt: skip
    return Profile(**(values | changes))


def kinds() -> list[str]:
    told = Event.objects.filter(kind__startswith="absence.")
    return list(told.order_by("id").values_list("kind", flat=True))


def test_the_owner_sets_what_a_person_is_and_only_what_changed_is_told(company: Company) -> None:
    staff.change_user(
        user=company.ada,
        profile=profile(capacity=8, role="sales", undo_seconds=company.ada.undo_seconds),
        by=company.olga,
        at=MORNING,
    )

    ada = User.objects.get(id=company.ada.id)
    assert (ada.capacity, ada.role, ada.languages) == (8, "sales", ["en", "de"])
    assert Event.objects.get(kind="user.changed").data == {"changed": ["role", "capacity"]}


def test_a_lead_may_not_make_herself_owner(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        staff.change_user(user=company.ben, profile=profile(role="owner"), by=company.ben, at=MORNING)
    with pytest.raises(ForbiddenError):
        staff.add_user(email="new@havn.example", name="New", role="owner", at=MORNING, by=company.ben)
    with pytest.raises(ForbiddenError):
        staff.deactivate(user=company.ada, by=company.ben, at=MORNING)


def test_somebody_stays_owner(company: Company) -> None:
    with pytest.raises(staff.LastOwnerError, match="Olga Owner is the only owner"):
        staff.change_user(user=company.olga, profile=profile(role="agent"), by=company.olga, at=MORNING)
    with pytest.raises(staff.LastOwnerError):
        staff.deactivate(user=company.olga, by=company.olga, at=MORNING)

    staff.change_user(user=company.ben, profile=profile(name="Ben Lead", role="owner"), by=company.olga, at=MORNING)
    staff.deactivate(user=company.olga, by=company.ben, at=MORNING)
    assert not User.objects.get(id=company.olga.id).is_active


def test_a_person_sets_their_own_things(company: Company) -> None:
    own = Own(language="de", zone="Europe/Berlin", signature="Ada", undo_seconds=30)
    staff.change_own(user=company.ada, own=own, at=MORNING)

    ada = User.objects.get(id=company.ada.id)
    assert (ada.language, ada.zone, ada.signature, ada.undo_seconds, ada.role) == (
        "de",
        "Europe/Berlin",
        "Ada",
        30,
        "agent",
    )


def test_skills_are_set_anew(company: Company) -> None:
    staff.set_skills(user=company.ada, terms=["P-220", " Seals ", "seals", ""], by=company.ben, at=MORNING)
    staff.set_skills(user=company.ada, terms=["seals", "oil"], by=company.ada, at=MORNING)

    assert sorted(company.ada.skills.values_list("term", flat=True)) == ["oil", "seals"]
    with pytest.raises(ForbiddenError):
        staff.set_skills(user=company.ben, terms=[], by=company.ada, at=MORNING)


def test_who_is_back_early_is_back_and_who_does_not_go_was_never_away(company: Company) -> None:
    absence = staff.note_absence(
        user=company.ada, begins_at=MORNING - DAY, ends_at=MORNING + DAY, by=company.ada, at=MORNING - DAY
    )
    ahead = staff.note_absence(
        user=company.ada, begins_at=MORNING + 9 * DAY, ends_at=MORNING + 10 * DAY, by=company.ben, at=MORNING
    )
    assert absent_user_ids(at=MORNING) == {company.ada.id}

    staff.end_absence(absence=absence, by=company.ada, at=MORNING)
    staff.end_absence(absence=ahead, by=company.ada, at=MORNING)

    assert absent_user_ids(at=MORNING) == set()
    assert [one.ends_at for one in Absence.objects.all()] == [MORNING]
    assert kinds() == ["absence.noted", "absence.noted", "absence.ended", "absence.ended"]


def test_a_colleague_notes_nobodys_absence_and_nobody_is_back_before_leaving(company: Company) -> None:
    with pytest.raises(ForbiddenError):
        staff.note_absence(user=company.ben, begins_at=MORNING, ends_at=MORNING + DAY, by=company.ada, at=MORNING)
    with pytest.raises(staff.AbsenceRefusedError, match="before the first"):
        staff.note_absence(user=company.ada, begins_at=MORNING, ends_at=MORNING - DAY, by=company.ada, at=MORNING)


def test_a_team_is_set_anew(company: Company) -> None:
    staff.change_team(
        team=company.team, name="Help", lead=company.olga, members=[company.ben], by=company.ben, at=MORNING
    )

    team = Team.objects.get(id=company.team.id)
    assert (team.name, team.lead, list(team.members.all())) == ("Help", company.olga, [company.ben])
    staff.add_team(name="Sales", at=MORNING, by=company.ben)
    with pytest.raises(staff.TeamRefusedError, match="a team called “sales” already"):
        staff.change_team(team=team, name="sales", lead=None, members=[], by=company.ben, at=MORNING)
