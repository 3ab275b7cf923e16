"""What the hub's reports have in common: for who writes, about what she may work on, with filters and export."""

import abc
from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports.base import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from hub.admin import exports

WRITERS = ("add", "change", "publish")


class HubReportView(ReportView):  # type: ignore[misc]
    """A report of the hub. ``name`` is that of its address, ``slug`` its place below ``reports/hub/``."""

    model = Page
    any_permission_required = WRITERS  # type: ignore[assignment]
    custom_value_preprocess = exports.LOCAL_TIMES
    name: ClassVar[str] = ""
    slug: ClassVar[str] = ""
    # Column of the export -> its heading.
    export: ClassVar[dict[str, Any]] = {}

    @cached_property
    def permission_policy(self) -> Any:
        """The rights that are asked are those on pages, as in the menu, whatever the report lists."""
        return policy_registry.get_by_type(Page)

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """Return the addresses of the report and of its results alone."""
        options = {
            "index_url_name": cls.name,
            "index_results_url_name": f"{cls.name}_results",
            "list_export": list(cls.export),
            "export_headings": cls.export,
            "export_filename": f"report-{cls.slug}",
        }
        return [
            path(f"reports/hub/{cls.slug}/", cls.as_view(**options), name=cls.name),
            path(
                f"reports/hub/{cls.slug}/results/",
                cls.as_view(**options, results_only=True),
                name=f"{cls.name}_results",
            ),
        ]


class RowReportView(HubReportView, abc.ABC):  # type: ignore[override]
    """A report whose rows are put together in memory: light ones first, decorated a page at a time."""

    filterset_class: type[WagtailFilterSet]  # type: ignore[assignment]

    @abc.abstractmethod
    def get_rows(self, chosen: dict[str, Any]) -> Sequence[Any]:
        """Return the rows that the filters leave, in order."""

    def get_filtered_queryset(self) -> Sequence[Any]:
        """Return the rows; filters with nonsense in them narrow nothing."""
        is_valid = self.filters and self.filters.is_valid()
        return self.get_rows(self.filters.form.cleaned_data if is_valid else {})


class LinkColumn(TitleColumn):  # type: ignore[misc]
    """The name of a row, linked to where it is edited (``row.url``); plain when that is empty."""

    def __init__(self, name: str = "title", **kwargs: Any) -> None:
        super().__init__(name, get_url=lambda row: row.url, **kwargs)


class CellColumn(Column):  # type: ignore[misc]
    """A column with a cell of its own template, below ``hub/admin/cells/``."""

    def __init__(self, name: str, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = f"hub/admin/cells/{template}.html"
