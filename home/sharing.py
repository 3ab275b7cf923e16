"""Which picture other sites show beside a link to this one, where it is found, and who may see it.

The address of a picture names the page and the card that was drawn (``ShareCard.digest``): another title is
another address. It is drawn when it is first asked for, and kept in ``HUB_SHARE_DIR``, one for each page and
language.
"""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from home.models import HomePage, HubPage, Term, TermIndexPage
from home.navigation import section_models
from home.share_images import HEIGHT, WIDTH, ShareCard, draw
from search.addresses import absolute_url
from search.audience import is_public_collection, is_visible
from search.documents import PUBLIC_ID
from search.facets import get_facet
from search.models import IndexEntry

logger = logging.getLogger(__name__)

OWN_IMAGE: Final = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"


@dataclass(frozen=True, slots=True)
class SharePicture:
    """A picture as Open Graph describes it; ``url`` is absolute."""

    url: str
    width: int
    height: int
    alt: str
    media_type: str


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card that may be drawn for a visitor; ``is_public`` when it may be for anybody."""

    card: ShareCard
    is_public: bool


def picture_of(page: Any, term: Any = None) -> SharePicture:
    """Return the picture of a page (with ``term``: of that landing page); of a view without a page for ``None``."""
    if not isinstance(page, HubPage):
        return _drawn("site", "search", search_card())
    if term is not None and isinstance(page, TermIndexPage):
        return _drawn(page.facet_key, term.slug, term_card(page, term))
    return _own_image(page) or _drawn(*page.share_key, page.get_share_card())


def search_card() -> ShareCard:
    """Return the card of the search page, and of every view that is no page, in the active language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return ShareCard(title=_("Search knowledge"), site=settings.WAGTAIL_SITE_NAME, language=language)


def term_card(page: TermIndexPage, term: Term) -> ShareCard:
    """Return the card of the landing page of a term, which is a route of the index of its axis."""
    language = page.locale.language_code
    with translation.override(language):
        label = str(get_facet(page.facet_key).label)
    return ShareCard(
        title=term.name_in(language),
        site=settings.WAGTAIL_SITE_NAME,
        language=language,
        label=label,
        block=term.slug,
        slug=term.slug,
        dye=term.dye,
        weave=term.weave,
    )


def find_card(kind: str, key: str, user: Any) -> FoundCard | None:
    """Return the card that an address names in the active language; ``None`` when there is none for this user."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if kind == "site" and key == "search":
        return FoundCard(search_card(), is_public=True)
    page = _page(kind, key, language)
    if page is None or not is_visible(page, user):
        return None
    is_public = is_visible(page, AnonymousUser())
    if not isinstance(page, TermIndexPage) or kind == "section":
        return FoundCard(page.get_share_card(), is_public)
    term = page.term_model._default_manager.filter(slug=key).first()
    return FoundCard(term_card(page, term), is_public) if term else None


def picture_bytes(kind: str, key: str, card: ShareCard) -> bytes:
    """Return the picture of a card, drawn once; what was drawn of the same page before is thrown away."""
    folder = Path(settings.HUB_SHARE_DIR) / card.language / kind
    path = folder / f"{key}-{card.digest}.png"
    try:
        return path.read_bytes()
    except OSError:
        picture = draw(card)
    try:
        _keep(folder, path, key, picture)
    except OSError:
        # A full or read-only disk makes this slower, not impossible.
        logger.warning("The picture of %s %s could not be kept.", kind, key, exc_info=True)
    return picture


def share_path(kind: str, key: str, card: ShareCard) -> str:
    """Return the address of the picture of a card on this site."""
    with translation.override(card.language):
        return reverse("share_image", args=[kind, key, card.digest])


def _drawn(kind: str, key: str, card: ShareCard) -> SharePicture:
    return SharePicture(absolute_url(share_path(kind, key, card)), WIDTH, HEIGHT, card.alt, "image/png")


def _own_image(page: HubPage) -> SharePicture | None:
    """Return the page's own image, when everybody may see it and its file is there."""
    if page.image is None or not is_public_collection(page.image.collection):
        return None
    try:
        rendition = page.image.get_rendition(OWN_IMAGE)
    except (SourceImageIOError, InvalidFilterSpecError):
        return None
    alt = page.image_alt or page.title
    return SharePicture(absolute_url(rendition.url), rendition.width, rendition.height, alt, "image/jpeg")


def _page(kind: str, key: str, language: str) -> Any:
    """Return the live page that an address names in a language, ``None`` when there is none."""
    if kind == "work":
        return _work(key, language)
    if kind == "site":
        homes = HomePage.objects.filter(locale__language_code=language, live=True)
        return homes.first() if key == "home" else None
    attribute, value = ("section_slug", key) if kind == "section" else ("facet_key", kind)
    model = next((model for model in section_models() if getattr(model, attribute, "") == value), None)
    return model._default_manager.filter(locale__language_code=language, live=True).first() if model else None


def _work(key: str, language: str) -> Any:
    if not PUBLIC_ID.fullmatch(key):
        return None
    # An entry in its own language only: a work that is shown in another language has its picture there.
    entry = IndexEntry.objects.filter(public_id=key, locale=language, language=language, is_live=True).first()
    page = Page.objects.filter(pk=entry.page_id).first() if entry else None
    return page.specific if page else None


def _keep(folder: Path, path: Path, key: str, picture: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(picture)
    Path(file.name).replace(path)
    for older in folder.glob(f"{key}-{'?' * 16}.png"):
        if older != path:
            older.unlink(missing_ok=True)
