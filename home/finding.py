"""Finding a published work by its public id."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import Page

from home.models import HubPage
from search.audience import is_visible
from search.documents import PUBLIC_ID
from search.models import IndexEntry


def find_work(public_id: str, user: Any) -> HubPage:
    """Return the live page of a work in the active language, else in another one.

    Raises ``Http404`` when there is none, or none that this person may see, which look the same (decision 14).
    """
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    locale = get_language() or settings.LANGUAGE_CODE
    entry = IndexEntry.objects.filter(public_id=public_id, locale=locale, is_live=True).first()
    page = Page.objects.filter(pk=entry.page_id).first() if entry is not None else None
    if page is None or not is_visible(page, user):
        raise Http404
    found: HubPage = page.specific
    return found
