"""CSV that a spreadsheet opens without running anything."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.kit.csv_out import safe_cell, write_rows


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "-", "=", "+A1"]
)
def test_what_a_spreadsheet_would_run_stands_behind_a_mark(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5", "-1.234,50", "+3", "+45 12 34", "+1 (202) 555-0100", "+49/30-123", "Ada", "", "5-3"]
)
def test_numbers_telephones_and_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2, max_size=2)
    )
)
def test_every_cell_comes_back_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    text = b"".join(write_rows(["a", "b"], rows)).decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(text, newline="")))

    assert read == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]
