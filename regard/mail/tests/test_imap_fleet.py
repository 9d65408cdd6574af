"""Mailboxes watched by threads, as in the running program."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from unittest.mock import ANY

import pytest
from django.db import connections

from regard.events.models import Event
from regard.kit import clock
from regard.mail.imap import operations as imap
from regard.mail.imap.fleet import Fleet
from regard.mail.imap.opening import open_mailbox
from regard.mail.imap.operations import LeaseLostError
from regard.mail.imap.rules import Pace
from regard.mail.imap.visiting import Visiting
from regard.mail.models import Folder, Inbound, Mailbox, ServerUid
from regard.mail.tests import dovecot, fake_imap
from regard.mail.tests.dovecot import Dovecot
from regard.mail.tests.fake_imap import Box, FakeImap
from regard.mail.tests.imap_support import LONG_AGO, PATIENT, QUICK, access, connected, stored
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake() -> Iterator[FakeImap]:
    with fake_imap.running() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    if not dovecot.is_installed():
        pytest.skip("needs Debian's dovecot-imapd and openssl")
    with dovecot.running() as running:
        yield running


@contextlib.contextmanager
def watching(pace: Pace = QUICK) -> Iterator[Fleet]:
    """A fleet in a thread; that it ends within two seconds is part of every test."""
    fleet = Fleet(pace)
    thread = threading.Thread(target=fleet.run)
    thread.start()
    try:
        yield fleet
    finally:
        began = time.monotonic()
        fleet.stop()
        thread.join(10)
        assert time.monotonic() - began < 2


def eventually(condition: Callable[[], object], *, seconds: float = 8) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


def trouble() -> str:
    return Mailbox.objects.get().trouble


def test_new_mailbox_is_watched_without_a_restart_and_told_of_letters_at_once(server: Dovecot) -> None:
    pace = replace(PATIENT, idle=60, poll=60)
    with watching(pace):
        connected(server.port, user="idler")
        eventually(
            lambda: Mailbox.objects.get().lease_until and Folder.objects.exclude(reconciled_at=None).count() == 2
        )
        time.sleep(0.2)
        letters = [letter(), letter()]
        began = time.monotonic()
        server.deliver("idler", letters[0])
        eventually(lambda: stored() == letters[:1])
        server.deliver("idler", letters[1])
        eventually(lambda: stored() == letters)
        assert time.monotonic() - began < 8
    assert Mailbox.objects.get().lease_until is None


def test_two_programs_watch_one_mailbox_and_every_letter_comes_once(fake: FakeImap) -> None:
    connected(fake.port)
    letters = [letter() for _ in range(12)]
    with watching(), watching():
        eventually(lambda: fake.sessions >= 2)
        for raw in letters:
            fake.inbox.add(raw)
            time.sleep(0.01)
        eventually(lambda: len(stored()) == 12)
    assert stored() == letters
    assert fake.commands["uid_fetch"] == 24  # size and bytes, each once
    assert Mailbox.objects.get().lease_fence >= 2


def test_program_that_was_thought_dead_and_its_successor_have_no_double_effects(fake: FakeImap) -> None:
    mailbox = connected(fake.port)
    letters = [letter() for _ in range(8)]
    fake.inbox.add(*letters)
    ended: list[str] = []

    def look(name: str, seconds: float) -> None:
        hold = imap.take_hold(mailbox_id=mailbox.id, holder=name, seconds=seconds, at=clock.now())
        assert hold
        both_hold.wait(5)
        try:
            with open_mailbox(mailbox, QUICK) as connection:
                Visiting(connection, mailbox, hold, QUICK).visit()
            ended.append(f"{name} done")
        except LeaseLostError:
            ended.append(f"{name} stopped")
        finally:
            connections.close_all()

    both_hold = threading.Barrier(2)
    mailbox.refresh_from_db()
    dead = threading.Thread(target=look, args=("dead", -1))
    dead.start()
    eventually(lambda: Mailbox.objects.get().lease_holder == "dead")
    successor = threading.Thread(target=look, args=("successor", 60))
    successor.start()
    dead.join()
    successor.join()
    assert sorted(ended) == ["dead stopped", "successor done"]
    assert sorted(stored()) == sorted(letters)
    assert Folder.objects.get(name="INBOX").cursor == 8
    assert Event.objects.filter(kind="letter.accepted").count() == 8
    assert ServerUid.objects.count() == 8


def test_refused_password_is_shown_and_mail_comes_once_it_is_right(server: Dovecot) -> None:
    mailbox = connected(server.port, user="forgetful", password="wrong")
    server.deliver("forgetful", letter())
    with watching(PATIENT):
        eventually(lambda: "does not accept the user name and password" in trouble())
        assert "wrong" not in trouble()
        imap.connect(mailbox=mailbox, access=access(server.port, user="forgetful"), at=clock.now())
        eventually(lambda: len(stored()) == 1 and not trouble())
    kinds = ["mailbox.troubled", "mailbox.recovered"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True)) == kinds


def test_unreachable_server_is_shown_and_tried_until_it_is_back() -> None:
    with fake_imap.running() as gone:
        connected(gone.port)
    with watching():
        eventually(lambda: "cannot be reached" in trouble())
        with fake_imap.running() as back:
            back.inbox.add(letter())
            Mailbox.objects.update(watching_since=LONG_AGO, imap_port=back.port)
            eventually(lambda: len(stored()) == 1 and not trouble())


def test_server_without_idle_is_asked_again_and_again(fake: FakeImap) -> None:
    fake.capabilities = "IMAP4rev1 AUTH=PLAIN"
    connected(fake.port)
    with watching():
        eventually(lambda: fake.commands["examine"] >= 4)
        fake.inbox.add(letter())
        eventually(lambda: len(stored()) == 1)
    assert fake.commands["idle"] == 0
    assert fake.sessions == 2  # one to connect the mailbox


def test_sent_folder_is_looked_at_while_inbox_is_quiet(fake: FakeImap) -> None:
    fake.boxes["Sent"] = Box()
    connected(fake.port)
    with watching():
        eventually(lambda: fake.commands["idle"] >= 1)
        fake.boxes["Sent"].add(letter(sender="help@havn.example"))
        eventually(lambda: len(stored("sent")) == 1)


def test_server_that_hangs_up_now_and_then_troubles_nobody(fake: FakeImap) -> None:
    connected(fake.port)
    letters = [letter() for _ in range(3)]
    fake.inbox.add(letters[0])
    with watching():
        eventually(lambda: len(stored()) == 1)
        fake.hang_up()
        fake.inbox.add(letters[1])
        eventually(lambda: len(stored()) == 2)
    assert Event.objects.filter(kind="mailbox.troubled").count() == 0


def test_letter_that_only_trickles_is_cut_off_and_does_not_hold_the_others(fake: FakeImap, monkeypatch) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.patience", lambda _size, *, tries: 0.4)
    letters = [letter(text="slow " * 400), letter(), letter()]
    fake.inbox.add(*letters)
    fake.faults[1] = ("trickle", None)
    Mailbox.objects.filter(id=connected(fake.port).id).update(watching_since=LONG_AGO)
    Folder.objects.all().delete()
    with watching():
        eventually(lambda: stored() == letters[1:])
        eventually(lambda: "One letter could not be fetched (UID 1 in INBOX" in trouble())


def test_mailbox_that_is_switched_off_is_left_alone(fake: FakeImap) -> None:
    connected(fake.port)
    with watching():
        eventually(lambda: fake.commands["idle"] >= 1)
        Mailbox.objects.update(is_active=False)
        eventually(lambda: Mailbox.objects.get().lease_until is None)
        fake.inbox.add(letter())
        time.sleep(0.3)
    assert stored() == []


def test_every_letter_has_its_event_and_its_place_in_line(fake: FakeImap) -> None:
    connected(fake.port)
    fake.inbox.add(letter(), letter())
    with watching():
        eventually(lambda: len(stored()) == 2)
    events = Event.objects.filter(kind="letter.accepted").order_by("id")
    assert list(events.values_list("subject_id", "data")) == [
        (inbound.id, {"mailbox": "help@havn.example"}) for inbound in Inbound.objects.order_by("id")
    ]
    assert list(Inbound.objects.values_list("accepted_at", flat=True)) == [ANY, ANY]
