"""The columns of the editor's lists of works."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn

from hub.admin.kinds import Kind


class FactColumn(Column):  # type: ignore[misc]
    """A column of ``page.facts``, in a cell of its own template."""

    def __init__(self, name: str, template: str = "fact", **kwargs: Any) -> None:
        super().__init__(name, accessor=f"facts.{name}", classname=f"hub-col-{name.replace('_', '-')}", **kwargs)
        self.cell_template_name = f"hub/admin/cells/{template}.html"


class MatrixColumn(FactColumn):
    """The place of a work on the matrix: its building blocks, then its application areas."""

    def __init__(self) -> None:
        super().__init__("blocks", "matrix", label=_("Place on the matrix"))


def work_columns(kinds: tuple[Kind, ...]) -> list[BaseColumn]:
    """Return the columns of a list of these kinds: what it is, where it stands, whose it is, how old it is.

    The columns that only some kinds have are left out of a list of several.
    """
    columns: list[BaseColumn] = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="32%"),
        PageStatusColumn("status", label=_("State"), sort_key="live", classname="hub-col-status"),
    ]
    if len(kinds) > 1:
        columns.append(FactColumn("label", label=_("Type"), sort_key="content_type__model"))
    if any(kind.is_classified for kind in kinds):
        columns.append(MatrixColumn())
    columns.append(FactColumn("language", label=_("Language"), sort_key="locale"))
    columns.append(FactColumn("owner", label=_("Owner"), sort_key="owner__name"))
    if all(kind.is_dated for kind in kinds):
        columns.append(FactColumn("next_date", "dates", label=_("Next date"), sort_key="next_date"))
    if all(kind.has_evidence for kind in kinds):
        columns.append(FactColumn("confirmed_on", "day", label=_("Last confirmed"), sort_key="confirmed_on"))
    columns.append(
        DateColumn(
            "latest_revision_created_at",
            label=_("Updated"),
            sort_key="latest_revision_created_at",
            classname="hub-col-updated",
        )
    )
    return columns


EXPORT = {
    "title": _("Title"),
    "facts.label": _("Type"),
    "status_string": _("State"),
    "facts.language": _("Language"),
    "facts.blocks": _("Building blocks"),
    "facts.areas": _("Application areas"),
    "facts.owner": _("Owner"),
    "facts.next_date": _("Next date"),
    "facts.confirmed_on": _("Last confirmed"),
    "first_published_at": _("First published"),
    "latest_revision_created_at": _("Updated"),
    "full_url": _("Address"),
}
