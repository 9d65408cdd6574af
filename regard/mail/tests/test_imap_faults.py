"""Mail in by IMAP from a server that misbehaves: nothing is lost, nothing keeps the rest from coming."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from regard.kit import clock
from regard.mail import store
from regard.mail.imap import operations as imap
from regard.mail.imap.errors import BrokenError
from regard.mail.imap.operations import LeaseLostError
from regard.mail.models import Folder, Inbound, Mailbox, ServerUid
from regard.mail.store import StoreError
from regard.mail.tests import fake_imap, imap_support
from regard.mail.tests.fake_imap import Box, FakeImap
from regard.mail.tests.imap_support import LONG_AGO, QUICK, connected, stored
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with fake_imap.running() as fake:
        yield fake


@pytest.fixture
def mailbox(server: FakeImap) -> Mailbox:
    return connected(server.port)


def visit(mailbox: Mailbox) -> None:
    imap_support.visit(mailbox, QUICK)


def visit_until_quiet(mailbox: Mailbox) -> int:
    """Visit as a poller does, again after each break; how often it broke."""
    for breaks in range(10):
        try:
            visit(mailbox)
        except BrokenError:
            continue
        return breaks
    raise AssertionError("it never became quiet")


def trouble_of(mailbox: Mailbox) -> str:
    return Mailbox.objects.get(id=mailbox.id).trouble


@pytest.mark.parametrize("fault", ["drop", "bye", "too long"])
def test_letter_is_whole_after_the_connection_broke_in_the_middle_of_it(
    server: FakeImap, mailbox: Mailbox, fault: str
) -> None:
    letters = [letter(), letter(), letter()]
    server.inbox.add(*letters)
    server.faults[2] = (fault, 1)

    assert visit_until_quiet(mailbox) == 1
    assert stored() == [letters[0], letters[2], letters[1]]
    assert Folder.objects.get(name="INBOX").cursor == 3
    assert trouble_of(mailbox) == ""


@pytest.mark.parametrize("fault", ["refuse", "nothing"])
def test_letter_that_is_refused_once_comes_with_the_next_look(server: FakeImap, mailbox: Mailbox, fault: str) -> None:
    letters = [letter(), letter()]
    server.inbox.add(*letters)
    server.faults[1] = (fault, 1)

    visit(mailbox)
    assert (stored(), Folder.objects.get(name="INBOX").cursor) == ([letters[1]], 0)
    visit(mailbox)
    assert (stored(), Folder.objects.get(name="INBOX").cursor) == ([letters[1], letters[0]], 2)
    assert trouble_of(mailbox) == ""


@pytest.mark.parametrize("fault", ["drop", "bye", "too short", "too long", "refuse", "nothing", "stall"])
def test_letter_that_never_comes_is_a_gap_that_people_see_and_keeps_no_other_back(
    server: FakeImap, mailbox: Mailbox, fault: str
) -> None:
    letters = [letter(), letter(), letter()]
    server.inbox.add(*letters)
    server.faults[1] = (fault, None)

    for _ in range(3):
        visit_until_quiet(mailbox)
    assert stored() == letters[1:]
    gap = ServerUid.objects.get(inbound=None)
    assert (gap.uid, gap.tries >= 3, gap.gap_reason != "") == (1, True, True)
    assert Folder.objects.get(name="INBOX").cursor == 3
    assert trouble_of(mailbox).startswith("One letter could not be fetched (UID 1 in INBOX: ")


def test_gap_closes_by_itself_when_the_server_recovers(server: FakeImap, mailbox: Mailbox) -> None:
    server.inbox.add(letter())
    server.faults[1] = ("refuse", 3)
    for _ in range(3):
        visit(mailbox)
    assert trouble_of(mailbox)

    Folder.objects.update(reconciled_at=None)
    visit(mailbox)
    assert len(stored()) == 1
    assert trouble_of(mailbox) == ""
    assert not ServerUid.objects.exclude(gap_reason="").exists()


def test_gap_closes_when_the_letter_is_moved_away_on_the_server(server: FakeImap, mailbox: Mailbox) -> None:
    server.inbox.add(letter())
    server.faults[1] = ("refuse", None)
    for _ in range(3):
        visit(mailbox)
    assert trouble_of(mailbox)

    del server.inbox.letters[1]
    Folder.objects.update(reconciled_at=None)
    visit(mailbox)
    assert (stored(), trouble_of(mailbox), ServerUid.objects.count()) == ([], "", 0)


def test_letter_that_vanishes_before_it_is_fetched_is_no_gap(server: FakeImap, mailbox: Mailbox) -> None:
    letters = [letter(), letter()]
    server.inbox.add(*letters)
    server.inbox.vanished.add(1)

    visit(mailbox)
    assert stored() == letters[1:]
    assert Folder.objects.get(name="INBOX").cursor == 2
    assert trouble_of(mailbox) == ""


@pytest.mark.parametrize("claimed", [{}, {1: 100}], ids=["told", "hidden"])
def test_letter_over_the_limit_is_not_stored_and_shown(
    server: FakeImap, mailbox: Mailbox, settings: Any, claimed: dict[int, int]
) -> None:
    settings.MAIL_MAX_BYTES = 1024 * 1024
    large, small = letter(text="x" * 1_100_000), letter()
    server.inbox.add(large, small)
    server.claimed_sizes.update(claimed)

    visit(mailbox)
    assert stored() == [small]
    assert trouble_of(mailbox) == (
        "One letter could not be fetched (UID 1 in INBOX: it has 1.1 MB, and letters over 1 MB are not stored). Read and answer "
        "on the server; this notice goes when the letter is moved away there, or can be fetched after all."
    )
    settings.MAIL_MAX_BYTES = 2 * 1024 * 1024
    server.claimed_sizes.clear()
    Folder.objects.update(reconciled_at=None)
    visit(mailbox)
    assert stored() == [small, large]
    assert trouble_of(mailbox) == ""


def test_numbers_that_restart_under_the_old_validity_are_noticed(server: FakeImap, mailbox: Mailbox) -> None:
    letters = [letter(), letter(), letter(), letter()]
    server.inbox.add(*letters[:3])
    visit(mailbox)
    # A server restored from a backup: other letters under numbers that were used already.
    server.boxes["INBOX"] = Box(uidvalidity=1, uidnext=1)
    server.inbox.add(letters[0], letters[3])
    Mailbox.objects.update(watching_since=LONG_AGO)

    visit(mailbox)
    assert stored() == letters
    assert list(ServerUid.objects.order_by("uid").values_list("uid", "inbound__message_id")) == [
        (1, Inbound.objects.order_by("id")[0].message_id),
        (2, Inbound.objects.order_by("id")[3].message_id),
    ]


def test_new_validity_fetches_again_and_stores_only_what_is_new(server: FakeImap, mailbox: Mailbox) -> None:
    letters = [letter(), letter(), letter()]
    server.inbox.add(*letters[:2])
    visit(mailbox)
    server.boxes["INBOX"] = Box(uidvalidity=2, uidnext=1)
    server.inbox.add(letters[1], letters[2], letters[0])
    Mailbox.objects.update(watching_since=LONG_AGO)

    visit(mailbox)
    assert stored() == letters
    assert Folder.objects.values_list("uidvalidity", "cursor").get(name="INBOX") == (2, 3)
    assert ServerUid.objects.count() == 3


def test_after_renumbering_letters_older_than_the_connection_stay_where_they_are(server: FakeImap) -> None:
    server.inbox.add(letter(), letter(), at=datetime(2001, 1, 1, tzinfo=UTC))
    mailbox = connected(server.port)
    server.boxes["INBOX"].uidvalidity = 2
    visit(mailbox)
    assert stored() == []

    server.inbox.add(letter())
    visit(mailbox)
    assert len(stored()) == 1


def test_search_that_names_the_last_letter_again_stores_nothing_twice(server: FakeImap, mailbox: Mailbox) -> None:
    server.inbox.add(letter())
    for _ in range(3):
        visit(mailbox)
    assert len(stored()) == 1
    assert server.commands["uid_fetch"] == 2  # its size, its bytes


def test_full_disk_stops_the_look_and_loses_nothing(server: FakeImap, mailbox: Mailbox, monkeypatch) -> None:
    letters = [letter(), letter()]
    server.inbox.add(*letters)
    put_all = store.put_all

    def refuse(contents: list[bytes]) -> str:
        raise StoreError(f"cannot store {len(contents)} letters: No space left on device")

    monkeypatch.setattr(store, "put_all", refuse)
    with pytest.raises(StoreError):
        visit(mailbox)
    assert (Folder.objects.get(name="INBOX").cursor, ServerUid.objects.count()) == (0, 0)
    monkeypatch.setattr(store, "put_all", put_all)
    visit(mailbox)
    assert stored() == letters


def test_letter_is_stored_before_anything_says_so(server: FakeImap, mailbox: Mailbox, monkeypatch) -> None:
    server.inbox.add(letter())

    def dies(**_note: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("regard.mail.imap.taking.operations.advance", dies)
        with pytest.raises(KeyboardInterrupt):
            visit(mailbox)
    assert (len(stored()), Folder.objects.get(name="INBOX").cursor) == (1, 0)
    visit(mailbox)
    assert (len(stored()), Folder.objects.get(name="INBOX").cursor) == (1, 1)


def test_former_holder_writes_nothing_any_more(server: FakeImap, mailbox: Mailbox) -> None:
    visit(mailbox)
    at = clock.now()
    former = imap.take_hold(mailbox_id=mailbox.id, holder="first", seconds=-1, at=at)
    present = imap.take_hold(mailbox_id=mailbox.id, holder="second", seconds=60, at=at)
    folder = Folder.objects.get(name="INBOX")

    assert former
    assert present
    assert present.fence == former.fence + 1
    assert imap.take_hold(mailbox_id=mailbox.id, holder="third", seconds=60, at=at) is None
    with pytest.raises(LeaseLostError):
        imap.advance(hold=former, folder=folder, cursor=9)
    assert not imap.keep_hold(hold=former, seconds=60, at=at)
    imap.let_go(hold=former)
    assert Mailbox.objects.get(id=mailbox.id).lease_holder == "second"
    imap.advance(hold=present, folder=folder, cursor=9)
    imap.advance(hold=present, folder=folder, cursor=4)
    assert Folder.objects.get(name="INBOX").cursor == 9


def test_many_letters_come_in_turns_with_other_folders(server: FakeImap, mailbox: Mailbox, monkeypatch) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.TURN", 3)
    server.boxes["Sent"] = Box()
    inbox, sent = [letter() for _ in range(8)], [letter(sender="help@havn.example") for _ in range(2)]
    server.inbox.add(*inbox)
    server.boxes["Sent"].add(*sent)
    Mailbox.objects.update(watching_since=LONG_AGO)

    visit(mailbox)
    order = list(Inbound.objects.order_by("id").values_list("role", flat=True))
    assert order == ["inbox"] * 3 + ["sent"] * 2 + ["inbox"] * 5
    assert (stored(), stored("sent")) == (inbox, sent)


def test_sent_folder_under_a_new_name_is_read_on_without_doubles(server: FakeImap, mailbox: Mailbox) -> None:
    server.boxes["Sent"] = Box()
    letters = [letter(sender="help@havn.example") for _ in range(2)]
    server.boxes["Sent"].add(letters[0])
    Mailbox.objects.update(watching_since=LONG_AGO)
    visit(mailbox)
    server.boxes["Gesendet"] = server.boxes.pop("Sent")
    server.boxes["Gesendet"].add(letters[1])
    visit(mailbox)
    assert stored("sent") == letters
    assert set(Folder.objects.values_list("name", flat=True)) == {"INBOX", "Gesendet"}

    del server.boxes["Gesendet"]
    server.inbox.add(letter())
    visit(mailbox)
    assert len(stored()) == 1
    assert trouble_of(mailbox).startswith("The Sent folder is gone from the server")


def test_oddly_named_folder_keeps_no_other_from_being_read(server: FakeImap, mailbox: Mailbox) -> None:
    server.boxes["Sent"] = Box()
    server.odd_names = ["Tom & Jerry", "Entwürfe", "&AP"]
    server.boxes["Sent"].add(letter(sender="help@havn.example"))
    server.inbox.add(letter())
    Mailbox.objects.update(watching_since=LONG_AGO)
    visit(mailbox)
    assert (len(stored()), len(stored("sent"))) == (1, 1)


def test_nothing_on_the_server_is_ever_changed(server: FakeImap, mailbox: Mailbox) -> None:
    server.inbox.add(letter(), letter())
    visit(mailbox)
    assert set(server.commands) <= {
        "capability",
        "authenticate",
        "list",
        "examine",
        "uid_search",
        "uid_fetch",
        "logout",
    }


def test_stalled_letter_does_not_hold_the_thread_longer_than_its_patience(server: FakeImap, mailbox: Mailbox) -> None:
    server.inbox.add(letter())
    server.faults[1] = ("stall", 1)
    began = clock.now()
    assert visit_until_quiet(mailbox) == 1
    assert (clock.now() - began).total_seconds() < QUICK.silence + 2
