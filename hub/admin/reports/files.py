"""Which documents search cannot read, or not to their end, and what to do about it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permissions import policy_registry

from home.models import HubDocument
from hub.admin.reports.base import HubReportView
from search.attachments.telling import troubled
from search.models.files import said_of


class FileReport(HubReportView):
    """Documents that a published page offers and whose words are not found, as far as the person may change them."""

    model = HubDocument  # type: ignore[assignment]
    name = "report_files"
    slug = "files"
    page_title = _("Files that search cannot read")  # type: ignore[assignment]
    header_icon = "doc-full"
    default_ordering = "title"  # type: ignore[assignment]
    columns = [
        TitleColumn("title", label=_("Title"), sort_key="title", url_name="wagtaildocs:edit", width="28%"),
        Column("filename", label=_("File")),
        Column("said", label=_("What is wrong with it")),
        DateColumn("created_at", label=_("Uploaded"), sort_key="created_at"),
    ]
    export = {
        "title": _("Title"),
        "filename": _("File"),
        "said": _("What is wrong with it"),
        "created_at": _("Uploaded"),
    }

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the documents with a trouble that the person may change."""
        policy = policy_registry.get_by_type(HubDocument)
        return troubled(policy.instances_user_has_any_permission_for(self.request.user, ["change"]))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Give the listed documents their sentence."""
        for document in object_list:
            document.said = said_of(document.file_state, document.file_is_cut)
        return object_list
