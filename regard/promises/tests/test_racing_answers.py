"""Two people at once: exactly one answer goes; an undo and its delivery never both win."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from conftest import Company, make_company
from regard.conversations.models import Conversation, Draft, Message
from regard.conversations.operations import Answer, Came
from regard.conversations.operations.beginning import Beginning, begin
from regard.conversations.operations.drafts import Written, keep_draft
from regard.conversations.operations.reply import AnsweredSinceError
from regard.conversations.operations.sending import AlreadySentError
from regard.conversations.operations.taking_back import TooLateError
from regard.kit import clock
from regard.kit.ids import uuid7
from regard.mail.models import Outgoing
from regard.mail.operations import deliver
from regard.mail.transports import Answer as ServerAnswer
from regard.promises import operations as promises
from regard.promises.models import Clock
from tools.testing.letters import arrive, letter

pytestmark = pytest.mark.django_db(transaction=True)
CARLA = ("Carla Customer", "carla@mirela.example")


@pytest.fixture
def company() -> Company:
    return make_company()


def at_once(*works: Any) -> list[object]:
    """What each came to, run in threads that start together."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number: int, work: Any) -> None:
        try:
            barrier.wait(10)
            results[number] = work()
        except Exception as error:  # noqa: BLE001  compared by the test
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def asked(company: Company) -> Conversation:
    arrive(letter(), company.mailbox, at=clock.now() - timedelta(minutes=5))
    return Conversation.objects.latest("id")


@pytest.mark.parametrize("_round", range(4))
def test_of_two_colleagues_one_sends_and_the_other_is_told(company: Company, _round: int) -> None:
    conversation = asked(company)
    seen = conversation.messages.latest("id").id

    def send(by: Any) -> Any:
        written = Written(text=f"{by.name} answers.", seen=seen)
        keep_draft(conversation=conversation, written=written, by=by, at=clock.now())
        answer = Answer(text=written.text, to=(CARLA,), seen=seen)
        return promises.answer(conversation=conversation, answer=answer, mailbox=company.mailbox, by=by, at=clock.now())

    results = at_once(lambda: send(company.ada), lambda: send(company.ben))

    (sent,) = [result for result in results if isinstance(result, Message)]
    (told,) = [result for result in results if isinstance(result, AnsweredSinceError)]
    assert str(told).startswith(f"{sent.author_name} answered at ")
    assert Outgoing.objects.filter(kind="reply").count() == 1
    loser = company.ben if sent.author == company.ada else company.ada
    assert Draft.objects.get(sent_as=None).text == f"{loser.name} answers."


def test_a_second_click_sends_nothing_twice(company: Company) -> None:
    conversation = asked(company)
    seen = conversation.messages.latest("id").id
    answer = Answer(text="Once.", to=(CARLA,), seen=seen)

    def send() -> Any:
        return promises.answer(
            conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ada, at=clock.now()
        )

    results = at_once(send, send, send)

    assert sorted(type(result).__name__ for result in results) == ["AlreadySentError", "AlreadySentError", "Message"]
    assert all(one.message in results for one in results if isinstance(one, AlreadySentError))
    assert Outgoing.objects.filter(kind="reply").count() == 1


class Taking:
    """A server that takes everything."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, *, name: str, sender: str, recipients: Any, content: bytes) -> dict[str, ServerAnswer]:
        self.taken.append(name)
        return {address: ServerAnswer(code=250, text="taken") for address in recipients}


@pytest.mark.parametrize("_round", range(6))
def test_undo_and_delivery_never_both_win(company: Company, _round: int) -> None:
    conversation, server = asked(company), Taking()
    sent = promises.answer(
        conversation=conversation, answer=Answer(text="Wait.", to=(CARLA,), seen=conversation.messages.latest("id").id),
        mailbox=company.mailbox, by=company.ada, at=clock.now(), undo_for=timedelta(seconds=30),
    )  # fmt: skip

    delivered, undone = at_once(
        lambda: deliver(outgoing_id=sent.outgoing_id, transport=server),
        lambda: promises.take_back(message=sent, by=company.ada, at=clock.now()),
    )

    assert delivered is None, repr(delivered)
    letter_state = Outgoing.objects.get(id=sent.outgoing_id).state
    if isinstance(undone, TooLateError):
        assert (letter_state, len(server.taken), Message.objects.filter(id=sent.id).count()) == ("sent", 1, 1)
        assert Clock.objects.get().stopped_because == "answered"
    else:
        assert isinstance(undone, Draft), undone
        assert (letter_state, len(server.taken), Message.objects.filter(id=sent.id).count()) == ("cancelled", 0, 0)
        assert Clock.objects.get().stopped_at is None


@pytest.mark.parametrize("_round", range(3))
def test_two_clicks_on_a_new_message_at_the_same_moment_begin_one_conversation(
    company: Company, settings: Any, _round: int
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    beginning = Beginning(id=uuid7(), subject="Service", text="Is the 14th fine?", to=(CARLA,))
    came = Came(
        channel_kind="email", channel_id=company.channel.id, our_address="help@havn.example", team=company.team
    )  # fmt: skip

    def send() -> Message:
        return begin(beginning=beginning, came=came, mailbox=company.mailbox, by=company.ada, at=clock.now())

    results = at_once(send, send)

    (sent,) = [result for result in results if isinstance(result, Message)]
    (told,) = [result for result in results if isinstance(result, AlreadySentError)]
    assert (told.message, Outgoing.objects.count(), Conversation.objects.get().number) == (sent, 1, 1001)
