"""The inbox: its views, their order and counts, its pages."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.desk.queries import inbox
from regard.desk.tests.support import answered, given, page, says, signed_in, to, written
from regard.promises import operations as promises


@pytest.fixture
def five(company: Company) -> dict[str, Conversation]:
    """One conversation of each kind, named after the view it stands in."""
    mine = written(company, by=company.ada, subject="Mine")
    free = written(company, at=MORNING - timedelta(minutes=20), subject="Free")
    Conversation.objects.filter(id=free.id).update(assignee=None)
    them = written(company, by=company.ada, subject="Answered")
    answered(them, by=company.ada, at=MORNING + timedelta(minutes=10))
    automatic = written(company, subject="Parcel sent", sender="noreply@shop.example", Auto_Submitted="auto-generated")
    closed = written(company, by=company.ben, subject="Thanks")
    promises.close(conversation=closed, reason="thanks only", by=company.ben, at=MORNING + timedelta(minutes=15))
    return {"mine": mine, "not-taken": free, "them": them, "automatic": automatic, "closed": closed}


def test_each_view_holds_its_own_and_the_tabs_count_them(company: Company, five: dict[str, Conversation]) -> None:
    client = signed_in(company.ada)
    pages = {view: client.get(f"/inbox/?view={view}").context["page"] for view in [*five, "team"]}

    assert {view: [row.subject for row in shown.rows] for view, shown in pages.items()} == {
        "mine": ["Mine"],
        "not-taken": ["Free"],
        "them": ["Answered"],
        "automatic": ["Parcel sent"],
        "closed": ["Thanks"],
        "team": ["Free", "Mine"],
    }
    assert [(tab.label, tab.count, tab.is_current) for tab in pages["team"].tabs] == [
        ("Mine", 1, False),
        ("Not taken", 1, False),
        ("Team", 2, True),
        ("Waiting for them", 1, False),
        ("Automatic", 1, False),
        ("Closed", None, False),
    ]


def test_a_row_says_who_what_and_until_when(company: Company, five: dict[str, Conversation]) -> None:
    response = signed_in(company.ben).get("/inbox/?view=team")

    (free, mine) = response.context["page"].rows
    assert (mine.account_name, mine.subject, mine.preview, mine.clock.text, mine.is_read) == (
        "Carla Customer",
        "Mine",
        "The P-220 stops after ten minutes. What should we do?",
        "13:30",
        False,
    )
    assert [tag.label for tag in mine.tags] == ["Ada"]
    assert [tag.label for tag in free.tags] == []
    assert mine.url == f"{page(five['mine'])}?view=team"


def test_a_closed_one_says_how_it_ended(company: Company, five: dict[str, Conversation]) -> None:
    (row,) = signed_in(company.ada).get("/inbox/?view=closed").context["page"].rows

    assert [tag.label for tag in row.tags] == ["Ben", "only thanks"]
    assert (row.is_read, row.clock) == (True, None)


def test_an_unknown_view_is_the_first_one(company: Company, five: dict[str, Conversation]) -> None:
    shown = signed_in(company.ada).get("/inbox/?view=nothing&page=none", follow=True).context["page"]

    assert ([row.subject for row in shown.rows], shown.list_key) == (["Mine"], "mine")


def test_an_empty_view_says_so(company: Company) -> None:
    assert "Nobody is waiting here." in says(signed_in(company.ada).get("/inbox/"))
    assert "Nothing here." in says(signed_in(company.ada).get("/inbox/?view=closed"))


def test_a_long_list_goes_on_on_the_next_page(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for number in range(5):
        written(company, at=MORNING + timedelta(minutes=number), by=company.ada, subject=f"Letter {number}")
    client, address, seen = signed_in(company.ada), "/inbox/", []

    while address:
        shown = client.get(address).context["page"]
        seen.append([row.subject for row in shown.rows])
        address = shown.next_url

    assert seen == [["Letter 0", "Letter 1"], ["Letter 2", "Letter 3"], ["Letter 4"]]


def test_the_list_comes_again_only_when_something_happened(company: Company, five: dict[str, Conversation]) -> None:
    client = signed_in(company.ada)
    shown = client.get(f"{page(five['mine'])}?view=team").context["page"]

    assert client.get(shown.live_url).status_code == 204
    client.post(to("take", given(five["not-taken"], None)))
    news = client.get(shown.live_url)
    assert [(row.subject, row.is_selected) for row in news.context["page"].rows] == [("Free", False), ("Mine", True)]
    assert 'hx-target="#views"' in news.content.decode()


def test_whoever_is_not_signed_in_is_led_to_signing_in_and_back(company: Company, client: object) -> None:
    response = client.get("/inbox/?view=team")

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/inbox/%3Fview%3Dteam")
