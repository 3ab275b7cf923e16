"""Filters of the templates of courses."""

from django import template

from knowledge import presentation
from search.documents import Period

register = template.Library()


@register.filter
def starts_soon(period: Period | None) -> bool:
    """Return whether a date begins within the month, and takes place."""
    return presentation.starts_soon(period)
