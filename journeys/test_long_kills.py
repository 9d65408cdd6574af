"""kill -9 while mail comes in: what was acknowledged by SMTP is stored once, and its receipt is sent once."""

import os
import random
import signal
import smtplib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from journeys.conftest import Regard, copy_of, wait_for

pytestmark = pytest.mark.long
ROUNDS = int(os.environ.get("TEST_ROUNDS", "12"))
SENDERS = 3


@pytest.fixture
def regard(havn_pumps: Path, tmp_path: Path) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path)
    program.start()
    yield program
    program.stop()


def kill_all(regard: Regard) -> None:
    """The whole program at once, as a power cut would."""
    assert regard.process is not None
    children = Path(f"/proc/{regard.process.pid}/task/{regard.process.pid}/children").read_text().split()
    for pid in (regard.process.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    regard.process.wait()
    regard.process = None


class Sender(threading.Thread):
    """Sends letters one after the other and remembers those for which 250 was heard."""

    def __init__(self, port: int, number: int, stopping: threading.Event) -> None:
        super().__init__()
        self.port, self.number, self.stopping = port, number, stopping
        self.accepted: list[str] = []

    def run(self) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            message_id = f"kill-{self.number}-{count}@load.example"
            address = f"c{self.number}-{count}@load.example"
            letter = (
                f"From: {address}\r\nTo: help@havn.example\r\nSubject: Letter {count}\r\nMessage-ID: <{message_id}>\r\n"
                f"\r\nIs the P-220 in stock? Letter {count} of {self.number}.\r\n"
            )
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as smtp:
                    smtp.sendmail(address, ["help@havn.example"], letter)
                self.accepted.append(message_id)
            except (OSError, smtplib.SMTPException):
                time.sleep(0.05)


def rows(regard: Regard, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(regard.data / "regard.sqlite3") as database:
        return database.execute(sql).fetchall()


def unfinished(regard: Regard) -> int:
    ((count,),) = rows(
        regard, "SELECT COUNT(*) FROM jobs_job WHERE name IN ('channels.process_letter', 'mail.deliver')"
    )
    return int(str(count))


def test_nothing_is_lost_or_done_twice(regard: Regard, capsys: pytest.CaptureFixture[str]) -> None:
    chance, stopping = random.Random(7), threading.Event()
    senders = [Sender(regard.smtp, number, stopping) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for _ in range(ROUNDS):
        time.sleep(chance.uniform(0.5, 3))
        kill_all(regard)
        regard.start()
    time.sleep(1)
    stopping.set()
    for sender in senders:
        sender.join()
    wait_for(lambda: unfinished(regard) == 0, seconds=300)

    accepted = {message_id for sender in senders for message_id in sender.accepted}
    stored = Counter(
        row[0] for row in rows(regard, "SELECT message_id FROM mail_inbound WHERE message_id LIKE 'kill-%'")
    )
    said = Counter(
        row[0] for row in rows(regard, "SELECT message_id FROM conversations_message WHERE message_id LIKE 'kill-%'")
    )
    receipts = Counter(
        row[0]
        for row in rows(
            regard,
            "SELECT m.message_id FROM conversations_acknowledgement a JOIN conversations_message m ON m.id = a.message_id"
            " WHERE m.message_id LIKE 'kill-%'",
        )
    )
    ((uncertain,),) = rows(regard, "SELECT COALESCE(SUM(uncertain_attempts), 0) FROM mail_outgoing")
    with capsys.disabled():
        print(
            f"\nkills {ROUNDS}, accepted {len(accepted)}, stored {len(stored)}, lost {len(accepted - set(stored))},"
            f" stored twice {sum(n > 1 for n in stored.values())}, receipts {len(receipts)}, uncertain attempts {uncertain}"
        )
    assert accepted <= set(stored)
    assert set(stored.values()) == {1}
    assert said == stored
    assert receipts == stored
