"""Several workers index the same records at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from conftest import MORNING, make_company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.search import operations
from regard.search.models import Entry
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from tools.testing.letters import arrive, letter

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_written_last_is_found_however_many_workers_index_it():
    company = make_company()
    for number in range(3):
        arrive(letter(subject=f"Pump {number}"), company.mailbox, at=MORNING)
    pump = Conversation.objects.get(subject="Pump 0")
    ids, failures = list(Conversation.objects.values_list("id", flat=True)), []

    def work(worker: int) -> None:
        try:
            for turn in range(6):
                at = MORNING + timedelta(seconds=turn)
                text = f"note{worker}x{turn} shared"
                conversations.add_note(conversation=pump, text=text, by=company.ada, at=at)
                operations.index(kind="conversation", ids=ids)
        except Exception as failure:  # noqa: BLE001  told by the test
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert Entry.objects.filter(kind="conversation").count() == 3
    among = {"conversation": Wanted(among=Conversation.objects.all(), limit=20)}
    missed = [
        text
        for text in (f"note{worker}x{turn}" for worker in range(3) for turn in range(6))
        if find(parse(f'"{text}"'), wanted=among).hits["conversation"].ids != (pump.id,)
    ]
    assert missed == []
