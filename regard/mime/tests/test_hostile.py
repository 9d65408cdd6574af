"""Hostile mail is read quickly or refused with a reason; neither way does anything crash."""

import time

import pytest

from regard.mime.models import ParsedMail, Unparseable
from regard.mime.queries import parse, parse_guarded
from regard.mime.tests import hostile

# Generous: the machines that run tests are shared.
SECONDS = 5


@pytest.mark.parametrize("name", hostile.READABLE)
def test_hostile_mail_is_read_quickly_and_alike_inside_and_outside_of_the_child(name: str) -> None:
    raw = hostile.READABLE[name]
    started = time.monotonic()
    mail = parse(raw)
    assert time.monotonic() - started < SECONDS
    assert parse_guarded(raw) == mail


@pytest.mark.parametrize("name", hostile.TOO_MUCH)
def test_mail_beyond_a_limit_is_refused_with_the_limit_as_reason(name: str) -> None:
    raw, reason = hostile.TOO_MUCH[name]
    refused = parse_guarded(raw)
    assert isinstance(refused, Unparseable)
    assert refused.reason == reason
    assert (refused.known.from_, refused.known.subject) == (parse(raw).from_, "Hello")


@pytest.mark.parametrize("name", hostile.TOO_MUCH)
def test_parse_itself_keeps_headers_and_raw_text_of_mail_beyond_a_limit(name: str) -> None:
    raw, reason = hostile.TOO_MUCH[name]
    mail = parse(raw)
    assert mail.warnings == (f"limit:{reason}",)
    assert mail.subject == "Hello"
    assert mail.text


def test_the_message_id_that_breaks_the_standard_parser_is_kept() -> None:
    assert parse(hostile.READABLE["message id that breaks the standard parser"]).message_id == "[a@b]"


def test_a_line_end_inside_an_encoded_word_starts_no_header() -> None:
    raw = b"From: a@b.cc\r\nSubject: =?utf-8?q?a=0D=0ABcc:_x@y.example?=\r\n\r\n"
    assert parse(raw).subject == "a Bcc: x@y.example"


@pytest.mark.parametrize("charset", [b"bogus", b'"utf-8\x00"', b"zlib_codec", b"unicode_escape", b"idna", b"rot13"])
def test_a_charset_nobody_can_read_gives_the_text_all_the_same(charset: bytes) -> None:
    raw = b"From: a@b.cc\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\nGr\xc3\xbc\xc3\x9fe"
    assert parse(raw).text == "Grüße"


def test_a_zip_bomb_is_kept_and_not_opened() -> None:
    (bomb,) = parse(hostile.READABLE["zip bomb"]).attachments
    assert (bomb.filename, bomb.content) == ("a.zip", hostile.ZIP_BOMB)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/cron.d/x", "x"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("..", "attachment.bin"),
        ("a\tb<c>.txt", "a b_c_.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_file_names_lose_paths_and_tricks(name: str, safe: str) -> None:
    (attachment,) = parse(hostile.attached(b"x", name=name.replace("\\", "\\\\"))).attachments
    assert attachment.filename == safe


def test_a_mail_after_a_refused_one_is_read() -> None:
    parse_guarded(hostile.TOO_MUCH["5,000 deep"][0])
    assert isinstance(parse_guarded(hostile.READABLE["two senders"]), ParsedMail)
