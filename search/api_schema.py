"""What the API says of itself (OpenAPI 3.1): its operations and every key they know, made from the facets.

A new facet is described by itself. Words are in the language asked, as everywhere (``lang``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from search.documents import PUBLIC_ID
from search.facets import Facet, get_facet
from search.hits import LABELS
from search.normalise import MAX_CHARACTERS
from search.params import known_keys
from search.query import DEFAULT_SIZE, MAX_PAGE, MAX_SIZE, MAX_VALUES, OTHER_KEYS, SORTS, YEARS

# What pages of results have, and a table has not.
PAGE_KEYS: Final = ("sort", "page", "size")
DAY: Final = r"\d{4}-\d{2}-\d{2}"
STATUSES: Final = {
    "200": gettext_lazy("The answer, with an ETag."),
    "400": gettext_lazy("A key or a value was not understood: each is named, with the keys that are known."),
    "404": gettext_lazy("It does not exist, or is not for you."),
    "429": gettext_lazy("Asked too often: wait as many seconds as Retry-After says."),
    "503": gettext_lazy("Search does not answer now: try again after as many seconds as Retry-After says."),
}


def matrix_keys() -> list[str]:
    """Return the keys that narrow a table of counts."""
    return [key for key in known_keys() if key not in PAGE_KEYS]


def work_keys() -> list[str]:
    """Return the keys of a single work."""
    return ["lang"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API: what it does, the keys it knows, and a question to try."""

    summary: str | Promise
    description: str | Promise
    known: Callable[[], list[str]]
    example: str = ""


# By the ids that ``search.api`` gives them.
OPERATIONS: Final = {
    "search": Operation(
        gettext_lazy("Search"),
        gettext_lazy(
            "Finds works as the search page does, with the counts of every filter. A key that is repeated gives "
            "alternatives; different keys must all hold."
        ),
        known_keys,
        "?q=data&size=5",
    ),
    "matrix": Operation(
        gettext_lazy("Matrix"),
        gettext_lazy("Counts the works where each building block crosses each application area."),
        matrix_keys,
        "?type=best-practice",
    ),
    "work": Operation(
        gettext_lazy("Work"),
        gettext_lazy("Gives one work whole, with what its page tells machines (JSON-LD of schema.org)."),
        work_keys,
    ),
}


class HubAPI(NinjaAPI):
    """An API whose description is complete: django-ninja knows only what is in the signatures of functions."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description, in the active language."""
        schema = super().get_openapi_schema(**kwargs)
        schema["info"]["title"] = _("API of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
        schema["info"]["description"] = _("Search, the matrix and single works, as the public pages show them.")
        for methods in schema["paths"].values():
            # HEAD is answered as HTTP asks; described twice, an operation would have its id twice.
            methods.pop("head", None)
            _complete(methods["get"])
        return schema


def _complete(described: dict[str, Any]) -> None:
    operation = OPERATIONS[described["operationId"]]
    described["summary"], described["description"] = str(operation.summary), str(operation.description)
    for path_parameter in described["parameters"]:
        path_parameter["schema"] = {"type": "string", "pattern": f"^{PUBLIC_ID.pattern}$"}
        path_parameter["description"] = _("The permanent id of a work, as a search gives it.")
    described["parameters"] += [describe_key(key) for key in operation.known()]
    for status, response in described["responses"].items():
        response["description"] = str(STATUSES[str(status)])
        if str(status) in ("429", "503"):
            response["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}


def describe_key(key: str) -> dict[str, Any]:
    """Return the description of one key of an address."""
    if key in OTHER_KEYS:
        description, schema = _other_keys()[key]
        return {"name": key, "in": "query", "required": False, "description": description, "schema": schema}
    facet = get_facet(key)
    schema = {"type": "array", "maxItems": MAX_VALUES, "items": {"type": "string"}}
    return {
        "name": key,
        "in": "query",
        "required": False,
        "description": _facet_description(facet),
        "schema": schema,
        "style": "form",
        "explode": True,
    }


def _facet_description(facet: Facet) -> str:
    """Return a facet's name, and its values where the vocabulary is public itself."""
    if not facet.is_closed:
        return str(facet.label)
    labels = LABELS.current(facet, get_language() or settings.LANGUAGE_CODE)
    known = ", ".join(value for value, label in labels.items() if label.is_current)
    return _("%(facet)s. Values now: %(values)s.") % {"facet": facet.label, "values": known or "–"}


def _number(default: int, limit: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": limit, "default": default}


def _other_keys() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what each key that is no facet means, and what its values look like."""
    years = {"first": YEARS[0], "last": YEARS[-1]}
    languages = [code for code, _name in settings.LANGUAGES]
    return {
        "q": (
            _("Words, of which all must be there; words in quotes follow each other, and -word may not be there."),
            {"type": "string", "maxLength": MAX_CHARACTERS},
        ),
        "when": (
            _("Days from and to, as 2026-01-01/2026-03-31; either side may be empty. Years %(first)d to %(last)d.")
            % years,
            {"type": "string", "pattern": f"^({DAY}(/({DAY})?)?|/{DAY})$"},
        ),
        "past": (_("1 finds what is over as well."), {"type": "string", "enum": ["0", "1"], "default": "0"}),
        "sort": (
            _("The order. Without it: by relevance with words, else the newest first."),
            {"type": "string", "enum": list(SORTS)},
        ),
        "page": (_("Which page of the results."), _number(1, MAX_PAGE)),
        "size": (_("How many works on a page."), _number(DEFAULT_SIZE, MAX_SIZE)),
        "lang": (
            _("The language of the words in the answer."),
            {"type": "string", "enum": languages, "default": settings.LANGUAGE_CODE},
        ),
    }
