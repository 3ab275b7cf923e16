"""What this app contributes to the landing pages of terms: the next events."""

from django.utils.translation import gettext_lazy as _

from events.exports import EVENT
from home.sections import WorksSection

agenda_section = WorksSection(
    slug="agenda", title=_("Agenda"), filters={"type": (EVENT,)}, sort="soonest", is_half=True
)
