"""Whether mail really comes and goes."""

from datetime import timedelta

from conftest import MORNING, Company
from regard.channels.models import Channel
from regard.desk.tests.support import NOW, answered, page, says, signed_in, written
from regard.mail.models import Inbound, Mailbox, Outgoing


def test_a_mailbox_tells_its_trouble_and_the_navigation_counts_it(company: Company) -> None:
    client = signed_in(company.ada)
    assert "No trouble known" in says(client.get("/letters/"))
    Mailbox.objects.update(trouble="The server does not answer.", trouble_since=MORNING)
    written(company)

    response = client.get("/letters/")

    assert "The server does not answer. Since 9:30." in says(response)
    (place,) = [place for place in response.context["navigation"] if place.key == "m"]
    assert (place.count, place.hot, place.is_current) == (1, True, True)


def test_a_channel_that_lost_a_test_letter_says_so(company: Company) -> None:
    Channel.objects.update(deaf_since=MORNING)
    shown = says(signed_in(company.ada).get("/letters/"))
    assert "A test letter went out and has not come back. Mail to this address may not arrive. Since 9:30." in shown


def test_letters_set_aside_and_letters_lost_lead_to_their_conversations(company: Company) -> None:
    unread = written(company, subject="Unreadable")
    Inbound.objects.update(state=Inbound.State.QUARANTINED, reason="too many parts")
    lost = written(company, subject="Lost")
    answered(lost, by=company.ada, at=MORNING + timedelta(minutes=10))
    Outgoing.objects.filter(kind="reply").update(state="failed", last_error="550 no such user", created_at=NOW)

    shown = signed_in(company.ada).get("/letters/").context["page"]

    assert [(row.detail, row.reason, row.url) for row in shown.set_aside] == [
        ("Unreadable", "too many parts", page(unread))
    ]
    assert [(row.title, row.detail, row.reason, row.url) for row in shown.not_delivered] == [
        ("carla@mirela.example", "Re: Lost", "550 no such user", page(lost)),
    ]
