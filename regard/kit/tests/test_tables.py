"""Tables as programs write them: any encoding, any mark between cells, and a reason for every row that is none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.kit.decoding import decode
from regard.kit.tables import NoTableError, read_table

PEOPLE = "Name;Ort\r\nJörg Müller;Köln\r\nŽaneta;Łódź\r\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32-le"),
    ],
)  # fmt: skip
def test_every_encoding_of_unicode_is_read(encoding: str, told: str) -> None:
    table = read_table(PEOPLE.encode(encoding))

    assert [row.cells for row in table.rows] == [
        {"Name": "Jörg Müller", "Ort": "Köln"},
        {"Name": "Žaneta", "Ort": "Łódź"},
    ]
    assert (table.encoding, table.delimiter, table.replaced) == (told, ";", 0)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Name;Ort\nJörg Müller;Köln\nZoë;Besançon\n"),
        ("latin-1", "Name;Ort\nGrüße;Straße\n"),
        ("shift_jis", "名前;町\n田中太郎さん;東京都の新宿区です\n鈴木一郎さん;大阪府の中央区です\n"),
        ("koi8-r", "Имя;Город\nАнна Петровна Иванова;Санкт-Петербург\nБорис Николаевич;Нижний Новгород\n"),
    ],
)
def test_older_encodings_are_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_found(mark: str) -> None:
    text = f'Name{mark}Note\n"Bauer{mark} Anna"{mark}"two\nlines, and; more"\nBen{mark}x\n'
    table = read_table(text.encode())

    assert table.delimiter == mark
    assert [(row.number, tuple(row.cells.values())) for row in table.rows] == [
        (2, (f"Bauer{mark} Anna", "two\nlines, and; more")),
        (4, ("Ben", "x")),
    ]


def test_one_column_is_a_table_and_a_line_that_names_the_mark_is_none() -> None:
    assert [row.cells for row in read_table(b"E-mail\na@one.example\n").rows] == [{"E-mail": "a@one.example"}]
    assert read_table(b"sep=;\nName;Ort\nAnna;Jena\n").columns == ["Name", "Ort"]


def test_columns_have_each_a_name_of_their_own() -> None:
    table = read_table(b"Name,Email,,Name,name,Email 2,Email\n1,2,3,4,5,6,7\n")

    assert table.columns == ["Name", "Email", "Column 3", "Name 2", "name 3", "Email 2", "Email 3"]
    assert list(table.rows[0].cells.values()) == list("1234567")


def test_a_row_says_why_it_cannot_be_used_and_none_is_lost() -> None:
    table = read_table(b"Name,Ort\nAnna,Jena\nBen\n\n ,\nCarla,Kiel,x,y\nDavid,Riga,,\n")

    assert [(row.number, row.cells, row.reason) for row in table.rows] == [
        (2, {"Name": "Anna", "Ort": "Jena"}, ""),
        (3, {"Name": "Ben", "Ort": ""}, ""),
        (6, {"Name": "Carla", "Ort": "Kiel"}, "4 cells where the first line names 2"),
        (7, {"Name": "David", "Ort": "Riga"}, ""),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "The file is empty."),
        (b"PK\x03\x04\x14\x00\x06\x00" * 300, "This is no text file"),
        (bytes(range(256)) * 40, "This is no text file"),
        (b",".join(b"c%d" % number for number in range(2001)), "2,001 cells"),
        (b'Name\n"' + b"x" * 1_000_001 + b'"\n', "Line 2 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(NoTableError, match=said):
        read_table(raw)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(raw: bytes) -> None:
    with suppress(NoTableError):
        table = read_table(raw)
        assert all(list(row.cells) == table.columns for row in table.rows)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=3, max_size=8))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    body = [[f"x{one}", f"y{other}"] for one, other in rows]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in [["Name", "Ort"], *body]]

    assert [list(row.cells.values()) for row in read_table("\n".join(quoted).encode()).rows] == body
