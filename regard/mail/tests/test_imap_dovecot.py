"""Mail in by IMAP from a real Dovecot, and what becomes of it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from imapclient import SEEN

from conftest import Company
from regard.conversations.models import Conversation, Message
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.mail.imap import operations as imap
from regard.mail.imap.connection import Connection
from regard.mail.imap.errors import BrokenError, LoginRefusedError
from regard.mail.models import Folder, Inbound, Mailbox, ServerUid
from regard.mail.tests import dovecot
from regard.mail.tests.dovecot import Dovecot
from regard.mail.tests.imap_support import LONG_AGO, PATIENT, access, connected, stored, visit
from tools.testing.letters import letter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not dovecot.is_installed(), reason="needs Debian's dovecot-imapd and openssl"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.fixture
def user() -> str:
    return uuid4().hex


def test_only_letters_after_the_connection_come(server: Dovecot, user: str) -> None:
    server.deliver(user, letter(), letter())
    mailbox = connected(server.port, user=user)
    assert Folder.objects.filter(name="INBOX").values_list("cursor", "floor").get() == (2, 2)
    new = [letter(), letter()]
    server.deliver(user, *new)

    visit(mailbox)
    visit(mailbox)
    assert stored() == new
    inbound = Inbound.objects.latest("id")
    assert (inbound.way, inbound.role, inbound.envelope_to) == ("imap", "inbox", "help@havn.example")
    assert inbound.remote == f"{user} at 127.0.0.1"
    assert list(ServerUid.objects.order_by("uid").values_list("uid", flat=True)) == [3, 4]


def test_history_comes_where_it_was_asked_for(server: Dovecot, user: str) -> None:
    old = [letter(), letter()]
    with server.as_user(user) as client:
        for number, raw in enumerate(old):
            client.append("INBOX", raw, msg_time=clock.now() - timedelta(days=9 - number))
    visit(connected(server.port, user=user, history_since=LONG_AGO))
    assert stored() == old[::-1]
    assert set(Inbound.objects.values_list("is_history", flat=True)) == {True}


def test_mailbox_that_could_not_be_reached_at_first_misses_nothing_later(server: Dovecot, user: str) -> None:
    old, new = letter(), letter()
    with server.as_user(user) as client:
        client.append("INBOX", old, msg_time=clock.now() - timedelta(hours=2))
    mailbox = connected(1, user=user)
    assert mailbox.folders.count() == 0
    mailbox.refresh_from_db()
    assert mailbox.trouble == (
        "127.0.0.1:1 cannot be reached: nothing listens there. It is tried again by itself; mail waits on the server meanwhile."
    )
    server.deliver(user, new)
    Mailbox.objects.update(imap_port=server.port)

    visit(mailbox)
    mailbox.refresh_from_db()
    assert (stored(), mailbox.trouble) == ([new], "")


def test_what_another_mail_program_has_read_comes_all_the_same_and_stays_as_it_was(server: Dovecot, user: str) -> None:
    mailbox = connected(server.port, user=user)
    letters = [letter(), letter()]
    server.deliver(user, *letters)
    with server.as_user(user) as client:
        client.select_folder("INBOX")
        client.add_flags([1], [SEEN])

    visit(mailbox)
    assert stored() == letters
    with server.as_user(user) as client:
        client.select_folder("INBOX")
        flags = client.get_flags([1, 2])
        assert [SEEN in flags[uid] for uid in (1, 2)] == [True, False]


def test_one_letter_twice_is_stored_once_and_another_under_its_id_is_kept_and_flagged(
    server: Dovecot, user: str
) -> None:
    mailbox = connected(server.port, user=user)
    first = letter(message_id="<one@x.example>")
    relayed = b"Received: from a by b; Sat, 21 Nov 2026 10:00:00 +0000\r\n" + first
    other = letter(message_id="<one@x.example>", text="Something else entirely.")
    server.deliver(user, first, first, relayed, other)

    visit(mailbox)
    assert stored() == [first, other]
    assert list(Inbound.objects.order_by("id").values_list("shares_message_id", flat=True)) == [False, True]
    assert list(ServerUid.objects.order_by("uid").values_list("inbound__shares_message_id", flat=True)) == [
        False
    ] * 3 + [True]


def test_lost_numbering_brings_everything_again_and_stores_nothing_twice(server: Dovecot, user: str) -> None:
    server.deliver(user, letter())
    mailbox = connected(server.port, user=user, history_since=LONG_AGO)
    server.deliver(user, letter(), letter())
    visit(mailbox)
    before = Folder.objects.get(name="INBOX").uidvalidity
    server.forget_numbers(user)
    server.deliver(user, letter())

    visit(mailbox)
    assert Folder.objects.get(name="INBOX").uidvalidity != before
    assert len(stored()) == 4
    assert ServerUid.objects.count() == 4


def test_colleagues_answer_from_another_mail_program_stands_in_the_thread_and_stops_the_clock(
    server: Dovecot, user: str, company: Company
) -> None:
    mailbox = connected(server.port, user=user)
    server.deliver(user, letter(message_id="<asks@mirela.example>"))
    visit(mailbox)
    run_due(worker="test", limit=9)
    conversation = Conversation.objects.get()
    assert conversation.waiting_since is not None
    clock_of = conversation.clocks.get()

    answer = letter(
        sender="Ada Agent <ada@havn.example>", to="carla@mirela.example", subject="Re: Pump stops",
        text="Close the valve first.", answers="asks@mirela.example",
    )  # fmt: skip
    server.deliver(user, answer, folder="Sent")
    visit(mailbox)
    run_due(worker="test", limit=9)
    conversation.refresh_from_db()
    clock_of.refresh_from_db()
    assert list(conversation.messages.order_by("at").values_list("kind", "author__name", "text")) == [
        ("inbound", None, "The P-220 stops after ten minutes. What should we do?"),
        ("outbound", "Ada Agent", "Close the valve first."),
    ]
    assert (conversation.waiting_since, conversation.latest_speaker) == (None, "us")
    assert Message.objects.get(kind="inbound").answered_by == Message.objects.get(kind="outbound")
    assert (clock_of.stopped_because, clock_of.stopped_at) == ("answered", Inbound.objects.get(role="sent").arrived_at)


@pytest.mark.parametrize(("security", "port"), [("tls", "tls_port"), ("starttls", "port")])
def test_encrypted_connections_are_made_only_to_servers_that_prove_who_they_are(
    server: Dovecot, user: str, security: str, port: str, monkeypatch
) -> None:
    how = access(getattr(server, port), user=user, security=security)
    with pytest.raises(BrokenError, match="certificate verify failed"):
        Connection.open(how, PATIENT)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.base / "certificate.pem"))
    with Connection.open(how, PATIENT) as connection:
        assert connection.examine("INBOX").exists == 0
        connection.wait(0.1)


def test_password_with_any_character_is_accepted_or_refused_but_never_garbled(server: Dovecot, user: str) -> None:
    for wrong in ("grün", 'a"b\\c'):
        with pytest.raises(LoginRefusedError):
            Connection.open(access(server.port, user=user, password=wrong), PATIENT)


def test_waiting_ends_when_a_letter_comes(server: Dovecot, user: str) -> None:
    with Connection.open(access(server.port, user=user), PATIENT) as connection:
        seen = connection.examine("INBOX")
        server.deliver(user, letter())
        began = clock.now()
        connection.wait(5)
        assert (clock.now() - began).total_seconds() < 3
        assert connection.uids(connection.examine("INBOX"), after=seen.uidnext - 1) == [1]


def test_comparison_tells_what_is_missing_here(server: Dovecot, user: str) -> None:
    server.deliver(user, letter())
    mailbox = connected(server.port, user=user)
    server.deliver(user, letter(), letter())
    visit(mailbox)
    server.deliver(user, letter())
    with server.as_user(user) as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()

    inbox, sent = imap.check(mailbox=mailbox, at=clock.now())
    assert (inbox.folder, inbox.on_server, inbox.stored, inbox.older, inbox.missing, inbox.gone) == (
        "INBOX",
        3,
        1,
        1,
        (4,),
        1,
    )
    assert (sent.folder, sent.on_server, sent.missing) == ("Sent", 0, ())
    visit(mailbox)
    assert imap.check(mailbox=mailbox, at=clock.now())[0].missing == ()
    assert Folder.objects.filter(name="INBOX").values_list("missing_here", "missing_on_server").get() == (0, 1)


def test_letter_that_was_missed_below_the_cursor_is_found_by_the_comparison(server: Dovecot, user: str) -> None:
    mailbox = connected(server.port, user=user)
    letters = [letter(), letter()]
    server.deliver(user, *letters)
    Folder.objects.filter(name="INBOX").update(cursor=2)

    visit(mailbox)
    assert stored() == letters


def test_large_folder_is_listed_in_stretches(server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.mail.imap.rules.AT_ONCE", 2)
    server.deliver(user, *(letter() for _ in range(5)))
    with Connection.open(access(server.port, user=user), PATIENT) as connection:
        seen = connection.examine("INBOX")
        assert connection.uids(seen, after=0) == [1, 2, 3, 4, 5]
        assert connection.uids(seen, after=3) == [4, 5]
        assert connection.uids(seen, after=5) == []
