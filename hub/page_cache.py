"""Whole pages in memory for anonymous visitors, forgotten at the very next request after a change.

What keeps it true is the index's stamp (``search.models.IndexState``), drawn anew in the transaction of
every change that a public page can show: pages, restrictions and vocabularies draw it through the index,
the models in ``SHOWN`` through ``hub.signal_handlers``. An answer is kept under the stamp that was read
*before* it was made. So an answer can be newer than its stamp and is then simply not asked for again, but
never older: after a commit nobody asks for the old stamp any more. One query answers a known page.

What changes by the clock alone, such as an event that is over, is at most ``HUB_PAGE_CACHE_SECONDS`` late.

Answers are kept compressed, and only small ones: ``MAX_BYTES`` times the entries of the cache is what a process
may come to hold, whatever is asked of it.
"""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from search.models import IndexState
from search.notes import Note, note_of, with_note
from search.partials import VARIES, part_asked

GetResponse = Callable[[HttpRequest], HttpResponse]

CACHE: Final = "pages"
# Compressed: twice what the largest page needs with its usual number of results. A list of a hundred is made each time.
MAX_BYTES: Final = 32_000
# The quickest: a quarter of the size in a quarter of a millisecond. Level 6 saves a sixth more, for twice the time.
LEVEL: Final = 1
# A longer address was typed by a machine; what it asks for is answered, and not kept.
MAX_ADDRESS: Final = 300
# Answers that differ by more than this are not for everybody; which part of a page was asked for is in its key.
KEPT_VARIATIONS: Final = frozenset({"", "cookie", *(header.lower() for header in VARIES)})
# Rows that public pages show and the index does not follow by itself.
SHOWN: Final = frozenset(
    {
        "events.Venue",
        "home.Goal",
        "home.GoalReading",
        "home.GoalText",
        "home.HubDocument",
        "home.HubImage",
        "knowledge.Adoption",
        "knowledge.EvidenceConfirmation",
        "knowledge.WorkNote",
        "members.CoalitionDesk",
        "members.Contact",
        "members.Contributor",
        "members.Participation",
        "members.Seat",
        "wagtailcore.Collection",
        "wagtailcore.Locale",
        "wagtailcore.Site",
    }
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it is kept: its bytes, compressed, its headers, and what it is for who counts."""

    packed: bytes
    headers: Mapping[str, str]
    note: Note | None = None

    def response(self) -> HttpResponse:
        """Return the answer as it was made."""
        return with_note(HttpResponse(zlib.decompress(self.packed), headers=self.headers), self.note)


class PageCacheMiddleware:
    """Answers anonymous visitors from memory, and with 304 when they have the page already.

    Outermost of what makes an answer, so that the headers the others add are kept with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory, or keep what is answered when it is the same for everybody."""
        if not may_be_kept_for(request):
            return self.get_response(request)
        state = IndexState.current()
        if state is None:
            return self.get_response(request)
        key = _key(request, str(state[1]))
        kept: KeptPage | None = caches[CACHE].get(key)
        if kept is not None:
            return _answer(request, kept.response())
        response = self.get_response(request)
        if not is_for_everybody(request, response):
            return response
        _keep(key, response)
        return _answer(request, response)


def may_be_kept_for(request: HttpRequest) -> bool:
    """Return whether a request is of somebody unknown, for a page of the site."""
    return (
        settings.HUB_PAGE_CACHE_SECONDS > 0
        and request.method == "GET"
        and request.path_info.startswith(_prefixes())
        and len(request.get_full_path()) <= MAX_ADDRESS
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "Authorization" not in request.headers
        and "Range" not in request.headers
    )


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether an answer may be given to any other anonymous visitor as well."""
    variations = {part.strip().lower() for part in response.headers.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and "Cache-Control" not in response.headers
        and variations <= KEPT_VARIATIONS
    )


def _prefixes() -> tuple[str, ...]:
    return tuple(f"/{code}/" for code, _name in settings.LANGUAGES)


def _key(request: HttpRequest, stamp: str) -> str:
    # Links in the page carry the scheme and the host; the stamp names the state of everything it shows.
    parts = (stamp, request.scheme or "", request.get_host(), request.get_full_path(), part_asked(request))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _keep(key: str, response: HttpResponse) -> None:
    # A browser may keep the page and asks each time whether it is still the same.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    packed = zlib.compress(response.content, LEVEL)
    if len(packed) <= MAX_BYTES:
        caches[CACHE].set(
            key, KeptPage(packed, dict(response.headers), note_of(response)), settings.HUB_PAGE_CACHE_SECONDS
        )


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    conditional = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return with_note(conditional, note_of(response)) if isinstance(conditional, HttpResponse) else response
