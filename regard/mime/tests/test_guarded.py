"""The child processes: one mail's misfortune stays its own."""

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from regard.mime import child
from regard.mime.models import ParsedMail, Unparseable
from regard.mime.pool import Pool, _OnlyValues
from regard.mime.queries import parse, parse_guarded

MAIL = b"From: Carla <carla@customer.example>\r\nSubject: Hello\r\n\r\nWhere is my order?\r\n"


def _idle(pool: Pool) -> int:
    child = pool._idle.get()
    pool._idle.put(child)
    return child.process.pid


def test_one_child_reads_many_mails() -> None:
    pool = Pool(wall_seconds=20, children=1)
    try:
        pool.parse(MAIL, trusted=None)
        first = _idle(pool)
        assert [pool.parse(MAIL, trusted=None) for _ in range(5)] == [parse(MAIL)] * 5
        assert _idle(pool) == first
    finally:
        pool.close()


def test_a_child_that_died_is_replaced() -> None:
    pool = Pool(wall_seconds=20, children=1)
    try:
        pool.parse(MAIL, trusted=None)
        os.kill(_idle(pool), signal.SIGKILL)
        assert isinstance(pool.parse(MAIL, trusted=None), ParsedMail | Unparseable)
        assert pool.parse(MAIL, trusted=None) == parse(MAIL)
    finally:
        pool.close()


def test_a_child_that_hangs_is_ended_and_only_its_mail_is_unparseable() -> None:
    pool = Pool(wall_seconds=20, children=1)
    try:
        pool.parse(MAIL, trusted=None)
        os.kill(_idle(pool), signal.SIGSTOP)
        pool._wall_seconds = 0.3
        refused = pool.parse(MAIL, trusted=None)
        assert isinstance(refused, Unparseable)
        assert (refused.reason, refused.known.subject) == ("Reading the message took too long.", "Hello")
        pool._wall_seconds = 20
        assert pool.parse(MAIL, trusted=None) == parse(MAIL)
    finally:
        pool.close()


def _run(code: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", f"from regard.mime import child\n{code}"], check=False, stderr=subprocess.DEVNULL
    ).returncode


def test_a_child_gets_no_more_memory_than_its_limit() -> None:
    assert child.MEMORY_BYTES == 1 << 30
    assert _run("child.limit_memory(); bytearray(1 << 29)") == 0
    assert _run("child.limit_memory(); bytearray(1 << 31)") == 1


def test_a_child_gets_no_more_processor_time_than_its_limit() -> None:
    assert child.PROCESSOR_SECONDS == 20
    assert _run("child.allow_seconds(0)\nwhile True: pass") == -signal.SIGXCPU


def test_only_values_of_mails_are_taken_from_a_child() -> None:
    assert _OnlyValues(BytesIO(pickle.dumps(parse(MAIL)))).load() == parse(MAIL)
    with pytest.raises(pickle.UnpicklingError, match=r"posix\.system is no value of a mail"):
        _OnlyValues(BytesIO(pickle.dumps(os.system))).load()


def test_many_threads_share_the_children() -> None:
    mails = [b"From: a@b.cc\r\nSubject: %d\r\n\r\nx" % number for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(parse_guarded, mails))
    assert [mail.subject for mail in found if isinstance(mail, ParsedMail)] == [str(number) for number in range(40)]


def test_a_mail_can_be_given_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(MAIL)
    assert parse_guarded(path) == parse(MAIL)
