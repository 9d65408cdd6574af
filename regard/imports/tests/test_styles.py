"""How a file writes numbers and dates."""

import pytest

from regard.imports.rules.styles import date_order, decimal_mark, looks


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["86.200,00"], ","), (["86,200.00"], "."), (["1,5", "2"], ","), (["1.5"], "."), (["1.200"], ""), (["1.200.300"], ","),
        (["02.10.2026", "06.12.34.56", "Anna", ""], ""), (["1.234.567,8", "0.5"], ","), (["1 200,50"], ","),
    ],
)  # fmt: skip
def test_the_decimal_mark(cells: list[str], mark: str) -> None:
    assert decimal_mark(cells) == mark


@pytest.mark.parametrize(
    ("cells", "order"),
    [(["29.10.2026", "01.02.2026"], "dmy"), (["10/29/2026"], "mdy"), (["01/02/2026"], ""), (["2026-10-29", "x"], "")],
)
def test_the_order_of_dates(cells: list[str], order: str) -> None:
    assert date_order(cells) == order


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["86.200,00", ""], "number"), (["02.10.2026", "2026-03-10"], "date"), (["yes", "No"], "yes or no"), (["0", "1"], "number"),
        (["yes", "blue"], "text"), (["", " "], "text"),
    ],
)  # fmt: skip
def test_what_a_column_looks_like(cells: list[str], kind: str) -> None:
    assert looks(cells, decimal=",", order="dmy").kind == kind
