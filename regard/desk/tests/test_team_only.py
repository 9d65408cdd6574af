"""A mailbox for one team only: for everybody else its conversations do not exist, at any address, in any list or number."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from conftest import MORNING, Company
from regard.channels.operations import open_email_channel
from regard.conversations.models import BulkRun, Conversation, Draft, Merge, SavedView
from regard.conversations.operations import views
from regard.conversations.rules.filters import Filter
from regard.desk import urls
from regard.desk.tests.support import NOW, answered, delivered, given, outsider, signed_in, to, written
from regard.mail.models import Mailbox, Outgoing
from regard.promises.models import Promise, ProposedPromise
from regard.promises.operations import bulk, merging
from tools.testing.letters import arrive

SECRET = "Dismissal of the fitter"
LETTER = b"""From: Carla Customer <carla@mirela.example>\r
To: staff@havn.example\r
Subject: Dismissal of the fitter\r
Message-ID: <secret-1@mirela.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/html\r
\r
<p>Dismissal of the fitter</p>\r
--b\r
Content-Type: application/pdf\r
Content-Disposition: attachment; filename="dismissal.pdf"\r
\r
%PDF\r
--b--\r
"""


@pytest.fixture
def secret(company: Company) -> Conversation:
    """A conversation only Service may read, answered with a promise, with HTML and a file."""
    channel = open_email_channel(
        address="staff@havn.example", name="Havn", team=company.team, at=MORNING, is_team_only=True, is_sample=True
    )
    arrive(LETTER, channel.mailbox, at=MORNING)
    conversation = given(Conversation.objects.get(), company.ada)
    answered(conversation, by=company.ada, at=MORNING, text="I look into it.", promised_for=NOW.replace(hour=15))
    sent = conversation.messages.filter(kind="outbound").latest("id")
    sent.proposed_promises.create(
        holder=company.ada, text="I tell you on Thursday.", named="Thursday", due_on=NOW.date(), proposed_at=NOW
    )
    delivered()
    Mailbox.objects.update(is_sample=True)
    arrive(LETTER.replace(b"secret-1", b"secret-2"), channel.mailbox, at=MORNING)
    other = Conversation.objects.exclude(id=conversation.id).get()
    merging.merge(conversation=other, into=conversation, by=company.ada, at=MORNING)
    views.save_view(name=SECRET, wanted=Filter(language="en"), by=company.ada, at=MORNING)
    bulk.remind_all(chosen=[conversation], until=NOW, note="", by=company.ada, at=MORNING)
    return conversation


def every_address(conversation: Conversation) -> dict[str, str]:
    """Each address of the desk that takes an id, with the ids of this conversation."""
    ids = {
        "conversation_id": conversation.id,
        "message_id": conversation.messages.filter(kind="inbound").earliest("id").id,
        "attachment_id": conversation.messages.filter(kind="inbound").earliest("id").attachments.get().id,
        "letter_id": Outgoing.objects.get(kind="reply").id,
        "promise_id": Promise.objects.get().id,
        "proposal_id": ProposedPromise.objects.get().id,
        "draft_id": Draft.objects.get().id,
        "merge_id": Merge.objects.get().id,
        "view_id": SavedView.objects.get().id,
        "run_id": BulkRun.objects.get().id,
    }
    patterns = [
        pattern
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern)
        and pattern.pattern.converters
        # Companies and opportunities are everybody's; of people and of evidence there are tests beside their pages.
        and not str(pattern.pattern).startswith(("customers/", "sales/"))
    ]
    assert {name for pattern in patterns for name in pattern.pattern.converters} <= set(ids)
    return {
        str(pattern.name): reverse(str(pattern.name), args=[ids[name] for name in pattern.pattern.converters])
        for pattern in patterns
    }


TAKES_A_FORM = {
    "answer", "note", "take", "hand-over", "close", "reopen", "needs-answer", "kept", "draft", "discard", "plan", "unplan",
    "draft-adopt", "answer-undo", "remind", "reminder-done", "tag", "merge", "split", "merge-take-apart", "view-change",
    "view-delete", "bulk-undo",
}  # fmt: skip


def ask(client: Client, name: str, address: str) -> HttpResponse:
    return (
        client.post(address)
        if name.rpartition("conversation-")[2] in TAKES_A_FORM
        or name in {"promise-kept", "proposal-yes", "proposal-no"}
        else client.get(address)
    )


def test_every_address_with_an_id_answers_that_there_is_nothing(company: Company, secret: Conversation) -> None:
    otto, ada = signed_in(outsider(company)), signed_in(company.ada)
    addresses = every_address(secret)
    assert len(addresses) >= 14

    assert {name: ask(otto, name, address).status_code for name, address in addresses.items()} == dict.fromkeys(
        addresses, 404
    )
    assert {name for name, address in addresses.items() if ask(ada, name, address).status_code == 404} == set()


def test_the_owner_of_the_company_may_not_read_it_either(company: Company, secret: Conversation) -> None:
    assert signed_in(company.olga).get(reverse("conversation", args=[secret.id])).status_code == 404
    assert signed_in(company.ben).get(reverse("conversation", args=[secret.id])).status_code == 200


def test_it_stands_in_no_list_and_in_no_number(company: Company, secret: Conversation) -> None:
    other = written(company, subject="Pump stops", sender="Carla Customer <carla@mirela.example>")
    otto, ada = signed_in(outsider(company)), signed_in(company.ada)
    lists = ["/today/", "/received/", "/letters/", f"/inbox/{other.id}/", "/received/?to=carla@mirela.example"]
    lists += [
        f"/inbox/?view={view}" for view in ("mine", "not-taken", "team", "them", "automatic", "closed", "no-receipt")
    ]

    assert [address for address in lists if SECRET in otto.get(address).content.decode()] == []
    assert SECRET in ada.get("/inbox/?view=team").content.decode()
    assert SECRET in ada.get(f"/inbox/{other.id}/").content.decode()

    numbers = {tab.label: tab.count for tab in otto.get("/inbox/").context["page"].tabs}
    assert numbers == {"Mine": 0, "Not taken": 0, "Team": 1, "Waiting for them": 0, "Automatic": 0, "Closed": None}
    today = otto.get("/today/").context["page"]
    assert (today.consequence, [row.subject for row in today.waiting]) == (
        "One customer is waiting for the team.",
        ["Pump stops"],
    )


def test_a_letter_that_resembles_it_does_not_tell_its_subject(company: Company, secret: Conversation) -> None:
    other = written(company, subject="Re: something", sender="Mallory <mallory@else.example>")
    Conversation.objects.filter(id=other.id).update(resembles=secret, is_unverified=True)
    address = reverse("conversation", args=[other.id])

    assert SECRET not in signed_in(outsider(company)).get(address).content.decode()
    assert SECRET in signed_in(company.ada).get(address).content.decode()


def test_it_can_be_handed_only_to_the_team(company: Company, secret: Conversation) -> None:
    outsider(company)
    ada = signed_in(company.ada)

    response = ada.post(to("hand-over", secret), {"to": str(company.olga.id), "note": "Please."})

    assert (response.status_code, response.context["page"].thread.handover.error) == (422, "Choose a colleague.")
