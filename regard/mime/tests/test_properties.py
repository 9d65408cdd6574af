"""What holds for every input, tried with many that nobody would write."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.mime.json_form import to_json
from regard.mime.queries import extract_reply, parse
from regard.mime.tests.test_reply import ATTRIBUTIONS, HEADER_BLOCKS
from tools.testing.sizes import examples

SLOW = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEADERS = st.sampled_from(
    [
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"References",
        b"Content-Type",
        b"Content-Transfer-Encoding",
        b"Return-Path",
    ]
)
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=b",
            b"multipart/report; boundary=b",
            b"message/rfc822",
            b"text/html; charset=utf-7",
            b"base64",
            b"x-uuencode",
            b"<[a@b]>",
            b"=?utf-8?b?=?=",
            b"a@b <c@d>, (((",
        ]
    ),
)
BODIES = st.lists(
    st.one_of(st.binary(max_size=80), st.sampled_from([b"--b", b"--b--", b"", b"begin 644 x", b"end"])), max_size=12
)
LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [*ATTRIBUTIONS, *HEADER_BLOCKS, "> quoted", ">> more", "-- ", "____", "```", "", "Sent from my iPhone"]
        ),
    ),
    max_size=25,
)


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    to_json(parse(raw))


@SLOW
@given(st.lists(st.tuples(HEADERS, VALUES), max_size=8), BODIES)
def test_any_mail_is_read_and_has_no_line_end_in_its_headers(
    headers: list[tuple[bytes, bytes]], body: list[bytes]
) -> None:
    raw = b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + b"\r\n".join(body)
    mail = parse(raw)
    assert not {"\r", "\n", "\x00"} & set(
        mail.subject + mail.message_id + "".join(one.name + one.email for one in mail.to)
    )
    assert not any(word.startswith("parser_failed") or "_failed:" in word for word in mail.warnings)


@SLOW
@given(LINES)
def test_no_line_of_a_text_is_lost_or_doubled(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = extract_reply(text)
    pieces = (found.reply_text, found.quoted_text, found.signature)
    kept = Counter(line.rstrip() for piece in pieces for line in piece.split("\n") if line.strip())
    whole = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert kept == Counter(line.rstrip() for line in whole if line.strip())
