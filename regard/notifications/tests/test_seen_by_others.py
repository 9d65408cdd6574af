"""What did not reach its reader stands where people look: dead addresses, answers that were set aside."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import Company
from regard.kit import clock
from regard.notifications.operations.returned import stop
from regard.notifications.queries import answers_set_aside
from regard.notifications.tests.support import NOW, SERVER, answer_to, follow, mails, written


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_an_answer_that_was_set_aside_stands_on_the_page_of_mail_for_who_may_read_it(
    company: Company, who: str
) -> None:
    company.ada.week = [[["00:00", "24:00"]]] * 7  # this test runs at any hour
    company.ada.save()
    now = clock.now()
    written(company, at=now - timedelta(minutes=30))
    follow(now - timedelta(minutes=29))
    (mail,) = mails(company.ada)
    answer_to(mail, company, verdict=f"{SERVER}; dmarc=fail", at=now, text="Pay to this account.")
    client = Client()
    client.force_login(getattr(company, who))
    page = client.get("/letters/").content.decode()
    assert "Answers by mail that were not sent" in page
    assert "Pay to this account." in page
    assert "our mail server says that it did not come from you" in page


def test_it_does_not_stand_there_for_others_where_only_a_team_reads(company: Company) -> None:
    company.channel.is_team_only = True
    company.channel.save()
    written(company)
    follow(NOW)
    answer_to(mails(company.ada)[0], company, verdict=f"{SERVER}; dmarc=fail")
    shown = {
        person.first_name: answers_set_aside(person, since=NOW).count()
        for person in (company.ada, company.ben, company.olga)
    }
    assert shown == {"Ada": 1, "Ben": 1, "Olga": 0}


def test_an_address_that_came_back_is_a_line_among_the_people(company: Company) -> None:
    stop(address="ada@havn.example", because="550 5.1.1 no such user", at=clock.now())
    client = Client()
    client.force_login(company.olga)
    page = client.get("/settings/people/").content.decode()
    assert "Mail to them comes back" in page
    assert "550 5.1.1 no such user" in page
