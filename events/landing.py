"""What this app contributes to the landing pages of terms: the next events, and their calendar."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.exports import EVENT, calendar_url
from home.models import Term
from home.sections import SectionContext, WorksSection


@dataclass(frozen=True, kw_only=True)
class AgendaSection(WorksSection):
    """The next events of a corner, as rows, with the calendar of all of them."""

    template: str = "events/includes/section_agenda.html"

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Add ``calendar_url``."""
        context = super().get_context(request, term)
        return {**context, "calendar_url": calendar_url(context["shelf"].query)} if context else None


agenda_section = AgendaSection(
    slug="agenda", title=_("Agenda"), filters={"type": (EVENT,)}, sort="soonest", is_half=True
)
