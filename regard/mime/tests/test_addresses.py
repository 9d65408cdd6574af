"""Address headers, and addresses that people type."""

import pytest

from regard.mime.models import Address
from regard.mime.queries import check_address, parse


def to(header: str) -> list[tuple[str, str]]:
    return [(one.name, one.email) for one in parse(b"To: " + header.encode() + b"\r\n\r\n").to]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("ben@firm.example", [("", "ben@firm.example")]),
        ("Ben <ben@firm.example>, ada@firm.example", [("Ben", "ben@firm.example"), ("", "ada@firm.example")]),
        ('"Smith, Ben" <ben@firm.example>', [("Smith, Ben", "ben@firm.example")]),
        ("Smith, Ben <ben@firm.example>", [("Smith, Ben", "ben@firm.example")]),
        ("ben@firm.example (Ben Smith)", [("Ben Smith", "ben@firm.example")]),
        ("MAILER-DAEMON (Mail Delivery System)", [("Mail Delivery System", "MAILER-DAEMON")]),
        ("Team: Ada <ada@firm.example>, ben@firm.example;", [("Ada", "ada@firm.example"), ("", "ben@firm.example")]),
        ("Undisclosed recipients:;", []),
        ("<@relay.example:ben@firm.example>", [("", "ben@firm.example")]),
        ("ada@firm.example; ben@firm.example", [("", "ada@firm.example"), ("", "ben@firm.example")]),
        ("=?utf-8?q?J=C3=BCrgen?= <j@firm.example>", [("Jürgen", "j@firm.example")]),
        ('"=?utf-8?q?J=C3=BCrgen?= B" <j@firm.example>', [("Jürgen B", "j@firm.example")]),
        ("'ben@firm.example' <ben@firm.example>", [("ben@firm.example", "ben@firm.example")]),
        ("Ben <ben@firm.example", [("Ben", "ben@firm.example")]),
        (r'"Ben \"B\" Smith" <ben@firm.example>', [('Ben "B" Smith', "ben@firm.example")]),
        ("", []),
    ],
)
def test_address_headers_as_they_are_written(header: str, found: list[tuple[str, str]]) -> None:
    assert to(header) == found


@pytest.mark.parametrize(
    ("lines", "sender", "ambiguous"),
    [
        (["Carla <carla@customer.example>"], "carla@customer.example", False),
        (['"carla@customer.example" <carla@customer.example>'], "carla@customer.example", False),
        (["ceo@bank.com <evil@x.io>"], "evil@x.io", True),
        (['"ceo@bank.com" <evil@x.io>'], "evil@x.io", True),
        (["=?utf-8?q?ceo=40bank.com?= <evil@x.io>"], "evil@x.io", True),
        (["carla@customer.example", "evil@x.io"], "carla@customer.example", True),
        (["a@b.cc, evil@x.io"], "a@b.cc", True),
        (["[??]", "Carla <carla@customer.example>"], "carla@customer.example", True),
    ],
)
def test_a_sender_two_programs_could_read_differently_is_marked(
    lines: list[str], sender: str, *, ambiguous: bool
) -> None:
    mail = parse(b"".join(f"From: {line}\r\n".encode() for line in lines) + b"\r\nx")
    assert mail.from_ is not None
    assert (mail.from_.email, mail.from_is_ambiguous) == (sender, ambiguous)


def test_a_name_in_the_from_header_is_decoded() -> None:
    assert parse(b"From: =?iso-8859-1?q?J=FCrgen?= <j@b.cc>\r\n\r\n").from_ == Address(name="Jürgen", email="j@b.cc")


@pytest.mark.parametrize(
    "typed", ["ada@firm.example.com", "ada+crm@firm-x.com", " ada@iana.org ", "ada@io", "a@b.c-d.org"]
)
def test_addresses_people_may_type(typed: str) -> None:
    assert check_address(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "@iana.org",
        "ada@gmail",
        "ada@iana..org",
        "ada@-iana.org",
        "ada@iana.org\n",
        "a b@iana.org",
        "ada@[127.0.0.1]",
    ],
)
def test_slips_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].*\."):
        check_address(typed)
