"""Tags of the pages on which members write."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def told(words: Any, name: str) -> Any:
    """Return what is told of a field: remarks, or the other version; "" when nothing is."""
    return words.get(name, "") if isinstance(words, Mapping) else ""


@register.simple_tag
def is_told(words: Any, name: str) -> bool:
    """Return whether something is told of a field, be it that it was emptied."""
    return isinstance(words, Mapping) and name in words
