"""The page on which everybody can see how far the coalition is."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home import vocabulary
from home.models.section import SectionPage


class ProgressPage(SectionPage):
    """The goals of the coalition, how each is counted, and every counting with its source."""

    section_slug = "progress"
    section_title = _("Progress")
    section_order = 92
    header_item = "organisations"

    class Meta:
        verbose_name = _("progress page")
        verbose_name_plural = _("progress pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``goals``: those that hold today."""
        context = super().get_context(request, *args, **kwargs)
        context["goals"] = vocabulary.goals()
        return context
