"""Reading the past of a mailbox: the latest first, in turns behind what is new, with its progress told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from regard.kit import clock
from regard.mail.imap import operations as imap
from regard.mail.imap import queries
from regard.mail.imap.opening import open_mailbox
from regard.mail.imap.queries import HistoryProgress
from regard.mail.imap.visiting import Visiting
from regard.mail.models import Folder, Inbound, Mailbox
from regard.mail.tests import fake_imap
from regard.mail.tests.fake_imap import Box, FakeImap
from regard.mail.tests.imap_support import LONG_AGO, QUICK, connected, stored, visit
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with fake_imap.running() as fake:
        yield fake


def past(server: FakeImap, number: int, *, folder: str = "INBOX") -> list[bytes]:
    """So many letters, one a day, the latest of yesterday."""
    letters = [letter() for _ in range(number)]
    for days, raw in zip(range(number, 0, -1), letters, strict=True):
        server.boxes[folder].add(raw, at=clock.now() - days * DAY)
    return letters


def progress() -> HistoryProgress | None:
    return queries.history_progress(Mailbox.objects.get())


def test_new_letters_do_not_wait_behind_old_ones(server: FakeImap, monkeypatch) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.OLDER_TURN", 3)
    letters, new = past(server, 8), letter()
    mailbox = connected(server.port, history_since=LONG_AGO)
    assert progress() == HistoryProgress(read=0, total=0, is_done=False)
    mailbox.refresh_from_db()
    hold = imap.take_hold(mailbox_id=mailbox.id, holder="a test", seconds=60, at=clock.now())
    assert hold
    with open_mailbox(mailbox, QUICK) as connection:
        visiting = Visiting(connection, mailbox, hold, QUICK)
        assert visiting.visit()
        assert progress() == HistoryProgress(read=3, total=8, is_done=False)
        server.inbox.add(new)
        while visiting.visit():
            pass
    assert stored() == [*letters[:-4:-1], new, *letters[4::-1]]
    assert progress() == HistoryProgress(read=8, total=8, is_done=False), "nobody can see them yet"
    Inbound.objects.update(state=Inbound.State.PROCESSED)
    assert progress() == HistoryProgress(read=8, total=8, is_done=True)
    assert list(Inbound.objects.filter(is_history=False).values_list("role", flat=True)) == ["inbox"]


def test_only_the_days_that_were_asked_for_are_read(server: FakeImap) -> None:
    server.boxes["Sent"] = Box()
    letters, sent = past(server, 30), past(server, 30, folder="Sent")
    visit(connected(server.port, history_since=clock.now() - 10 * DAY))

    assert stored() == letters[:-12:-1]  # IMAP searches by whole days: one more is taken
    assert stored("sent") == sent[:-12:-1]


def test_reading_goes_on_where_it_stopped(server: FakeImap, monkeypatch) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.OLDER_SECONDS", -1.0)
    letters = past(server, 5)
    mailbox = connected(server.port, history_since=LONG_AGO)
    for _ in range(3):
        mailbox.refresh_from_db()
        hold = imap.take_hold(mailbox_id=mailbox.id, holder="a test", seconds=60, at=clock.now())
        assert hold
        with open_mailbox(mailbox, QUICK) as connection:
            Visiting(connection, mailbox, hold, QUICK).visit()
        imap.let_go(hold=hold)
    assert stored() == letters[:-4:-1]
    visit(mailbox)
    assert stored() == letters[::-1]
    assert server.commands["uid_fetch"] == 10  # each letter once: its size, its bytes


def test_old_letter_that_cannot_be_fetched_is_told_and_keeps_no_other_back(server: FakeImap) -> None:
    letters = past(server, 3)
    server.faults[2] = ("refuse", None)
    mailbox = connected(server.port, history_since=LONG_AGO)
    visit(mailbox)
    mailbox.refresh_from_db()

    assert stored() == [letters[2], letters[0]]
    assert "UID 2 in INBOX" in mailbox.trouble
    server.faults.clear()
    Folder.objects.update(reconciled_at=None)
    visit(mailbox)
    mailbox.refresh_from_db()
    assert (len(stored()), mailbox.trouble) == (3, "")


def test_numbers_far_apart_are_found(server: FakeImap) -> None:
    letters = past(server, 2)
    box = server.inbox
    box.letters, box.dates = {7: letters[0], 4_000_000: letters[1]}, {7: box.dates[1], 4_000_000: box.dates[2]}
    box.uidnext = 4_000_001
    visit(connected(server.port, history_since=LONG_AGO))

    assert stored() == letters[::-1]
    assert server.commands["uid_search"] < 25


def test_history_can_be_asked_for_later(server: FakeImap) -> None:
    letters = past(server, 2)
    visit(connected(server.port))
    assert stored() == []
    visit(connected(server.port, history_since=LONG_AGO))
    assert stored() == letters[::-1]
