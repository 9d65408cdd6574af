"""What happens with a customer outside any conversation is told too: a call in a note, an account handed over, news of one that is followed."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.customers import operations as customers
from regard.customers.models import Account
from regard.customers.operations.involving import hand_over_account, involve
from regard.customers.operations.notes import add_customer_note
from regard.notifications.models import Notification, Preference
from regard.notifications.operations import send_digests
from regard.notifications.tests.support import NOW, follow, forget, mails, text_of, told, words, written


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(name="Mirela", domain="mirela.example", owner=company.ben, at=MORNING)


def test_who_gets_an_account_is_told_with_the_note_and_where_it_is(company: Company, mirela: Account) -> None:
    hand_over_account(account=mirela, to=company.ada, note="They want a quote.", by=company.ben, at=NOW)
    follow(NOW)
    assert told() == [("Ada", "given")]
    (mail,) = mails(company.ada)
    assert mail["Subject"] == "Mirela: Ben Lead gave it to you"
    assert "They want a quote." in words(text_of(mail))
    assert f"/customers/companies/{mirela.id}/" in text_of(mail)


def test_who_is_called_in_a_note_about_a_customer_finds_it_on_the_page_and_in_the_summary(
    company: Company, mirela: Account, client: Client
) -> None:
    add_customer_note(about=mirela, text="Ask @Ada Agent about the pump.", by=company.ben, at=NOW)
    follow(NOW)
    assert told() == [("Ada", "mentioned")]
    client.force_login(company.ada)
    (row,) = client.get("/notifications/").context["page"].rows
    assert (row.about, row.detail, row.url) == (
        "Mirela", "Ask @Ada Agent about the pump.", f"/customers/companies/{mirela.id}/",
    )  # fmt: skip
    Notification.objects.update(seen_at=None)
    Preference.objects.create(user=company.ada, digest_at="08:00")
    send_digests(at=NOW + timedelta(days=1))
    (mail,) = mails(company.ada)
    assert "Ben Lead mentioned you in a note." in words(text_of(mail))


def test_followers_are_told_of_what_is_new_never_by_mail_and_never_of_what_they_did(
    company: Company, mirela: Account
) -> None:
    for user in (company.olga, company.ben):
        involve(account=mirela, user=user, kind="follower", by=user, at=MORNING)
    written(company, at=NOW)
    add_customer_note(about=mirela, text="Rang them.", by=company.ben, at=NOW)
    follow(NOW)
    assert sorted(told()) == [("Ben", "given"), ("Olga", "followed"), ("Olga", "followed")]
    assert mails(company.olga) == []
    follow(NOW)
    assert Notification.objects.filter(reason="followed").count() == 2


def test_a_follower_is_told_nothing_of_what_another_team_keeps_to_itself(company: Company, mirela: Account) -> None:
    involve(account=mirela, user=company.olga, kind="follower", by=company.olga, at=MORNING)
    conversation = written(company, at=NOW)
    Conversation.objects.filter(id=conversation.id).update(is_team_only=True)
    follow(NOW)
    assert told() == [("Ben", "given")]


def test_the_same_thing_is_told_once(company: Company, mirela: Account) -> None:
    hand_over_account(account=mirela, to=company.ada, note="They want a quote.", by=company.ben, at=NOW)
    follow(NOW)
    forget()
    hand_over_account(account=mirela, to=company.ben, note="Back to you.", by=company.ada, at=NOW + timedelta(hours=1))
    follow(NOW + timedelta(hours=1))
    assert told() == [("Ben", "given")]
