"""Facets: how a dimension of the index is named, ordered and labelled."""

import abc
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext, gettext_lazy as _

from search.searchable import searchable_types


@dataclass(frozen=True, slots=True)
class FacetLabel:
    """What a person sees of a value: a word, and perhaps a shape and a dye.

    A value that ``is_current`` no more (a retired term) is shown where pages still have it, not as a gap.
    """

    label: str
    icon: str = ""
    dye: str = ""
    is_current: bool = True


class Facet(abc.ABC):
    """One dimension: its key in URLs and in the index, its name, and the words for its values.

    ``is_closed``: the vocabulary itself is public, so its words may be told to anybody. An open facet (tags,
    organisations) shows only what occurs in pages that the viewer may see, because even the existence of a
    value could tell something. ``shows_gaps``: a closed facet shows values without results too (a gap is
    content), unless it says no. ``is_suggested``: its values are offered while somebody types. ``kinship``:
    how much two works are alike for sharing a value.
    """

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    is_closed: ClassVar[bool] = False
    shows_gaps: ClassVar[bool] = True
    is_suggested: ClassVar[bool] = False
    # How much two works are alike for sharing a value; times how rare the value is.
    kinship: ClassVar[float] = 0.0
    # How that is told, with the ``label`` of the value.
    kinship_phrase: ClassVar[str | Promise] = _("Also about %(label)s")
    # "app.Model" names whose saves and deletions change labels or pages: the index follows them.
    vocabulary_models: ClassVar[tuple[str, ...]] = ()

    @abc.abstractmethod
    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the words for every known value in one language, in the vocabulary's own order."""

    def canonical(self, value: str) -> str:
        """Return the value that an address means: itself, or what it was merged into."""
        return value

    def values_changed_by(self, instance: object) -> tuple[str, ...]:
        """Return the facet values whose pages must be indexed again after ``instance`` was saved."""
        slug = getattr(instance, "slug", "")
        return (slug,) if slug else ()


class TypeFacet(Facet):
    """The kind of thing: derived from the searchable page classes."""

    key = "type"
    label = _("Type")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return each searchable type's own label."""
        with translation.override(language):
            return {
                value: FacetLabel(str(model.search_type_label), icon=model.search_type_icon)
                for value, model in searchable_types().items()
            }


class LanguageFacet(Facet):
    """The language in which the reader can have it (decision 9)."""

    key = "language"
    label = _("Language")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the names of the site's languages."""
        with translation.override(language):
            return {code: FacetLabel(gettext(str(name))) for code, name in settings.LANGUAGES}


type_facet = TypeFacet()
language_facet = LanguageFacet()


@functools.cache
def _load(dotted: tuple[str, ...]) -> tuple[Facet, ...]:
    return tuple(import_string(path) for path in dotted)


def get_facets() -> tuple[Facet, ...]:
    """Return the facets of ``HUB_SEARCH_FACETS`` in the order in which they are shown."""
    return _load(tuple(settings.HUB_SEARCH_FACETS))


def get_facet(key: str) -> Facet:
    """Return one facet; raises ``KeyError`` when there is none with this key."""
    for facet in get_facets():
        if facet.key == key:
            return facet
    raise KeyError(key)
