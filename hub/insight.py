"""Which answers count: a question that somebody asked, a work that was shown, opened or taken home (ADR 11, 15)."""

import functools
import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, ReferenceIndex

from home.figures import FIGURES
from home.models import FigureKind
from hub.page_cache import GetResponse
from search import insight
from search.insight import Question, question_of
from search.normalise import normalise
from search.notes import note_of
from search.throttle import client_address

# What says of itself that it is no person; browsers never call themselves any of this.
_ROBOT: Final = re.compile(
    r"bot|crawl|spider|slurp|scan|monitor|preview|fetch|archiv|headless|curl|wget|python|java/|go-http|okhttp|https?:",
    re.IGNORECASE,
)
ANSWERED: Final = (200, 304)


class InsightMiddleware:
    """Counts searches with words and the works opened from their results, kept pages included.

    Outermost, and after the answer is there: it reads what was said on the response (``search.notes``) and changes
    nothing of it. No query, no cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count the answer when it is one to be counted."""
        response = self.get_response(request)
        if response.status_code in ANSWERED and request.method == "GET" and insight.is_kept():
            count(request, response)
        return response


def count(request: HttpRequest, response: HttpResponse) -> None:
    """Count a first page of results, or a work whose visitor comes from one."""
    note = note_of(response)
    if note is None or not is_reader(request):
        return
    visitor = visitor_of(request)
    if note.work is not None:
        FIGURES.count(FigureKind.VIEW, [note.work], visitor)
        question = question_before(request)
        if question is not None:
            insight.RECORDER.opened(question, visitor, note.work)
        return
    FIGURES.count(FigureKind.APPEARANCE, note.listed, visitor)
    is_first_page = request.GET.get("page", "") in ("", "1")
    question = _question(request.path_info, request.GET) if is_first_page else None
    if question is not None:
        insight.RECORDER.asked(question, visitor, note.found)


def count_download(*, instance: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Count a document that somebody took home for the works that name it (Wagtail's ``document_served``).

    Asked of Wagtail's reference index, which may be a moment behind: it is a number for authors, not a rule.
    """
    if not insight.is_kept() or not is_reader(request):
        return
    pages = ReferenceIndex.get_references_to(instance).filter(base_content_type__model="page")
    ids = {int(key) for key in pages.values_list("object_id", flat=True) if key.isdigit()}
    works = Page.objects.filter(pk__in=ids, live=True).values_list("translation_key", flat=True)
    FIGURES.count(FigureKind.DOWNLOAD, set(works), visitor_of(request))


def is_reader(request: HttpRequest) -> bool:
    """Return whether a person who does not work on the site asked for this, to see it now."""
    agent = request.headers.get("User-Agent", "")
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    if not agent or _ROBOT.search(agent) or any("prefetch" in purpose.lower() for purpose in purposes):
        return False
    user: Any = getattr(request, "user", None)
    # A kept page goes to nobody who is signed in, and does not ask who it is.
    return user is None or not user.is_authenticated or not user.has_perm("wagtailadmin.access_admin")


def visitor_of(request: HttpRequest) -> str:
    """Return what tells visitors apart for an hour, in the memory of this process and as a salted digest only."""
    # What a visitor writes about the way here tells nobody apart: who made it up would count again each time.
    return "\n".join((client_address(request), request.headers.get("User-Agent", "")))


def question_before(request: HttpRequest) -> Question | None:
    """Return the question whose results the visitor comes from; ``None`` when it is another page or another site."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if referer.netloc != request.get_host():
        return None
    return _question(referer.path, QueryDict(referer.query[:4000]))


def _question(path: str, params: QueryDict) -> Question | None:
    language = search_paths().get(path)
    if language is None:
        return None
    return question_of(normalise(params.get("q", "")), language)


@functools.cache
def search_paths() -> dict[str, str]:
    """Return the address of the search page in each language -> the language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[reverse("search:search")] = code
    return found
