"""What every page of a desk shows: whose it is, its parts, and its dates to choose from."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from events.desk.access import Desk
from events.models import Occurrence
from events.presentation import date_badges
from home import wording


def desk_context(desk: Desk, tab: str, **more: Any) -> dict[str, Any]:
    """Return the context of a page of the desk: ``desk``, ``desk_tabs`` and whatever the page itself shows."""
    parts = [
        ("list", _("Registrations"), "desk:list"),
        ("check-in", _("Check-in"), "desk:check_in"),
        ("messages", _("Messages"), "desk:messages"),
        ("certificates", _("Certificates"), "desk:certificates"),
        ("settings", _("Settings"), "desk:settings"),
    ]
    tabs = [
        {"label": label, "url": reverse(view, args=[desk.key]), "is_current": key == tab} for key, label, view in parts
    ]
    return {"desk": desk, "desk_tabs": tabs, **more}


def date_text(date: Occurrence) -> str:
    """Return a date as a choice reads: the days, the times on the clock there, and whether it does not take place."""
    zone, all_day = date.schedule.zone, date.schedule.all_day
    text = wording.period_text(date.starts_at, date.ends_at, zone, all_day=all_day)
    badges = [badge["label"] for badge in date_badges(date) if date.is_cancelled or date.is_postponed]
    return " – ".join([text, *badges])


def date_choices(desk: Desk) -> list[tuple[str, str]]:
    """Return the dates of a work as choices of a form."""
    return [(str(date.uuid), date_text(date)) for date in desk.dates]
