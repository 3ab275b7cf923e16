"""Tags of the pages on which members write."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.utils.translation import get_language_info
from wagtail.models import Page

from home.languages import content_languages
from knowledge.models import Submission

register = template.Library()


@register.simple_tag
def told(words: Any, name: str) -> Any:
    """Return what is told of a field: remarks, or the other version; "" when nothing is."""
    return words.get(name, "") if isinstance(words, Mapping) else ""


@register.simple_tag
def is_told(words: Any, name: str) -> bool:
    """Return whether something is told of a field, be it that it was emptied."""
    return isinstance(words, Mapping) and name in words


@register.simple_tag
def nonce() -> UUID:
    """Return what a button brings along, so that pressing it twice begins one draft."""
    return uuid4()


@register.simple_tag
def untranslated(submission: Submission) -> list[dict[str, Any]]:
    """Return the languages in which a published work cannot be read yet, as Django describes them."""
    if not submission.page.live:
        return []
    versions = Page.objects.filter(translation_key=submission.page.translation_key)
    there = set(versions.values_list("locale__language_code", flat=True))
    return [dict(get_language_info(code)) for code, _name in content_languages() if code not in there]
