"""An archive of letters as history: people, conversations and answer times, and nobody is written to."""

from datetime import UTC, datetime

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.customers.models import Contact
from regard.imports import operations
from regard.imports.models import ImportRun
from regard.imports.tests.conftest import Import
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.mail.models import Folder, Inbound, Outgoing
from regard.promises.models import Clock

MBOX = b"""From carla@mirela.example Mon Jan 12 09:00:00 2026
From: Carla Customer <carla@mirela.example>
To: help@havn.example
Subject: The P-220 stops
Date: Mon, 12 Jan 2026 09:00:00 +0100
Message-ID: <one@mirela.example>

Good morning,

>From today on it stops after ten minutes.

From help@havn.example Mon Jan 12 11:30:00 2026
From: Ada Agent <help@havn.example>
To: Carla Customer <carla@mirela.example>
Subject: Re: The P-220 stops
Date: Mon, 12 Jan 2026 11:30:00 +0100
Message-ID: <two@havn.example>
In-Reply-To: <one@mirela.example>

Dear Carla, please clean the filter.

"""


@pytest.mark.django_db(transaction=True)
def test_an_archive_becomes_history_and_nobody_is_written_to(company: Company, bring: Import) -> None:
    run = bring(MBOX, name="old.mbox", until="check")
    assert run.preview == {"letters_received": 1, "letters_sent": 1}

    operations.begin(run=run, by=company.olga, at=clock.now(), in_line=False)
    operations.work(run_id=run.id, now=clock.now)
    for _round in range(10):
        run_due(worker="test", limit=20)

    run.refresh_from_db()
    assert (run.state, run.counts) == (ImportRun.State.FINISHED, {"letters_taken": 2})
    letters = Inbound.objects.order_by("arrived_at").values_list("role", "is_history", "arrived_at")
    assert list(letters) == [
        (Folder.Role.INBOX, True, datetime(2026, 1, 12, 8, 0, tzinfo=UTC)),
        (Folder.Role.SENT, True, datetime(2026, 1, 12, 10, 30, tzinfo=UTC)),
    ]
    conversation = Conversation.objects.get()
    assert conversation.state == Conversation.State.CLOSED
    question = Message.objects.get(conversation=conversation, kind=Message.Kind.INBOUND)
    assert question.answered_at == datetime(2026, 1, 12, 10, 30, tzinfo=UTC)
    assert "From today on" in question.text
    assert Contact.objects.get().name == "Carla Customer"
    assert [table.objects.count() for table in (Acknowledgement, Clock, Outgoing)] == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_the_same_archive_again_brings_nothing(company: Company, bring: Import) -> None:
    bring(MBOX, name="old.mbox")

    again = bring(MBOX, name="old.mbox")

    assert again.counts == {"letters_known": 2}
    assert Inbound.objects.count() == 2


def test_letters_cannot_be_taken_back(company: Company, bring: Import) -> None:
    run = bring(MBOX, name="old.mbox")

    with pytest.raises(operations.ImportRefusedError):
        operations.undo(run=run, by=company.olga, at=MORNING)
