"""Coming, and going."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.kit import clock
from regard.routing.operations import HoldsConversationsError, deactivate_user
from regard.staff import operations, queries
from regard.staff.models import SignInLink
from tools.testing.letters import arrive, letter


def test_a_sign_in_link_works_once_and_only_when_the_button_is_pressed(company: Company, client: Client) -> None:
    url = reverse("sign-in-link", args=[operations.make_sign_in_link(user=company.ada, at=clock.now())])
    assert b"Sign in" in client.get(url).content
    assert client.post(url).url == "/"
    assert client.get(reverse("today")).status_code == 200
    assert b"This" in client.get(reverse("usersessions_list")).content
    assert UserSession.objects.get().user == company.ada

    again = Client().post(url)
    assert again.status_code == 410
    assert b"no longer works" in again.content


@pytest.mark.parametrize("age", [timedelta(hours=25), timedelta(days=400)])
def test_an_old_link_signs_nobody_in(company: Company, client: Client, age: timedelta) -> None:
    token = operations.make_sign_in_link(user=company.ada, at=clock.now() - age)
    assert client.post(reverse("sign-in-link", args=[token])).status_code == 410
    assert SignInLink.objects.get().used_at is None


def test_a_token_acts_for_its_person_until_it_is_revoked(company: Company) -> None:
    token = operations.add_api_token(user=company.ada, name="import", at=MORNING)
    assert queries.user_of_token(token, at=MORNING) == company.ada
    assert queries.user_of_token(token + "x", at=MORNING) is None

    assert operations.revoke_api_token(start=token[:8], by=company.ada, at=MORNING) == 1
    assert queries.user_of_token(token, at=MORNING) is None


def test_somebody_with_open_conversations_cannot_simply_be_removed(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    with pytest.raises(HoldsConversationsError, match="Ada Agent still has 1 open conversations: #1001"):
        deactivate_user(user=company.ada, to=None, note="", by=company.olga, at=MORNING)
    company.ada.refresh_from_db()
    assert company.ada.is_active


def test_the_conversations_of_somebody_who_leaves_go_to_a_colleague_with_a_note(
    company: Company, client: Client
) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    client.force_login(company.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    token = operations.add_api_token(user=company.ada, name="import", at=MORNING)
    assert deactivate_user(user=company.ada, to=company.ben, note="Ada left.", by=company.olga, at=MORNING) == 1

    conversation = Conversation.objects.get()
    assert (conversation.assignee, conversation.messages.get(kind="note").text) == (company.ben, "Ada left.")
    assert queries.user_of_token(token, at=MORNING) is None
    assert client.get(reverse("today")).status_code == 302
