"""Tags of the templates of courses."""

from django import template

from knowledge import presentation
from search.documents import Period

register = template.Library()


@register.simple_tag
def soon_badge(period: Period | None) -> dict[str, str] | None:
    """Return the badge of a date that begins within the month, and takes place; else nothing."""
    return presentation.soon_badge(period)
