"""Tags of what follows publication."""

from typing import Any

from django import template

from knowledge.works.citations import as_text
from knowledge.works.reading import citation_of

register = template.Library()


@register.simple_tag
def citation(page: Any) -> str:
    """Return the line with which a practice is cited; nothing for a draft, which has no date yet."""
    return as_text(citation_of(page)) if page.first_published_at and page.last_published_at else ""
