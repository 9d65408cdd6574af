"""A page costs the same number of statements however much it shows, and at most twelve."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.desk.tests.support import NOW, answered, delivered, given, outsider, signed_in, written_with_files
from regard.mail.models import Mailbox
from tools.testing.letters import arrive, letter

MOST = 12
#: What may cost more, and for what.
EXTRA = {"conversation, hand over": 1}  # the colleagues to choose from
FILE = ("protocol.pdf", "application/pdf", b"%PDF-1.4 made up")


def addresses(conversation: Conversation) -> dict[str, str]:
    live = f"{reverse('conversation-live', args=[conversation.id])}?seen={conversation.messages.order_by('id')[0].id}"
    return {
        "today": "/today/",
        "today, live": "/today/live/",
        "inbox, mine": "/inbox/",
        "inbox, team": "/inbox/?view=team",
        "inbox, no receipt": "/inbox/?view=no-receipt",
        "inbox, live": "/inbox/live/?view=team",
        "conversation": reverse("conversation", args=[conversation.id]),
        "conversation, hand over": f"{reverse('conversation', args=[conversation.id])}?dialog=hand-over",
        "conversation, live": live,
        "received": "/received/",
        "received, live": "/received/live/",
        "letters": "/letters/",
    }


def long_conversation(company: Company) -> Conversation:
    """Asked with a file, held with a promise, asked again by somebody else, talked about among colleagues."""
    conversation = written_with_files(company, html="<p>See <b>photos</b></p>", files=[FILE], by=company.ada)
    held = answered(
        conversation, by=company.ada, at=MORNING + timedelta(minutes=10), promised_for=NOW + timedelta(hours=3)
    )
    sender = "Marco Bruni <marco@mirela.example>"
    arrive(
        letter(sender=sender, subject="Re: Photos", text="Any news?", answers=held.message_id),
        company.mailbox,
        at=MORNING + timedelta(minutes=20),
        envelope_from="marco@mirela.example",
    )
    conversations.add_note(
        conversation=conversation, text="Ask the fitter.", by=company.ben, at=MORNING + timedelta(minutes=30)
    )
    conversation.messages.filter(kind="inbound").update(no_acknowledgement_because="no address")
    return given(conversation, company.ada)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


@pytest.fixture
def _sample(company: Company) -> None:
    Mailbox.objects.update(is_sample=True)


@pytest.mark.usefixtures("_sample")
def test_pages_cost_the_same_with_one_and_with_twelve_conversations(company: Company) -> None:
    client = signed_in(company.ada)
    shown = long_conversation(company)
    delivered()
    assert shown.messages.count() == 4
    client.get(addresses(shown)["conversation, live"])  # that she is here is written once in eight seconds
    with_one = {name: statements(client, address) for name, address in addresses(shown).items()}

    for _ in range(11):
        long_conversation(company)
    delivered()
    with_twelve = {name: statements(client, address) for name, address in addresses(shown).items()}

    assert with_twelve == with_one
    assert {name: number for name, number in with_one.items() if number > MOST + EXTRA.get(name, 0)} == {}


def test_nothing_new_costs_the_reader_and_the_latest_event(company: Company) -> None:
    client = signed_in(company.ada)
    long_conversation(company)
    mark = client.get("/today/").context["page"].live_url.partition("mark=")[2]

    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/today/live/?mark={mark}")

    assert (response.status_code, response.content, len(captured)) == (204, b"", 3)


def test_today_of_somebody_for_whom_nobody_waits_stays_within_the_limit(company: Company) -> None:
    for _ in range(7):
        long_conversation(company)

    assert statements(signed_in(outsider(company)), "/today/") <= MOST
