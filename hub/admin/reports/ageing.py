"""Which content is oldest: changed, published and confirmed longest ago."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from hub.admin import kinds, reads, rows
from hub.admin.columns import FactColumn
from hub.admin.filters import filterset_for
from hub.admin.reports.base import HubReportView


class AgeingReport(HubReportView):
    """All works that somebody may edit, the longest untouched first."""

    name = "report_ageing"
    slug = "ageing"
    page_title = _("Ageing content")  # type: ignore[assignment]
    header_icon = "hub-clock"
    default_ordering = "latest_revision_created_at"  # type: ignore[assignment]
    columns = [
        TitleColumn("title", label=_("Title"), sort_key="title", url_name="wagtailadmin_pages:edit", width="32%"),
        FactColumn("label", label=_("Type"), sort_key="content_type__model"),
        FactColumn("language", label=_("Language"), sort_key="locale"),
        FactColumn("owner", label=_("Owner"), sort_key="owner__name"),
        FactColumn("confirmed_on", "day", label=_("Last confirmed"), sort_key="confirmed_on"),
        DateColumn("first_published_at", label=_("First published"), sort_key="first_published_at"),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
    ]
    export = {
        "title": _("Title"),
        "facts.label": _("Type"),
        "facts.language": _("Language"),
        "facts.owner": _("Owner"),
        "status_string": _("State"),
        "facts.confirmed_on": _("Last confirmed"),
        "first_published_at": _("First published"),
        "last_published_at": _("Last published"),
        "latest_revision_created_at": _("Updated"),
    }

    @cached_property
    def filterset_class(self) -> Any:  # type: ignore[override]
        """The filters of the list of everything."""
        return filterset_for(kinds.kinds())

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the works that the person may edit, with what the columns ask."""
        pages = reads.works(self.request.user)
        pages = pages.specific(defer=True).select_related("locale", "owner").annotate_approved_schedule()
        return pages.prefetch_workflow_states().annotate(
            confirmed_on=reads.last_confirmed(), next_date=reads.next_date(), last_date=reads.last_date()
        )

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Begin with what nobody ever confirmed or published: nothing is older."""
        ordering = str(self.ordering)
        field = F(ordering.removeprefix("-"))
        order = field.desc(nulls_last=True) if ordering.startswith("-") else field.asc(nulls_first=True)
        return queryset.order_by(order, "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Give the listed pages their facts."""
        rows.describe(object_list)
        return object_list
