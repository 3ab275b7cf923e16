"""Spreadsheets that the editor exports: no title becomes a formula.

Wagtail writes values to CSV as they are and holds this for the reader's affair
(https://docs.wagtail.org/en/stable/reference/settings.html, "Security considerations"); its XLSX marks text as
text. Titles come from many people here, so the guard sits where every export of the editor passes: our own
lists and Wagtail's reports alike.
"""

import re
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = re.compile(r"(^|[;\t\r\n])([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\t\r])")

# Moments on the clock of who exports: Wagtail's own workbooks are in UTC and do not say so.
LOCAL_TIMES: Final = {
    datetime: {
        SpreadsheetExportMixin.FORMAT_XLSX: timezone.make_naive,
        SpreadsheetExportMixin.FORMAT_CSV: lambda moment: timezone.localtime(moment).isoformat(" ", "minutes"),
    },
    **{kind: how for kind, how in SpreadsheetExportMixin.custom_value_preprocess.items() if kind is not datetime},
}

_preprocess = SpreadsheetExportMixin.preprocess_field_value


def as_text(value: Any) -> Any:
    """Return a cell that no spreadsheet reads as a formula; whatever is not text stays as it is.

    Also after a semicolon: where that separates columns, a program splits a comma's file there.
    """
    return _FORMULA.sub(r"\1'\2", value) if isinstance(value, str) else value


def preprocess_field_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    """Return the cell as Wagtail makes it, harmless in a CSV file."""
    cell = _preprocess(view, field, value, export_format)
    return as_text(cell) if export_format == SpreadsheetExportMixin.FORMAT_CSV else cell


def guard() -> None:
    """Put the guard where every export passes; harmless when done twice."""
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value  # type: ignore[method-assign]
