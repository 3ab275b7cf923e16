"""The calendars that somebody follows, in My hub."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.models import CalendarSubscription
from members.my_hub import SectionContext


@dataclass(frozen=True)
class CalendarsSection:
    """The names of the calendars, and the way to look after them."""

    slug: str = "calendars"
    template: str = "events/my_hub/calendars.html"
    is_aside: bool = True

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``subscriptions``."""
        rows = list(CalendarSubscription.objects.of_user(request.user))
        return {"title": _("Calendars that you follow"), "subscriptions": rows} if rows else None


calendars_section = CalendarsSection()
