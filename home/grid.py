"""A small table as somebody types or pastes it: rows of cells, and the text they come from.

A spreadsheet copies its cells with a tab between them and each row on a line of its own. Who types by hand
may use a semicolon or an upright bar instead, as long as there is no tab anywhere.
"""

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Cells = list[list[str]]

MAX_COLUMNS: Final = 8
MAX_ROWS: Final = 60
MAX_CELL: Final = 200
_HAND_MADE: Final = (";", "|")


def parse(text: str) -> Cells:
    """Return the rows of a text, all as wide as the widest; rows and columns without any text are left out."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    separator = next((mark for mark in ("\t", *_HAND_MADE) if any(mark in line for line in lines)), "\t")
    rows = [[" ".join(cell.split()) for cell in line.split(separator)] for line in lines]
    return squared([row for row in rows if any(row)])


def squared(rows: Sequence[Sequence[str]]) -> Cells:
    """Return the rows filled up to the same width, without empty columns at the end."""
    width = max((number for row in rows for number, cell in enumerate(row, start=1) if cell), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]


def to_text(cells: Sequence[Sequence[str]]) -> str:
    """Return the text that ``parse`` reads back as these cells."""
    return "\n".join("\t".join(row) for row in cells)


def check(cells: Sequence[Sequence[str]]) -> None:
    """Raise ``ValidationError`` for a table that is too large to read, or too small to be one."""
    if len(cells) < 2 or len(cells[0]) < 2:
        raise ValidationError(_("A table has a row of headings, a row below it and two columns at least."))
    if len(cells[0]) > MAX_COLUMNS or len(cells) > MAX_ROWS + 1:
        raise ValidationError(
            _("Too large to read on a page: at most %(columns)s columns and %(rows)s rows. Share it as a file."),
            params={"columns": MAX_COLUMNS, "rows": MAX_ROWS},
        )
    for number, row in enumerate(cells, start=1):
        if any(len(cell) > MAX_CELL for cell in row):
            raise ValidationError(
                _("Row %(number)s has a cell of more than %(limit)s characters."),
                params={"number": number, "limit": MAX_CELL},
            )
    for number, heading in enumerate(cells[0][1:], start=2):
        if not heading:
            raise ValidationError(_("Column %(number)s has no heading."), params={"number": number})
