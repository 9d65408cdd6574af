"""The page of what a person was told, and the page on which they choose how."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Company
from regard.conversations.operations import add_note
from regard.events.models import Event
from regard.kit import clock
from regard.notifications import operations
from regard.notifications.models import Notification, Preference, Stopped
from regard.notifications.tests.support import forget, told, words, written
from regard.staff.models import User

CHOICE = {
    "given": "digest", "mentioned": "at once", "clock": "nothing", "promise": "at once", "comes_through": ["mentioned", "given"],
    "has_digest": "on", "digest_at": "07:30",
}  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mention(company: Company, count: int = 1) -> None:
    """Ben calls Ada, now, in as many conversations."""
    at = clock.now()
    for number in range(count):
        conversation = written(company, subject=f"Question {number}", at=at - timedelta(minutes=5))
        add_note(conversation=conversation, text="@Ada is that the <b>old</b> valve?", by=company.ben, at=at)
    for event in Event.objects.filter(kind="conversation.mentioned"):
        operations.tell_of(event=event, at=at)


def test_a_mention_is_counted_on_every_page_until_it_was_seen_on_its_own(company: Company) -> None:
    client = signed_in(company.ada)
    mention(company)
    places = {place.key: place.count for place in client.get("/today/").context["navigation"]}
    assert places["n"] == 1

    page = client.get("/notifications/")
    (row,) = page.context["page"].rows
    assert (row.headline, row.is_new, row.detail) == (
        "Ben Lead mentioned you in a note.",
        True,
        "@Ada is that the <b>old</b> valve?",
    )
    assert b"&lt;b&gt;old&lt;/b&gt;" in page.content
    assert b"One thing is new to you." in page.content
    assert {place.key: place.count for place in page.context["navigation"]}["n"] == 0

    again = client.get("/notifications/")
    assert [row.is_new for row in again.context["page"].rows] == [False]


def test_the_open_page_is_told_of_what_is_new_and_nothing_else(company: Company) -> None:
    client = signed_in(company.ada)
    mention(company)
    live = client.get("/notifications/").context["page"].live_url
    assert client.get(live).status_code == 204
    mention(company)
    answer = client.get(live)
    assert answer.status_code == 200
    assert [row.is_new for row in answer.context["page"].rows] == [
        True,
        True,
    ]  # what was new when the page came stays marked
    assert b'id="places"' not in answer.content
    assert b'hx-target="#places"' in answer.content


def test_nobody_sees_what_others_were_told(company: Company) -> None:
    mention(company)
    assert signed_in(company.ben).get("/notifications/").context["page"].rows == []
    signed_in(company.ben).get("/notifications/")
    assert Notification.objects.get().seen_at is None


def test_a_conversation_that_is_not_for_this_persons_eyes_any_more_leaves_the_list(company: Company) -> None:
    mention(company)
    conversation = Notification.objects.get().conversation
    assert conversation
    conversation.is_team_only = True
    conversation.save()
    company.team.members.clear()
    assert signed_in(company.ada).get("/notifications/").context["page"].rows == []


@pytest.mark.parametrize("address", ["/notifications/", "/account/notifications/", "/notifications/live/?mark=x"])
def test_a_page_costs_the_same_however_much_it_shows(company: Company, address: str) -> None:
    client = signed_in(company.ada)
    costs = []
    for count in (1, 3):
        forget()
        mention(company, count)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12


def test_a_person_chooses_how_they_are_told(company: Company) -> None:
    client = signed_in(company.ada)
    assert client.post("/account/notifications/", CHOICE).status_code == 302
    (row,) = Preference.objects.values()
    kept = {
        name: row[name]
        for name in ("given", "mentioned", "clock", "promise", "is_quiet", "comes_through", "has_digest")
    }
    assert kept == {
        "given": "digest", "mentioned": "at once", "clock": "nothing", "promise": "at once", "is_quiet": False,
        "comes_through": ["given", "mentioned"], "has_digest": True,
    }  # fmt: skip
    assert f"{row['digest_at']:%H:%M}" == "07:30"
    assert b'value="07:30"' in client.get("/account/notifications/").content


def test_a_choice_that_is_none_is_given_back_with_a_sentence(company: Company) -> None:
    response = signed_in(company.ada).post(
        "/account/notifications/", {**CHOICE, "digest_at": "soon", "clock": "by pigeon"}
    )
    assert response.status_code == 422
    assert "Something is not right below. Nothing was changed yet." in words(response.content.decode())
    assert b'value="soon"' in response.content
    assert not Preference.objects.exists()


def test_an_address_that_came_back_is_said_and_mended_on_the_persons_page(company: Company) -> None:
    client = signed_in(company.ada)
    Stopped.objects.create(
        user=company.ada, address="ada@havn.example", because="550 5.1.1 no such user", since=clock.now()
    )
    assert b"550 5.1.1 no such user" in client.get("/account/notifications/").content
    assert b"Nothing is mailed to you at present." in client.get("/notifications/").content
    assert client.post("/account/notifications/write-again/").status_code == 302
    assert b"550 5.1.1" not in client.get("/account/notifications/").content


def test_strangers_are_led_to_signing_in(company: Company) -> None:
    mention(company)
    for address in ("/notifications/", "/notifications/live/", "/account/notifications/"):
        assert Client().get(address).status_code == 302
    assert told(seen_at=None) == [("Ada", "mentioned")]
