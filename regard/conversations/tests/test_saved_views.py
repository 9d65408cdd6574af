"""Saved views: whose they are, and who may change them."""

import pytest

from conftest import MORNING, Company
from regard.conversations.models import SavedView
from regard.conversations.operations import views
from regard.conversations.operations.views import ViewRefusedError, change_view, delete_view, save_view
from regard.conversations.queries.views import saved_views_of
from regard.conversations.rules.filters import Filter
from regard.staff import operations as staff
from regard.staff.queries import ForbiddenError

GERMAN = Filter(language="de", waiting="us")


def names(company: Company) -> dict[str, list[str]]:
    people = {"ada": company.ada, "ben": company.ben, "olga": company.olga}
    return {name: [view.name for view in saved_views_of(user)] for name, user in people.items()}


def test_mine_is_for_me_and_the_teams_for_the_team(company: Company) -> None:
    save_view(name="German", wanted=GERMAN, by=company.ada, at=MORNING)
    save_view(name="All German", wanted=GERMAN, by=company.ada, team=company.team, at=MORNING)
    assert names(company) == {"ada": ["German", "All German"], "ben": ["All German"], "olga": []}


def test_a_view_gets_another_name_and_another_list(company: Company) -> None:
    view = save_view(name="German", wanted=GERMAN, by=company.ada, at=MORNING)
    change_view(view=view, name=" Deutsch  ", by=company.ada, at=MORNING)
    change_view(view=view, wanted=Filter(language="de"), by=company.ada, at=MORNING)
    assert SavedView.objects.values_list("name", "query").get() == ("Deutsch", {"language": "de"})
    delete_view(view=view, by=company.ada, at=MORNING)
    assert names(company)["ada"] == []


def test_what_is_somebody_elses_stays_as_it_is(company: Company) -> None:
    otto = staff.add_user(email="otto@havn.example", name="Otto Outside", role="agent", at=MORNING)
    mine = save_view(name="German", wanted=GERMAN, by=company.ada, at=MORNING)
    ours = save_view(name="All German", wanted=GERMAN, by=company.ada, team=company.team, at=MORNING)
    for view in (mine, ours):
        with pytest.raises(ForbiddenError):
            delete_view(view=view, by=otto, at=MORNING)
    with pytest.raises(ForbiddenError):
        save_view(name="X", wanted=GERMAN, by=otto, team=company.team, at=MORNING)
    delete_view(view=ours, by=company.olga, at=MORNING)


def test_names_and_numbers_have_limits(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_VIEWS", 1)
    for name in ("", "x" * 41):
        with pytest.raises(ViewRefusedError):
            save_view(name=name, wanted=GERMAN, by=company.ada, at=MORNING)
    save_view(name="German", wanted=GERMAN, by=company.ada, at=MORNING)
    with pytest.raises(ViewRefusedError, match="1 saved"):
        save_view(name="More", wanted=GERMAN, by=company.ada, at=MORNING)
