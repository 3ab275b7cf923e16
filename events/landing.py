"""What this app contributes to the landing pages of terms: the next events, and the way to follow them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.exports import EVENT, follow_url
from home.corner import corner_of
from home.models.terms import Term
from home.sections import SectionContext, WorksSection


@dataclass(frozen=True, kw_only=True)
class AgendaSection(WorksSection):
    """The next events of a term."""

    template: str = "events/includes/landing_agenda.html"

    def get_context(self, request: HttpRequest, term: Term) -> SectionContext | None:
        """Return what ``WorksSection`` does, with ``follow_url``: where one makes a calendar of them."""
        context = super().get_context(request, term)
        if context is not None:
            context["follow_url"] = follow_url(corner_of(request, term).query.with_values("type", EVENT))
        return context


agenda_section = AgendaSection(
    slug="agenda", title=_("Agenda"), filters={"type": (EVENT,)}, sort="soonest", is_half=True
)
