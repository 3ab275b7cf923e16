"""Finding the page of a work that has dates by its public id."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import Page

from events.models import DatedPage, dated_page_models
from search.audience import is_visible
from search.documents import PUBLIC_ID
from search.models import IndexEntry


def find_dated_page(public_id: str, user: Any) -> DatedPage:
    """Return the live page of a work in the active language, else in another one.

    Raises ``Http404`` when there is none with dates, or none that this person may see, which look the same
    (decision 14).
    """
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    locale = get_language() or settings.LANGUAGE_CODE
    entry = IndexEntry.objects.filter(public_id=public_id, locale=locale, is_live=True).first()
    page = Page.objects.type(*dated_page_models()).filter(pk=entry.page_id).first() if entry is not None else None
    if page is None or not is_visible(page, user):
        raise Http404
    found: DatedPage = page.specific
    return found


def live_page_of(work: UUID, language: str = "") -> DatedPage | None:
    """Return the live page of a work in a language (the active one by default), else in the site's first language."""
    pages = Page.objects.type(*dated_page_models()).filter(translation_key=work, live=True).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    wanted = (language or get_language() or settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES))
    page = next((by_language[code] for code in wanted if code in by_language), None)
    return page.specific if page is not None else None
