"""Panels of the editor."""

from typing import Any
from urllib.parse import urlencode

from django.forms import Media
from wagtail.admin.panels import Panel


class DatesPanel(Panel):  # type: ignore[misc]
    """The dates of a page: its first date as fields, afterwards a list with a link to change them."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The panel for one page."""

        template_name = "events/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the form of the first date, or the dates there are."""
            from events.presentation import shown_date  # noqa: PLC0415 - it reads the models

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["date_form"] = self.date_form
            context["dates"] = [shown_date(occurrence) for occurrence in self.instance.stored_occurrences]
            context["page"] = self.instance
            context["check_query"] = self.check_query
            return context

        @property
        def media(self) -> Media:
            """Return what the fields of the date need."""
            media: Media = super().media
            return media + self.date_form.media if self.date_form is not None else media

        @property
        def check_query(self) -> str:
            """What the check of a date is asked with: the page, when there is one, and what the fields are called."""
            page = {"page": self.instance.pk} if self.instance.pk else {}
            return urlencode({**page, "prefix": self.date_form.prefix}) if self.date_form is not None else ""

        @property
        def date_form(self) -> Any:
            """The form of the first date; ``None`` without one, or where revisions are compared."""
            return getattr(self.form, "date_form", None)
