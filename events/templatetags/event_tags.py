"""What lists draw of dates."""

from datetime import UTC

from django import template
from django.utils import timezone

from events.presentation import Badge
from search.results import Hit

register = template.Library()


@register.simple_tag
def date_states(hit: Hit) -> list[Badge]:
    """Return the badges of the date that a row is about, without those that hold for all of its dates.

    Nothing once that date is over: that it was full is no news any more.
    """
    if hit.period is None or hit.period.ends_at <= timezone.now():
        return []
    badges = hit.card.get("states", {}).get(hit.period.starts_at.astimezone(UTC).isoformat(), [])
    return [badge for badge in badges if badge not in hit.card.get("badges", ())]
