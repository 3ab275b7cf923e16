"""The numbers of a chart: read from the cells that an editor typed, and written as the house writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.enums import ChartKind
from home.numbers import number_text

NO_BREAK_SPACE: Final = "\u00a0"
# What people write where there is no number. A gap is shown as a gap, never as zero.
GAPS: Final = frozenset({"", "-", "–", "—", "?", "n/a", "nvt", "n.v.t.", "onbekend", "unknown"})
_AROUND: Final = re.compile(r"^(?:€|\$|£)|%$")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f']")
_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
CURRENCIES: Final = frozenset("€$£")
SHORT_UNIT: Final = 3

MOST_BARS: Final = 24
MOST_COLUMNS: Final = 12
MOST_POINTS: Final = 24
MOST_SERIES: Final = 4
# What stands side by side on a telephone of 360 pixels: about seven pixels for each character.
PHONE_CHARACTERS: Final = 44


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers that belong together, ``None`` for a gap."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """Categories with a number of each series for every one of them."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    @property
    def numbers(self) -> list[Decimal]:
        """Every number there is."""
        return [value for series in self.series for value in series.values if value is not None]

    def text(self, value: Decimal | None) -> str:
        """Return a number as it is printed, with its unit when that is short; a dash for a gap."""
        if value is None:
            return "–"
        number = number_text(value)
        if self.unit == "%":
            return f"{number}%"
        if self.unit in CURRENCIES:
            return f"{self.unit}{NO_BREAK_SPACE}{number}"
        return f"{number}{NO_BREAK_SPACE}{self.unit}" if self.has_short_unit else number

    @property
    def has_short_unit(self) -> bool:
        """Whether the unit is printed with each number; a longer one is named once."""
        return 0 < len(self.unit) <= SHORT_UNIT

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table of the chart: each category with its numbers as they are printed."""
        return [
            (category, [self.text(series.values[number]) for series in self.series])
            for number, category in enumerate(self.categories)
        ]


def parse_number(text: str) -> Decimal | None:
    """Return the number that a person wrote, in Dutch or in English; ``None`` for a gap.

    With two kinds of separators the last is the decimal one. A single separator before exactly three digits
    groups thousands (1.204 and 1,204 are both 1204), unless a lone zero stands before it. Raises
    ``ValueError`` for what is no number.
    """
    bare = _AROUND.sub("", _SPACES.sub("", text.strip())).replace("\N{MINUS SIGN}", "-")
    if text.strip().casefold() in GAPS:
        return None
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare.removeprefix("+"))
    number = _decimal_notation(digits)
    if not _PLAIN.fullmatch(number):
        raise ValueError(text)
    return sign * Decimal(number)


def _decimal_notation(digits: str) -> str:
    """Return digits with a point before the decimals and nothing between the thousands."""
    if "." in digits and "," in digits:
        last = max(digits.rfind("."), digits.rfind(","))
        whole, decimals = digits[:last], digits[last + 1 :]
        grouped = whole.replace(",", ".")
        return f"{grouped.replace('.', '')}.{decimals}" if _GROUPED.fullmatch(grouped) else digits
    pointed = digits.replace(",", ".")
    if _GROUPED.fullmatch(pointed) and not pointed.startswith("0"):
        return pointed.replace(".", "")
    return pointed


def read_chart(cells: Sequence[Sequence[str]], unit: str = "") -> ChartData:
    """Return the data of a table: names of series on top, of categories on the left.

    Raises ``ValidationError`` that names the cell which is no number, or the row without a name.
    """
    columns: list[list[Decimal | None]] = [[] for _name in cells[0][1:]]
    for row_number, row in enumerate(cells[1:], start=2):
        if not row[0]:
            raise ValidationError(_("Row %(number)s has no name in its first column."), params={"number": row_number})
        for column_number, text in enumerate(row[1:], start=2):
            try:
                columns[column_number - 2].append(parse_number(text))
            except ValueError as error:
                raise ValidationError(
                    _("Row %(row)s, column %(column)s: “%(text)s” is not a number."),
                    params={"row": row_number, "column": column_number, "text": text[:40]},
                ) from error
    series = tuple(Series(name, tuple(values)) for name, values in zip(cells[0][1:], columns, strict=True))
    return ChartData(tuple(row[0] for row in cells[1:]), series, unit)


def fits_a_phone(texts: Sequence[str]) -> bool:
    """Return whether texts of equal room stand side by side on a telephone, with a space between them."""
    return len(texts) * (max(map(len, texts)) + 1) <= PHONE_CHARACTERS


def check_chart(data: ChartData, kind: str) -> None:
    """Raise ``ValidationError`` for what this kind of chart cannot show so that a person can read it."""
    if not data.numbers:
        raise ValidationError(_("There is no number in this table yet."))
    if len(data.series) > MOST_SERIES:
        raise ValidationError(_("A chart shows at most %(limit)s columns of numbers."), params={"limit": MOST_SERIES})
    if kind == ChartKind.BARS and len(data.categories) * len(data.series) > MOST_BARS:
        raise ValidationError(_("These are more than %(limit)s bars: leave some out."), params={"limit": MOST_BARS})
    if kind == ChartKind.COLUMNS:
        _check_columns(data)
    if kind == ChartKind.LINE and not 2 <= len(data.categories) <= MOST_POINTS:
        raise ValidationError(_("A line goes through 2 to %(limit)s rows of the table."), params={"limit": MOST_POINTS})


def _check_columns(data: ChartData) -> None:
    if len(data.series) > 2:
        raise ValidationError(_("Upright bars show one or two columns of numbers. Choose lying bars or a line."))
    if len(data.categories) > MOST_COLUMNS or not fits_a_phone(data.categories):
        raise ValidationError(
            _("These names do not fit side by side on a telephone. Choose lying bars, or shorter names.")
        )
