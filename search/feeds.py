"""Any search as an Atom feed to follow (RFC 4287): the newest works that it finds."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page

from search.addresses import absolute_url, host, query_path
from search.audience import user_tokens, visible_to
from search.engines import get_engine
from search.facets import get_facet
from search.forms import Export
from search.hits import LABELS
from search.query import SearchQuery
from search.responses import digest, file_response
from search.results import Hit
from search.words import plain_text

SIZE: Final = 50
# The date of a feed on a site that has nothing to show.
NEVER: Final = datetime.fromtimestamp(0, UTC)
# Part of permanent ids, whatever the year (RFC 4151 wants a date on which the host was ours).
TAG_YEAR: Final = 2026


def feed_query(asked: SearchQuery) -> SearchQuery:
    """Return the search behind a feed: what was asked, the first published last; order and page are its own."""
    return asked.replace(sort="newest", size=SIZE)


def feed_path(asked: SearchQuery) -> str:
    """Return the address of the feed of a search, in its language (decision 7) and canonical order."""
    kept = SearchQuery(text=asked.text, filters=asked.filters, when=asked.when, past=asked.past, locale=asked.locale)
    return query_path("search_atom", kept)


def feed_export(query: SearchQuery) -> Export:
    """Offer the search as a feed to follow (``HUB_SEARCH_EXPORTS``)."""
    return Export("atom", _("Follow (Atom)"), feed_path(query), "feed")


def feed_title(asked: SearchQuery) -> str:
    """Return the name of a feed: the site's, and what it was narrowed by.

    Only by vocabularies that are public themselves: that a tag or an organisation exists may be a secret.
    """
    chosen = [asked.text.text] if asked.text.text else []
    for key, values in asked.filters.items():
        facet = get_facet(key)
        labels = LABELS.current(facet, asked.locale) if facet.is_closed else {}
        chosen.extend(labels[value].label for value in values if value in labels)
    name = _("New at %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    return f"{name}: {', '.join(chosen)}" if chosen else name


class WorksFeed(Atom1Feed):
    """Django's Atom feed, with plain text, labelled categories and several authors."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Name the language of a work, which may be another than the feed's."""
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add summary, authors and categories (scheme, term, label) to what Django writes."""
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        for scheme, term, label in item["labelled"]:
            handler.addQuickElement("category", "", {"scheme": scheme, "term": term, "label": label})

    def latest_post_date(self) -> datetime:
        """Return when the newest change was; of an empty feed, when the newest work that may be seen was published."""
        updated: Iterable[datetime] = (item["updateddate"] for item in self.items)
        return max(updated, default=None) or self.feed["newest_at"]


def build_feed(request: HttpRequest, asked: SearchQuery) -> bytes:
    """Return the feed of what this visitor may see.

    Asks the pages for the visibility as well, because an engine may lag.
    """
    hits = get_engine().search(feed_query(asked)).hits
    pages = visible_to(Page.objects.filter(pk__in=[hit.page_id for hit in hits]), request.user)
    published = dict(pages.values_list("pk", "last_published_at"))
    path = feed_path(asked)
    feed = WorksFeed(
        title=plain_text(feed_title(asked)),
        link=absolute_url(asked.replace(sort="").url),
        description=None,
        language=asked.locale,
        author_name=settings.WAGTAIL_SITE_NAME,
        author_link=absolute_url("/"),
        feed_url=absolute_url(path),
        feed_guid=f"tag:{host()},{TAG_YEAR}:{path}",
        newest_at=_newest_publication(asked) if not published else NEVER,
    )
    for hit in hits:
        if hit.page_id in published:
            _add(feed, hit, published[hit.page_id] or hit.published_at)
    return feed.writeString("utf-8").encode()


def _add(feed: WorksFeed, hit: Hit, updated_at: datetime) -> None:
    meta = " · ".join(str(fact["text"]) for fact in hit.card.get("meta", ()))
    found_in = hit.found_in.named if hit.found_in else ""
    feed.add_item(
        title=plain_text(hit.title),
        link=absolute_url(hit.url),
        # Django would write it as HTML; ours is plain text.
        description=None,  # type: ignore[arg-type]
        pubdate=hit.published_at,
        updateddate=max(updated_at, hit.published_at),
        # The same in every language and for ever.
        unique_id=hit.work.urn,
        language=hit.language,
        summary=plain_text("\n".join(part for part in (meta, hit.summary, found_in) if part)),
        authors=[plain_text(bucket.label) for bucket in hit.labels.get("organisation", ())],
        labelled=[(_scheme("type"), hit.type, plain_text(hit.type_label)), *_categories(hit)],
    )


def _categories(hit: Hit) -> list[tuple[str, str, str]]:
    """Return the place of a work on the matrix."""
    return [
        (_scheme(key), bucket.value, plain_text(bucket.label))
        for key in settings.HUB_MATRIX
        for bucket in hit.labels.get(key, ())
    ]


def _scheme(facet: str) -> str:
    return f"tag:{host()},{TAG_YEAR}:{facet}"


def feed_response(request: HttpRequest) -> HttpResponse:
    """Answer with the feed of a search; 304 when the client has it already.

    What an address says wrongly is left out, as on the search page; page, size and order are not asked. What a
    signed-in visitor gets is kept by no cache. Raises ``SearchUnavailable`` when the engine does not answer.
    """
    language = get_language() or settings.LANGUAGE_CODE
    asked = SearchQuery.from_params(request.GET, locale=language, tokens=user_tokens(request.user))
    body = build_feed(request, asked)
    return file_response(request, HttpResponse(content_type=WorksFeed.content_type), lambda: body, etag=digest(body))


def _newest_publication(asked: SearchQuery) -> datetime:
    """Return when the newest work that the visitor may see in this language was first published.

    For a feed without entries, which must have a date as well. Not when the index last changed: that would tell of
    works that the visitor may not see.
    """
    everything = SearchQuery(locale=asked.locale, tokens=asked.tokens, past=True, sort="newest", size=1)
    return max((hit.published_at for hit in get_engine().search(everything).hits), default=NEVER)
