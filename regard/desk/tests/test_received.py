"""What customers of the sample company received: for trying it out, and only there."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.desk.tests.support import answered, delivered, page, says, signed_in, written
from regard.mail.models import Mailbox
from regard.mail.rules.compose import Enclosure


@pytest.fixture
def conversation(company: Company) -> Conversation:
    Mailbox.objects.update(is_sample=True)
    conversation = written(company, by=company.ada)
    plan = Enclosure(filename="plan.pdf", content_type="application/pdf", content=b"%PDF")
    answered(
        conversation, by=company.ada, at=MORNING + timedelta(minutes=30), text="Clean <the> filter.", files=(plan,)
    )
    delivered()
    return conversation


def shown(client: Client, **parameters: str) -> object:
    return client.get("/received/", parameters).context["page"]


def test_the_latest_letter_stands_open_beside_the_list(company: Company, conversation: Conversation) -> None:
    client = signed_in(company.ada)

    received = shown(client)

    assert [(one.email, one.count, one.is_current) for one in received.recipients] == [
        ("carla@mirela.example", 2, True)
    ]
    assert [(row.kind_text, row.subject, row.is_selected) for row in received.messages] == [
        ("answer", "Re: Pump stops", True),
        ("receipt", "Havn Pumps: we have your message (#1001)", False),
    ]
    opened = received.opened
    assert (opened.from_name, opened.from_email, opened.to_text, opened.conversation_url) == (
        "Ada Agent (Havn Pumps)", "help@havn.example", "carla@mirela.example", page(conversation),
    )  # fmt: skip
    assert [tag.label for tag in opened.tags] == ["plan.pdf"]
    assert "Clean &lt;the&gt; filter." in client.get("/received/").content.decode()


def test_a_letter_is_opened_by_its_address_and_closed_by_going_back(
    company: Company, conversation: Conversation
) -> None:
    client = signed_in(company.ada)
    receipt = shown(client).messages[1]

    response = client.get(receipt.url)

    received = response.context["page"]
    assert (received.opened.subject, received.is_chosen) == (receipt.subject, True)
    assert 'class="inbox has-thread"' in response.content.decode()
    back = client.get(received.opened.back_url)
    assert (back.context["page"].is_chosen, 'class="inbox"' in back.content.decode()) == (False, True)


def test_its_original_is_handed_over(company: Company, conversation: Conversation) -> None:
    client = signed_in(company.ada)

    response = client.get(shown(client).opened.source_url)

    assert b"Subject: Re: Pump stops" in response.content
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_an_address_with_a_plus_is_found_again(company: Company) -> None:
    Mailbox.objects.update(is_sample=True)
    written(company, sender="Carla <carla+pumps@mirela.example>")
    delivered()
    client = signed_in(company.ada)

    (recipient,) = shown(client).recipients

    assert [row.subject for row in client.get(recipient.url).context["page"].messages] == [
        "Havn Pumps: we have your message (#1001)"
    ]


def test_the_list_comes_again_only_when_something_happened(company: Company, conversation: Conversation) -> None:
    client = signed_in(company.ada)
    address = shown(client).live_url

    assert client.get(address).status_code == 204
    written(company)
    delivered()
    assert len(client.get(address).context["page"].messages) == 3


def test_a_real_company_has_no_such_page_in_its_navigation_and_nothing_on_it(company: Company) -> None:
    written(company)
    delivered()

    response = signed_in(company.ada).get("/received/")

    assert "Customers’ mail" not in says(response)
    assert (response.context["page"].messages, response.context["page"].opened) == ([], None)
    assert "Nothing has arrived yet." in says(response)
