"""Tags of the editor's templates."""

from typing import Any

from django import template
from wagtail.models import Page

from home.visibility import visibility_of

register = template.Library()


@register.simple_tag
def visibility(page: Any) -> list[str]:
    """Return the sentences that say who sees a page, and from when; none for what is not a page."""
    return visibility_of(page) if isinstance(page, Page) else []
