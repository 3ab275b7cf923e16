"""Descriptions in the words of schema.org (JSON-LD). Pure: values in, a dictionary out.

Every description is checked against the published vocabulary (``tests/structured_data.py``). An ``@id`` is the
public address of the page about the thing, so that descriptions on different pages are about the same thing.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from search.addresses import absolute_url

CONTEXT = "https://schema.org"


def without_empty(described: dict[str, Any]) -> dict[str, Any]:
    """Return the description without what is unknown: an empty property says something that is not so."""
    return {key: value for key, value in described.items() if value not in ("", None, [], {})}


def iso(moment: date | datetime | None) -> str:
    """Return a date, or a moment with its offset, in ISO 8601; "" for none."""
    return moment.isoformat() if moment else ""


def breadcrumb_list(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return a ``BreadcrumbList`` of (title, absolute address) pairs, from the front page down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": {"@id": url}}
            for position, (title, url) in enumerate(trail, start=1)
        ],
    }


def defined_term(*, name: str, code: str, url: str, in_set: str) -> dict[str, Any]:
    """Return a ``DefinedTerm``: a value of an axis.

    ``url`` is the absolute address of its landing page, which identifies it; ``in_set`` that of the index of
    its axis, which identifies the vocabulary.
    """
    return {
        "@type": "DefinedTerm",
        "@id": url,
        "name": name,
        "termCode": code,
        "url": url,
        "inDefinedTermSet": in_set,
    }


def organisation(row: Any) -> dict[str, Any]:
    """Return the ``Organization`` of a row with a ``name`` and a ``website``, as other descriptions name it."""
    return without_empty({"@type": "Organization", "name": row.name, "url": row.website})


def person(row: Any) -> dict[str, Any]:
    """Return the ``Person`` of a row of ``members.Contributor``; no address, whatever it holds."""
    described: dict[str, Any] = {"@type": "Person", "name": row.name, "jobTitle": row.job_title}
    if row.organisation is not None:
        described["affiliation"] = organisation(row.organisation)
    return without_empty(described)


def publisher() -> dict[str, Any]:
    """Return who publishes what is on this site: the organisation behind it."""
    return {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": absolute_url("/")}


def web_site(*, name: str, url: str, search_url: str, language: str, description: str = "") -> dict[str, Any]:
    """Return the ``WebSite`` of the front page, with its search; ``search_url`` ends in ``q=``."""
    described = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": url,
        "name": name,
        "description": description,
        "url": url,
        "inLanguage": language,
        "publisher": publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search_url + "{query}"},
            "query-input": "required name=query",
        },
    }
    return without_empty(described)


def web_page(
    types: list[str], *, name: str, url: str, site_url: str, language: str, description: str = "", **facts: Any
) -> dict[str, Any]:
    """Return a page that is about itself: a ``WebPage``, or kinds of it such as ``CollectionPage``.

    ``site_url`` is the address of the front page in its language; ``facts`` are further properties.
    """
    described = {
        "@context": CONTEXT,
        "@type": types if len(types) > 1 else types[0],
        "@id": url,
        "name": name,
        "description": description,
        "url": url,
        "inLanguage": language,
        "isPartOf": {"@type": "WebSite", "@id": site_url},
        **facts,
    }
    return without_empty(described)
