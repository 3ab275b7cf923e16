"""Tags of the head of a document: what other sites, search engines and feed readers find there."""

from dataclasses import replace
from typing import Any

from django import template
from django.template import Context

from home import listing, sharing
from search.feeds import feed_export, feed_title
from search.forms import Export
from search.query import SearchQuery

register = template.Library()


@register.simple_tag(takes_context=True)
def share_picture(context: Context) -> sharing.SharePicture | None:
    """Return the picture that other sites show beside a link to what is shown (``home.sharing``)."""
    request = context.get("request")
    return None if request is None else sharing.picture_of(context.get("page"), _term(request))


@register.simple_tag(takes_context=True)
def feed_link(context: Context) -> Export | None:
    """Return the feed of what is shown, by its name: of a list, a matrix or the landing page of a term."""
    query = _query_of(context)
    return replace(feed_export(query), label=feed_title(query)) if query else None


def _term(request: Any) -> Any:
    """Return the term whose landing page is shown (``home.models.TermIndexPage``)."""
    return getattr(request, "hub_term", None)


def _query_of(context: Context) -> SearchQuery | None:
    request: Any = context.get("request")
    term = _term(request)
    if term is not None:
        return listing.base_query(request).with_values(context["page"].facet_key, term.slug)
    shown: Any = context.get("results") or context.get("table")
    query: SearchQuery | None = getattr(shown, "query", None)
    # What points at one work is asked by its page only, and has no address.
    return query if query is not None and query.about is None else None
