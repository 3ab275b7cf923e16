"""Blocks of facts and numbers: lists of facts, tables, and charts with the table that they are drawn from."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, ChoiceBlock, FieldBlock, TextBlock, URLBlock

from home import charts, grid
from home.blocks.base import NUMBERS, ParentInMigrations, asking, refuse, template_of
from home.chart_data import ChartData, check_chart, read_chart
from home.enums import ChartKind
from home.validators import validate_web_url
from home.widgets import GridInput


class FactBlock(blocks.StructBlock):  # type: ignore[misc]
    """A name, a value and a remark: a row of a list of facts."""

    name = CharBlock(label=_("Name"), max_length=80)  # type: ignore[assignment]
    value = CharBlock(label=_("Value"), max_length=200)
    note = TextBlock(label=_("Remark"), max_length=300, required=False, default="")

    class Meta:
        icon = "form"
        label = _("Fact")


class FactsBlock(ParentInMigrations, blocks.ListBlock):  # type: ignore[misc]
    """Names with their values."""

    parent_path = "wagtail.blocks.ListBlock"

    class Meta:
        icon = "form"
        label = _("Facts")
        group = NUMBERS
        description = _("A name and a value on each line, with a remark where it needs one.")
        template = template_of("facts")
        min_num = 1
        max_num = 30

        @staticmethod
        def preview_value() -> list[dict[str, str]]:
            """Return two facts."""
            return [
                {"name": gettext("Computing power"), "value": gettext("4 nodes with 8 GPUs each"), "note": ""},
                {
                    "name": gettext("Data"),
                    "value": gettext("310 hours of speech"),
                    "note": gettext("From volunteers who gave their consent."),
                },
            ]


class GridBlock(ParentInMigrations, FieldBlock):  # type: ignore[misc]
    """A small table of text, edited as a grid; its value is a list of rows, the first one of headings."""

    parent_path = "wagtail.blocks.TextBlock"

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text, widget=GridInput(), strip=False, max_length=40_000
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "table"
        default = ()

    def value_from_form(self, value: Any) -> grid.Cells:
        """Return the cells of a text."""
        return grid.parse(str(value or ""))

    def value_for_form(self, value: Any) -> str:
        """Return the text of the cells."""
        return grid.to_text(value or ())

    def clean(self, value: Any) -> grid.Cells:
        """Return the cells; raises ``ValidationError`` for a table that is too large, or not yet one."""
        cells: grid.Cells = super().clean(value)
        if cells and not self.is_deferred_validation:
            grid.check(cells)
        return cells

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the words of every cell."""
        return [cell for row in value or () for cell in row if cell]


def _cells_of(stored: Any) -> Any:
    """Return a stored table with its cells in one piece: columns and rows used to be lists of lists of items."""
    if not isinstance(stored, Mapping) or "cells" in stored or "columns" not in stored:
        return stored
    rows = [stored["columns"], *map(_item_value, stored.get("rows", ()))]
    cells = [[str(_item_value(cell) or "") for cell in row] for row in rows]
    return {"caption": stored.get("caption", ""), "cells": grid.squared(cells)}


def _item_value(item: Any) -> Any:
    return item["value"] if isinstance(item, Mapping) and "value" in item else item


class TableValue(blocks.StructValue):  # type: ignore[misc]
    """A table of plain text."""

    @property
    def columns(self) -> list[str]:
        """The headings, that of the names included."""
        return list(self["cells"][0]) if self.get("cells") else []

    @property
    def rows(self) -> list[list[str]]:
        """The rows below the headings."""
        return list((self.get("cells") or ())[1:])


class TableBlock(blocks.StructBlock):  # type: ignore[misc]
    """A table of plain text with one row of headings."""

    caption = CharBlock(label=_("Caption"), max_length=200, help_text=_("What the table is about."))
    cells = GridBlock(
        label=_("Table"),
        help_text=_("The first row has the headings. You can paste cells from a spreadsheet."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        group = NUMBERS
        description = _("Words and numbers in rows and columns. Paste them from a spreadsheet.")
        template = template_of("table")
        value_class = TableValue

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a table of three columns."""
            head = [gettext("Phase"), gettext("Who"), gettext("Hours")]
            first = [gettext("Question"), gettext("Nurses"), "40"]
            second = [gettext("Model"), gettext("Data scientists"), "310"]
            return {"caption": gettext("Who put in which hours"), "cells": [head, first, second]}

    def to_python(self, value: Any) -> Any:
        """Return the table, also one that was stored as lists of lists."""
        return super().to_python(_cells_of(value))

    def normalize(self, value: Any) -> Any:
        """Return the table that somebody gave, in either form."""
        return super().normalize(_cells_of(value))

    def bulk_to_python(self, values: Any) -> Any:
        """Return the tables, also those that were stored as lists of lists."""
        return super().bulk_to_python([_cells_of(value) for value in values])


class ChartValue(blocks.StructValue):  # type: ignore[misc]
    """A chart and the table that it is drawn from."""

    @cached_property
    def data(self) -> ChartData | None:
        """The numbers; ``None`` when the table cannot be drawn (a draft that is not finished)."""
        try:
            data = read_chart(self["cells"], str(self.get("unit") or "").strip())
            check_chart(data, self["kind"])
        except (ValidationError, IndexError):
            return None
        return data

    @cached_property
    def drawing(self) -> charts.Drawing | None:
        """The shapes of the chart."""
        return charts.draw(self.data, self["kind"]) if self.data else None


class ChartBlock(blocks.StructBlock):  # type: ignore[misc]
    """A chart, drawn by the server, with its numbers in a table beneath."""

    title = CharBlock(
        label=_("What the chart shows"),
        max_length=160,
        help_text=_("In one sentence, with the conclusion: “Twice as many fieldlabs as in 2022”."),
    )
    kind = ChoiceBlock(label=_("Kind of chart"), choices=ChartKind.choices, default=ChartKind.BARS, search_index=False)
    cells = GridBlock(
        label=_("Numbers"),
        help_text=_(
            "Names in the first column, numbers in the others, headings in the first row. Leave a cell empty where "
            "there is no number. You can paste cells from a spreadsheet."
        ),
    )
    unit = CharBlock(
        label=_("Unit"), max_length=40, required=False, default="", help_text=_("What the numbers count: %, €, people.")
    )
    source = CharBlock(label=_("Source"), max_length=160, required=False, default="")
    source_url = URLBlock(
        label=_("Address of the source"), required=False, default="", max_length=500, validators=[validate_web_url]
    )

    class Meta:
        icon = "block-chart"
        label = _("Chart")
        group = NUMBERS
        description = _("Bars or lines, drawn from a small table that readers can open below the chart.")
        template = template_of("chart")
        value_class = ChartValue

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a chart of three bars."""
            head = [gettext("Area"), gettext("Best practices")]
            rows = [[gettext("Care"), "14"], [gettext("Energy"), "9"], [gettext("Mobility"), "3"]]
            return {
                "title": gettext("Most that is shared comes from care"),
                "kind": ChartKind.BARS,
                "cells": [head, *rows],
                "unit": "",
                "source": gettext("Example numbers"),
                "source_url": "",
            }

    def clean(self, value: Any) -> Any:
        """Ask for numbers that this kind of chart can show, and for a source when it has an address."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            data = asking("cells", read_chart, cleaned["cells"], str(cleaned.get("unit") or "").strip())
            asking("kind" if len(data.numbers) else "cells", check_chart, data, cleaned["kind"])
            if cleaned.get("source_url") and not cleaned.get("source"):
                raise refuse(source=_("Say what is at this address."))
        return cleaned
