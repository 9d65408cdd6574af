"""`regard import check`: a line for every row and card in order, with what it would bring or why it cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from regard.imports.cli import main


def checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, name: str = "people.csv"
) -> tuple[int, list[dict[str, Any]], str]:
    path = tmp_path / name
    path.write_bytes(content)
    code = main([str(path)])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_a_table_of_another_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (
        "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,City,Lifecycle Stage\n"
        '7,Anna,Bauer,"Anna@One.example; a.bauer@one.example",+45 86 12 40 00,Brandt Dairy,Aarhus,customer\n'
        "8,,,,,,,lead\n"
        "9,Ben,Vogel,ben@,,,,\n"
        "10,Carla,Conti,carla@two.example,,,,,too many\n"
    )
    code, lines, said = checked(tmp_path, capsys, content.encode())

    assert code == 1
    assert lines == [
        {
            "row": 2,
            "person": {
                "name": "Anna Bauer", "first_name": "Anna", "last_name": "Bauer",
                "emails": ["Anna@one.example", "a.bauer@one.example"], "phones": ["+45 86 12 40 00"],
                "company": "Brandt Dairy", "city": "Aarhus", "source_id": "7",
            },
        },
        {"row": 3, "reason": "nothing here says who it is: no name, company, e-mail or telephone"},
        {
            "row": 4, "person": {"name": "Ben Vogel", "first_name": "Ben", "last_name": "Vogel", "source_id": "9"},
            "left_out": [lines[2]["left_out"][0]],
        },
        {"row": 5, "reason": "9 cells where the first line names 8"},
    ]  # fmt: skip
    assert lines[2]["left_out"][0].startswith("“ben@” is no e-mail address: ")
    assert said.splitlines()[0] == "4 found, 2 can be used; written by hubspot; utf-8; cells separated by comma"
    assert "  First Name is first_name" in said
    assert "  kept nowhere: Lifecycle Stage" in said


def test_formulas_and_odd_letters_stay_as_they_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = [
        "=SUM(A1:A10)",
        "@SUM(A1)",
        "-100",
        "<script>alert(1)</script>",
        "Ω≈ç√∫˜µ≤",
        " spaces around ",
        "\u202etest\u202c",
        "👩\u200d👧",
    ]
    content = "Name;Note\n" + "".join(f"{text};{text}\n" for text in odd)
    code, lines, _said = checked(tmp_path, capsys, content.encode())

    assert code == 0
    assert [(line["person"]["name"], line["person"]["note"]) for line in lines] == [(text, text) for text in odd]


def test_cards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Bauer\nEMAIL:anna@one.example\nORG:Brandt Dairy\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n"
    )
    code, lines, _said = checked(tmp_path, capsys, content.encode(), "people.vcf")

    assert code == 1
    assert lines == [
        {"row": 1, "person": {"name": "Anna Bauer", "emails": ["anna@one.example"], "company": "Brandt Dairy"}},
        {"row": 2, "reason": "nothing here says who it is: no name, company, e-mail or telephone"},
    ]


def test_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("people")
        for number, cells in enumerate([["Name", "PLZ", "Telefon"], ["Jörg Müller", 1069, 351123456], ["", "", ""]]):
            sheet.write_row(number, 0, cells)
    code, lines, said = checked(tmp_path, capsys, path.read_bytes(), "copy.xlsx")

    assert (code, said.splitlines()[0]) == (0, "1 found, 1 can be used")
    assert lines == [{"row": 2, "person": {"name": "Jörg Müller", "phones": ["351123456"], "postcode": "1069"}}]


def test_meetings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T090000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    code, lines, said = checked(tmp_path, capsys, content, "talks.ics")

    assert (code, said) == (1, "1 meetings, 1 entries that cannot be used\n")
    assert lines == [
        {"meeting": {"uid": "1", "starts_at": "2026-03-10T09:00:00+00:00"}},
        {"reason": "“2” has no time at which it begins."},
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"Fruit,Colour\napple,red\n", "No column is known: Fruit, Colour."),
        (b"PK\x03\x04 no workbook", "The workbook cannot be opened"),
        (b"\x00\x01\x02\x03" * 600, "This is no text file"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    code, lines, told = checked(tmp_path, capsys, content)

    assert (code, lines, said in told, told.count("\n")) == (2, [], True, 1)


def test_a_row_of_which_only_a_wrong_number_is_left_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name;E-mail;Telefon\nAnna;anna@mueller.example;1\n;;x\n;;+45 20 30 40 50\n", "utf-8")
    main([str(path)])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    said = [row for row in rows if row.get("reason")]
    assert [row["reason"] for row in said] == ["nothing here says who it is: no name, company, e-mail or telephone"]
