"""The first sheet of an Excel or OpenDocument workbook, as a table."""

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from regard.kit.tables import NoTableError, Table, names, row

Cell = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(raw: bytes) -> Table:
    """The first sheet in which anything stands; dates as ISO writes them. Raises NoTableError."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise NoTableError(f"The workbook cannot be opened: {error}. Nothing was imported.") from error
    lines = [
        (number, cells)
        for number, cells in enumerate(next((sheet for sheet in sheets if sheet), []), start=1)
        if any(str(cell).strip() for cell in cells)
    ]
    if not lines:
        raise NoTableError("The workbook is empty. Nothing was imported.")
    columns = names([_text(cell) for cell in lines[0][1]])
    rows = [row(number, [_text(cell) for cell in cells], columns) for number, cells in lines[1:]]
    return Table(encoding="", delimiter="", columns=columns, rows=rows)


def _text(cell: Cell) -> str:
    """A whole number without ".0": telephone numbers and postcodes are stored as numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
