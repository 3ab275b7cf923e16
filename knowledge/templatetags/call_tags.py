"""Tags of the templates of funding calls."""

from datetime import datetime

from django import template

from home import wording
from knowledge import calls
from search.results import Hit

register = template.Library()


@register.simple_tag
def call_state(hit: Hit) -> calls.CallState:
    """Return how the call of a result row stands now."""
    opens_at = hit.card.get("opens_at")
    return calls.state_of(datetime.fromisoformat(opens_at) if opens_at else None, hit.deadline)


@register.filter
def deadline_text(moment: datetime) -> str:
    """Write the moment at which one is too late: 3 december 2026, 17.00 uur; midnight ends the day before."""
    return wording.deadline_text(moment)


@register.filter
def moment_text(moment: datetime) -> str:
    """Write a day and time on the site's clock: 3 december 2026, 17.00 uur."""
    return calls.moment_text(moment)
