"""Descriptions in the words of schema.org (JSON-LD). Pure: values in, a dictionary out."""

from collections.abc import Iterable
from typing import Any

CONTEXT = "https://schema.org"


def breadcrumb_list(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return a ``BreadcrumbList`` of (title, absolute address) pairs, from the front page down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": url}
            for position, (title, url) in enumerate(trail, start=1)
        ],
    }


def defined_term(*, name: str, code: str, url: str, in_set: str) -> dict[str, Any]:
    """Return a ``DefinedTerm``: a value of an axis or a tag.

    ``url`` is the absolute address of its landing page, which identifies it; ``in_set`` names the
    vocabulary it belongs to.
    """
    return {
        "@type": "DefinedTerm",
        "@id": url,
        "name": name,
        "termCode": code,
        "url": url,
        "inDefinedTermSet": in_set,
    }


def web_site(*, name: str, url: str, search_url: str, language: str) -> dict[str, Any]:
    """Return the ``WebSite`` of the front page, with its search; ``search_url`` ends in ``q=``."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": name,
        "url": url,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search_url + "{query}"},
            "query-input": "required name=query",
        },
    }
