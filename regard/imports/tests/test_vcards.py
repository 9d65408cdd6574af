"""Cards of every version, as real programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.imports.rules.vcards import Address, Card, read_cards


def vcard(*lines: str, version: str = "3.0", end: str = "\r\n") -> bytes:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


def test_a_card_of_version_3() -> None:
    (card,) = read_cards(
        vcard(
            "N:Holm;Marie;;Dr.;",
            "FN:Marie Holm",
            "ORG:Brandt Dairy;Purchase",
            "TITLE:Buyer",
            "EMAIL;TYPE=INTERNET:marie.private@one.example",
            "item1.EMAIL;TYPE=INTERNET,pref:marie@brandt.example",
            "TEL;TYPE=FAX:1111",
            "TEL;TYPE=WORK,VOICE:+45 86 12 40 00",
            "ADR;TYPE=WORK:;;Havnevej 4;Aarhus C;;8000;Denmark",
            "item2.URL:http\\://brandt.example",
            "item2.X-ABLabel:_$!<HomePage>!$_",
            "BDAY;value=date:1980-05-21",
            "NOTE:Prefers calls\\, mornings.\\nSpeaks German",
            "CATEGORIES:customer,dairy",
            "UID:4f2c",
        )
    )

    assert card == Card(
        name="Marie Holm", given_name="Marie", family_name="Holm", company="Brandt Dairy", department="Purchase",
        title="Buyer", emails=["marie@brandt.example", "marie.private@one.example"], phones=["+45 86 12 40 00"],
        addresses=[Address(street="Havnevej 4", city="Aarhus C", postcode="8000", country="Denmark")],
        websites=["http://brandt.example"], birthday="1980-05-21", note="Prefers calls, mornings.\nSpeaks German",
        categories=["customer", "dairy"], uid="4f2c",
    )  # fmt: skip


def test_a_card_of_version_2_1_with_quoted_printable_and_types_without_a_name() -> None:
    (card,) = read_cards(
        vcard(
            "N;LANGUAGE=de;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =",
            "M=C3=BCller",
            "TEL;HOME;VOICE:0351 123",
            "TEL;CELL;PREF:0170 456",
            "EMAIL;PREF;INTERNET:joerg@one.example",
            "NOTE;ENCODING=QUOTED-PRINTABLE:first=0D=0Asecond",
            "PHOTO;TYPE=JPEG;ENCODING=BASE64:",
            " /9j/4AAQSkZJRgABAQEAYABgAAD",
            "",
            version="2.1",
        )
    )

    assert (card.name, card.given_name, card.family_name) == ("Jörg Müller", "Jörg", "Müller")
    assert (card.phones, card.emails, card.note) == (["0170 456", "0351 123"], ["joerg@one.example"], "first\nsecond")


def test_a_card_of_version_4_with_preferences_in_numbers() -> None:
    (card,) = read_cards(
        vcard(
            "FN:Simon Perreault",
            "N:Perreault;Simon;;;ing. jr,M.Sc.",
            'TEL;VALUE=uri;PREF=2;TYPE="voice,home":tel:+1-418-656-9254',
            "TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+1-418-262-6501",
            "EMAIL;PREF=50:simon.b@one.example",
            "EMAIL;PREF=1:simon.a@one.example",
            'ADR;LABEL="Suite D2-630: Québec";TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
            "LANG;PREF=1:fr",
            version="4.0",
        )
    )

    assert (card.phones, card.emails) == (
        ["+1-418-262-6501", "+1-418-656-9254"],
        ["simon.a@one.example", "simon.b@one.example"],
    )
    assert card.addresses == [
        Address(street="2875 Laurier, Suite D2-630", city="Quebec", region="QC", postcode="G1V 2M2", country="Canada")
    ]
    assert card.language == "fr"


def test_folded_lines_are_one_line() -> None:
    (card,) = read_cards(vcard("FN:Anna Bau", " er", "NOTE:a", "\tb", end="\n"))

    assert (card.name, card.note) == ("Anna Bauer", "ab")


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (vcard("FN:Anna") + vcard("FN:Ben"), ["Anna", "Ben"]),
        (b"BEGIN:VCARD\nFN:Anna\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\n", ["Anna", "Ben"]),
        (b"BEGIN:VCARD\nFN:Anna\n", ["Anna"]),
        (vcard("FN:Anna", "AGENT:", "BEGIN:VCARD", "FN:Her agent", "END:VCARD", "NOTE:x"), ["Anna"]),
        (vcard("N:Bauer;Anna"), ["Anna Bauer"]),
        (vcard("ORG:Havn Pumps"), ["Havn Pumps"]),
        (vcard("EMAIL:anna@one.example"), ["anna@one.example"]),
        (vcard("this is no property", "FN:Anna", ":", "X-", ";;:"), ["Anna"]),
        (vcard("FN:Jörg").decode().encode("cp1252"), ["Jörg"]),
        (vcard("FN;CHARSET=undefined;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg"), ["Jörg"]),
        (vcard("FN;CHARSET=idna;ENCODING=QUOTED-PRINTABLE:J=F6rg"), ["Jörg"]),
        (b"no card at all", []),
        (b"", []),
    ],
)
def test_every_card_of_a_file_is_read(raw: bytes, names: list[str]) -> None:
    assert [card.name for card in read_cards(raw)] == names


@given(st.binary(max_size=300))
def test_any_bytes_are_cards_or_none(raw: bytes) -> None:
    assert isinstance(read_cards(b"BEGIN:VCARD\n" + raw + b"\nEND:VCARD"), list)
