"""System checks: what would be forgotten cannot pass ``manage.py check``."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from wagtail.models import get_page_models

from search.facets import get_facets
from search.models import RESERVED_KEYS
from search.searchable import UNDECLARED, SearchableMixin, searchable_page_models

# Computed by search itself for every document.
COMPUTED = frozenset({"type", "language"})


@register()
def check_page_types_are_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every page type says whether search finds it, and as what (E001, E004)."""
    errors: list[CheckMessage] = []
    owners: dict[str, type[Any]] = {}
    for model in get_page_models():
        if model._meta.label == "wagtailcore.Page":
            continue
        search_type = getattr(model, "search_type", UNDECLARED)
        if not issubclass(model, SearchableMixin) or search_type == UNDECLARED:
            hint = 'Derive from home.models.HubPage and set search_type = "…", or None to keep it out of search.'
            errors.append(Error("This page type does not say whether search finds it.", hint, model, "search.E001"))
        elif search_type is not None and owners.setdefault(search_type, model) is not model:
            message = f"search_type {search_type!r} already belongs to {owners[search_type].__name__}."
            errors.append(Error(message, obj=model, id="search.E004"))
    return errors


@register()
def check_facets_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every facet that a page type fills exists (E002), and so does the attribute it names (E003).

    No facet has a key under which the index keeps something else (E005).
    """
    errors: list[CheckMessage] = [
        Error(f"The index uses {facet.key!r} for something else.", "Choose another key.", facet, "search.E005")
        for facet in get_facets()
        if facet.key in RESERVED_KEYS
    ]
    known = {facet.key for facet in get_facets()} - COMPUTED
    for model in searchable_page_models():
        for key, attribute in model.search_facets.items():
            if key not in known:
                hint = "Add a Facet with this key to HUB_SEARCH_FACETS, or correct the key."
                errors.append(Error(f"search_facets names an unknown facet {key!r}.", hint, model, "search.E002"))
            if not hasattr(model, attribute):
                hint = "Name a field, property or method of the page."
                errors.append(
                    Error(f"search_facets[{key!r}] is no attribute: {attribute!r}.", hint, model, "search.E003")
                )
    return errors
