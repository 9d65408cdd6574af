"""A page costs the same number of statements however much it shows, and at most twelve."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation, Tag
from regard.conversations.operations import tags, views
from regard.conversations.rules.filters import Filter
from regard.desk.tests.support import NOW, answered, delivered, given, outsider, signed_in, written_with_files
from regard.mail.models import Mailbox
from tools.testing.letters import arrive, letter

MOST = 12
#: What may cost more, and for what.
EXTRA = {
    "conversation, hand over": 2,  # the colleagues to choose from, and how much each has
    "conversation, tags": 3,  # those there are, and those it has
    "conversation, merge": 2,  # others of the customer, and what was merged before
    "conversation, split": 1,  # what was said, to choose from
    "conversation, asked for by id": 1,  # what the ids are called
}
FILE = ("protocol.pdf", "application/pdf", b"%PDF-1.4 made up")


def addresses(conversation: Conversation) -> dict[str, str]:
    page, tag = reverse("conversation", args=[conversation.id]), Tag.objects.get().id
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
        "conversation, asked for by id": f"{page}?view=waiting=us;tag={tag.hex}",
        **{
            f"conversation, {name}": f"{page}?dialog={dialog}"
            for name, dialog in [("tags", "tag"), ("remind", "remind"), ("merge", "merge"), ("split", "split")]
        },
        "inbox, asked for by id": f"/inbox/?view=waiting=us;tag={tag.hex}",
        "inbox, filter": "/inbox/?view=team&dialog=filter",
        "inbox, save": "/inbox/?view=language=en&dialog=view",
        "new message": "/inbox/new/?to=anna@one.example",
        "new message, people": "/inbox/new/people/?to=carla",
        "palette": f"/palette/?on={conversation.id}",
        "palette, found": f"/palette/?q=pump&on={conversation.id}",
        "keys": "/account/keys/",
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
    tags.set_tags(conversation=conversation, tags=Tag.objects.all(), by=company.ada, at=MORNING)
    return given(conversation, company.ada)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT")) for query in captured)


@pytest.fixture
def _sample(company: Company) -> None:
    Mailbox.objects.update(is_sample=True)
    tag = tags.add_tag(name="P-220", by=company.ada, at=MORNING)
    wanted = Filter(waiting="us", tag=(tag.id.hex,))
    views.save_view(name="P-220", wanted=wanted, by=company.ada, at=MORNING)
    views.save_view(name="English", wanted=Filter(language="en"), by=company.ada, team=company.team, at=MORNING)


@pytest.mark.usefixtures("_sample")
def test_pages_cost_the_same_with_one_and_with_twelve_conversations(company: Company) -> None:
    client = signed_in(company.ada)
    shown = long_conversation(company)
    delivered()
    assert shown.messages.count() == 4
    client.get("/today/")  # policies are read once a process
    first = statements(client, addresses(shown)["conversation, live"])  # notes that she is here; below it is known
    with_one = {name: statements(client, address) for name, address in addresses(shown).items()}

    for _ in range(11):
        long_conversation(company)
    delivered()
    with_twelve = {name: statements(client, address) for name, address in addresses(shown).items()}

    assert with_twelve == with_one
    assert first <= MOST
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
    client = signed_in(outsider(company))
    client.get("/today/")  # policies that clocks were started by are read once a process

    assert statements(client, "/today/") <= MOST
