"""A table as CSV and as a workbook, so that no cell of it can ever be a formula.

Pure: it knows rows and columns, and nothing of what is in them. A title that begins with ``=`` is a title: programs
that open the file must not calculate it (OWASP, "CSV Injection").
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from search.words import plain_text

# A moment is without a zone, on the site's clock: a workbook has no zones.
Value = str | date | datetime | None

CSV_TYPE: Final = "text/csv; charset=utf-8; header=present"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Without it Excel reads UTF-8 as the code page of the machine.
BYTE_ORDER_MARK: Final = "\ufeff"
# What makes a formula of a cell, in the wide letters of East Asia as well, also behind blanks. A Dutch Excel splits
# at semicolons whatever the quotes say, so what stands behind one can be the beginning of a cell, too.
FORMULA: Final = re.compile("(^|;)([\\s\u200b-\u200f\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[ ]*[\t\r\n])")
# What a workbook has room for in one cell.
MAX_CELL: Final = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how wide it is drawn (in letters), and whether its cells are addresses."""

    label: str
    width: int = 20
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; ``note`` is said beneath them, such as that there are more."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    note: str = ""


def safe_text(text: str) -> str:
    """Return a text that no program takes for a formula, wherever it splits the line: an apostrophe goes before it."""
    return FORMULA.sub(r"\1'\2", plain_text(text))


def to_csv(table: Table) -> bytes:
    """Return the table as CSV (RFC 4180) in UTF-8; moments as ``2026-01-31 14:00``."""
    written = io.StringIO()
    written.write(BYTE_ORDER_MARK)
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([safe_text(column.label) for column in table.columns])
    writer.writerows([_csv_value(value) for value in row] for row in table.rows)
    if table.note:
        writer.writerow([safe_text(table.note), *[""] * (len(table.columns) - 1)])
    return written.getvalue().encode()


def _csv_value(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value or "")


def to_xlsx(table: Table) -> bytes:
    """Return the table as a workbook: the heading stays in view, every column filters, dates are dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.title)
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.append(list(_headings(sheet, table.columns)))
    for row in table.rows:
        sheet.append([_cell(sheet, column, value) for column, value in zip(table.columns, row, strict=True)])
    if table.note:
        sheet.append([_text_cell(sheet, table.note)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _headings(sheet: Any, columns: Iterable[Column]) -> Iterable[Cell]:
    for column in columns:
        cell = _text_cell(sheet, column.label)
        cell.font = Font(bold=True)
        yield cell


def _cell(sheet: Any, column: Column, value: Value) -> Cell | date | None:
    """Return what is appended to a row; numbers and dates are written as they are."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    cell = _text_cell(sheet, value)
    if column.is_link:
        cell.hyperlink = plain_text(value)
        cell.style = "Hyperlink"
    return cell


def _text_cell(sheet: Any, text: str) -> Cell:
    """Return a cell that says itself that it is text, so that ``=1+1`` and ``#N/A`` are what they say.

    Lines end as a reader of XML has them end (XML 1.0, section 2.11), whichever library writes the file.
    """
    lines = plain_text(text).replace("\r\n", "\n").replace("\r", "\n")
    cell = WriteOnlyCell(sheet, value=lines[:MAX_CELL])
    cell.data_type = "s"
    return cell
