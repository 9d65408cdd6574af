"""Ordinary mail, as mail programs really write it."""

import base64
from datetime import UTC, datetime

import pytest

from regard.mime.json_form import to_json
from regard.mime.models import Address, ParsedMail
from regard.mime.queries import parse

HEAD = b"From: Carla <carla@customer.example>\r\nTo: help@firm.example\r\nMIME-Version: 1.0\r\n"


def mixed(*parts: bytes, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n\r\n' + body + b"--b--\r\n"


def plain(text: bytes) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text


def names(mail: ParsedMail) -> list[tuple[str, bytes]]:
    return [(one.filename, one.content) for one in mail.attachments]


def test_a_simple_mail_as_json() -> None:
    raw = (
        b"Message-ID: <3@customer.example>\r\nIn-Reply-To: <2@firm.example>\r\nReferences: <1@firm.example>\r\n <2@firm.example>\r\n"
        b"Date: Tue, 4 Feb 2025 10:00:00 +0100\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
        + HEAD
        + b"\r\nWhere is it?\r\n"
    )
    assert to_json(parse(raw)) == {
        "message_id": "3@customer.example",
        "in_reply_to": "2@firm.example",
        "references": ["1@firm.example", "2@firm.example"],
        "date": "2025-02-04T09:00:00+00:00",
        "from": {"name": "Carla", "email": "carla@customer.example"},
        "to": [{"name": "", "email": "help@firm.example"}],
        "cc": [],
        "reply_to": [],
        "subject": "Grüße",
        "text": "Where is it?",
        "html": "",
        "reply_text": "Where is it?",
        "quoted_text": "",
        "signature": "",
        "language": None,
        "attachments": [],
        "is_automatic": False,
        "automatic_reason": "",
        "is_bounce": False,
        "bounce": {"recipients": []},
        "is_complaint_report": False,
        "authentication": {"spf": "none", "dkim": "none", "dmarc": "none"},
        "warnings": [],
    }


def test_both_forms_of_an_alternative_are_kept() -> None:
    mail = parse(mixed(plain(b"Hello"), b"Content-Type: text/html\r\n\r\n<p>Hello</p>", kind=b"alternative"))
    assert (mail.text, mail.html, mail.attachments) == ("Hello", "<p>Hello</p>", ())


def test_html_alone_becomes_readable_text_with_marked_quotations() -> None:
    html = "<p>Hello Ben,</p><ul><li>one<li>two</ul><blockquote>Where?<blockquote>Here</blockquote></blockquote><p>Gr&uuml;&szlig;e</p>"
    mail = parse(HEAD + b"Content-Type: text/html\r\n\r\n" + html.encode())
    assert mail.text.split("\n") == ["Hello Ben,", "", "- one", "- two", "", "> Where?", ">", "> > Here", "", "Grüße"]
    assert mail.html == html


def test_texts_of_a_mixed_mail_are_joined_and_files_kept() -> None:
    mail = parse(mixed(plain(b"One"), b"Content-Type: image/png\r\n\r\n\x89PNG", plain(b"Two")))
    assert (mail.text, names(mail)) == ("One\n\nTwo", [("attachment.png", b"\x89PNG")])


def test_a_forwarded_mail_is_a_file_named_after_its_subject() -> None:
    inner = b"From: a@b.cc\r\nSubject: Old offer\r\n\r\nx"
    assert names(parse(mixed(plain(b"See"), b"Content-Type: message/rfc822\r\n\r\n" + inner))) == [
        ("Old offer.eml", inner)
    ]


def test_winmail_dat_is_kept_as_it_is() -> None:
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig=="
    assert names(parse(mixed(plain(b"x"), part))) == [("winmail.dat", b"\x78\x9f\x3e\x22")]


def test_files_written_into_the_text_are_taken_out() -> None:
    raw = HEAD + b"\r\nSee below\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\nBye\r\n"
    mail = parse(raw)
    assert (mail.text, names(mail)) == ("See below\n\nBye", [("a.txt", b"Cat")])


def test_words_that_look_like_uuencode_stay_text() -> None:
    assert parse(HEAD + b"\r\nbegin 644 things today\r\nand then the\r\nend\r\n").text.startswith("begin 644 things")


def test_broken_base64_gives_what_is_left_and_a_warning() -> None:
    part = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    whole = base64.b64encode(b"%PDF-1.4 hello")
    mail = parse(mixed(plain(b"x"), part + b"*" + whole[:8] + b"!" + whole[8:].rstrip(b"=")))
    assert names(mail) == [("a.pdf", b"%PDF-1.4 hello")]
    assert mail.warnings == ("base64_broken",)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="a b.pdf"', "a b.pdf"),
        (b"attachment; filename=a b.pdf", "a b.pdf"),
        (b"attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        (b"attachment; filename*0*=iso-8859-1''Gr%FC; filename*1*=%DFe; filename*2=.pdf", "Grüße.pdf"),
        (b'attachment; filename="=?utf-8?B?R3LDvMOfZS5wZGY=?="', "Grüße.pdf"),
        ('attachment; filename="Grüße.pdf"'.encode("latin-1"), "Grüße.pdf"),
        (b'attachment; filename="a;b.pdf"', "a;b.pdf"),
        (b"attachment", "attachment.pdf"),
    ],
)
def test_file_names_in_all_their_spellings(header: bytes, name: str) -> None:
    mail = parse(
        mixed(plain(b"x"), b"Content-Type: application/pdf\r\nContent-Disposition: " + header + b"\r\n\r\n%PDF")
    )
    assert names(mail) == [(name, b"%PDF")]


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        (b"=?iso-8859-1?q?a?=  =?iso-8859-1?q?b?=", "ab"),
        (b"=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße"),
        (b"=?utf-8?q?Hello\r\n _there?= Ben", "Hello there Ben"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"=?iso-8859-1?Q?Gr\xfc\xdfe?=", "Grüße"),
        (b"=?bogus?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b"50% =? off", "50% =? off"),
        (b"=?iso-2022-jp?b?GyRCJDMbKEI=?=", "こ"),
    ],
)
def test_subjects_in_all_their_encodings(subject: bytes, read: str) -> None:
    assert parse(HEAD + b"Subject: " + subject + b"\r\n\r\n").subject == read


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("utf-8", "Grüße".encode("cp1252"), "Grüße"),
        ("gb2312", "问题".encode("gb18030"), "问题"),
        ("shift_jis", "①番".encode("cp932"), "①番"),
        ("iso-8859-1", "“so”".encode("cp1252"), "“so”"),
        ("", "Привет, где мой заказ номер пять? Жду ответа уже неделю.".encode("koi8-r"), None),
    ],
)
def test_bodies_in_charsets_that_are_not_what_they_say(declared: str, data: bytes, text: str | None) -> None:
    kind = f"Content-Type: text/plain; charset={declared}\r\n" if declared else ""
    assert parse(HEAD + kind.encode() + b"\r\n" + data).text == (text or data.decode("koi8-r"))


def test_flowed_lines_are_put_together_and_quotations_keep_their_depth() -> None:
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed\r\n\r\nA long \r\nline\r\n> quoted \r\n> on\r\n-- \r\nCarla\r\n"
    )
    assert parse(raw).text == "A long line\n> quoted on\n-- \nCarla"


def test_a_missing_blank_line_and_a_lost_boundary_are_survived() -> None:
    assert parse(b"From: a@b.cc\nSubject: Hi\nWhere is it?\nStill waiting\n").text == "Where is it?\nStill waiting"
    raw = HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x1\r\nContent-Type: text/plain\r\n\r\nHello\r\n--x1--\r\n"
    mail = parse(raw)
    assert (mail.text, mail.warnings) == ("Hello", ("boundary_guessed",))


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        (b"Tue, 1 Jul 2003 10:52:37 +0200", datetime(2003, 7, 1, 8, 52, 37, tzinfo=UTC)),
        (b"1 Jul 2003 (a (nested) comment) 10:52:37 +0200", datetime(2003, 7, 1, 8, 52, 37, tzinfo=UTC)),
        (b"21 Nov 97 09:55:06 GMT", datetime(1997, 11, 21, 9, 55, 6, tzinfo=UTC)),
        (b"Tue, 7 Bog 2026 19:14:51 +0000", None),
        (b"99 Jan 99999 99:99:99 +9999", None),
        (b"", None),
    ],
)
def test_dates_are_instants_in_utc_or_nothing(date: bytes, instant: datetime | None) -> None:
    assert parse(b"From: a@b.cc\r\nDate: " + date + b"\r\n\r\n").date == instant


def test_without_a_from_the_sender_stands_in_and_is_not_believed() -> None:
    mail = parse(b"Sender: Ben <ben@firm.example>\r\n\r\nx")
    assert (mail.from_, mail.from_is_ambiguous) == (Address(name="Ben", email="ben@firm.example"), True)


def test_the_language_of_a_text_needs_some_text() -> None:
    body = "Guten Tag, meine Rechnung stimmt nicht, ich bitte um eine Korrektur."
    assert [parse(HEAD + b"\r\n" + text.encode()).language for text in ("Danke!", body)] == [None, "de"]
