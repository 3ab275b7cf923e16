"""Suggestions while somebody types, as the script of a search field reads them (``hub/static/js/suggest.js``)."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _, ngettext

from search.facets import get_facets
from search.normalise import normalise
from search.query import SearchQuery
from search.results import Bucket, Hit, Suggestions

SIZE = 5
# One letter is the beginning of half of everything.
MIN_CHARACTERS = 2


def says_enough(query: SearchQuery) -> bool:
    """Return whether what was typed so far can be the beginning of something."""
    return len(query.text.text) >= MIN_CHARACTERS and bool(query.text.terms)


def suggestion_data(found: Suggestions) -> dict[str, Any]:
    """Return groups of destinations, each with its name and number, and a sentence that says how many there are."""
    groups = [{"label": _("Works"), "options": [_work(hit) for hit in found.hits]}]
    for facet in get_facets():
        values = [_value(found.query, key, bucket) for key, bucket in found.values if key == facet.key]
        groups.append({"label": str(facet.label), "options": values})
    groups = [group for group in groups if group["options"]]
    total = sum(len(group["options"]) for group in groups)
    message = ngettext("%(count)d suggestion", "%(count)d suggestions", total) % {"count": total}
    return {"query": found.query.text.text, "message": message if total else _("No suggestions"), "groups": groups}


def _work(hit: Hit) -> dict[str, str]:
    language = hit.language if hit.is_other_language else ""
    return {"label": hit.title, "note": hit.type_label, "lang": language, "url": hit.url}


def _value(query: SearchQuery, facet: str, bucket: Bucket) -> dict[str, str]:
    note = ngettext("%(count)s result", "%(count)s results", bucket.count) % {
        "count": formats.number_format(bucket.count, force_grouping=True)
    }
    narrowed = query.replace(text=normalise(""), filters={facet: (bucket.value,)})
    return {"label": bucket.label, "note": note, "lang": "", "url": narrowed.url}
