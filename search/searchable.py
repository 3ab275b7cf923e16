"""What makes a page type findable: one mixin, and a registry derived from the page models."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast
from uuid import UUID

from django.db.models import Manager, Model
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.models import Page, get_page_models

from search.documents import OfferedFile, Period, SearchDocument

UNDECLARED = "(undeclared)"


def _slug_of(value: Any) -> str:
    slug = getattr(value, "slug", None)
    return str(slug if slug is not None else getattr(value, "value", value))


def resolve_values(page: Any, attribute: str) -> tuple[str, ...]:
    """Return the facet values that an attribute or method of a page gives, without repeats, in order.

    It may give nothing (``None`` or an empty string), one value, several, or a related manager; a value
    is a string, a member of an enumeration, or an object with a ``slug``.
    """
    value = getattr(page, attribute)
    if callable(value) and not isinstance(value, Manager) and not hasattr(value, "all"):
        value = value()
    if hasattr(value, "all"):
        value = value.all()
    if value is None or value == "":
        return ()
    if isinstance(value, str | Model) or not isinstance(value, Iterable):
        value = [value]
    return tuple(dict.fromkeys(_slug_of(item) for item in value))


class SearchableMixin:
    """Mixed into a page class: declares what search knows of it.

    A page type says ``search_type = "fieldlab"`` (the value of facet *type*) or ``search_type = None``
    (not found by search). Saying nothing fails ``manage.py check`` (search.E001).
    """

    search_type: ClassVar[str | None] = UNDECLARED
    search_type_label: ClassVar[str | Promise] = ""
    search_type_icon: ClassVar[str] = "page"
    search_facets: ClassVar[Mapping[str, str]] = {}

    if TYPE_CHECKING:
        pk: int
        title: str
        translation_key: UUID
        first_published_at: datetime | None
        search_description: str

    def get_search_summary(self) -> str:
        """Return one or two sentences in plain text."""
        return str(getattr(self, "summary", "") or self.search_description)

    def get_search_body(self) -> str:
        """Return the page's other words in plain text."""
        return ""

    def get_search_languages(self) -> Iterable[str] | None:
        """Return the languages in which a reader can have it, ``None`` for the live translations."""
        return None

    def get_search_periods(self) -> Iterable[Period]:
        """Return the dates of an event or a course, cancelled ones marked."""
        return ()

    def get_search_deadline(self) -> datetime | None:
        """Return when it stops being of use, if it does and has no dates."""
        return None

    def get_search_about(self) -> Iterable[UUID]:
        """Return the works that this one points at: those can name it in return (``SearchQuery.about``)."""
        return ()

    def get_search_weight(self) -> float:
        """Return from 0 to 1 how well it is borne out (evidence, adoptions): a gentle signal of relevance."""
        return 0.0

    def get_search_files(self) -> Iterable[OfferedFile]:
        """Return the documents that the page offers to who reads it: their words may count as its own."""
        return ()

    def get_search_card(self) -> dict[str, Any]:
        """Return what a result row draws beyond title and summary, as plain JSON.

        Called with the language of the interface active, so labels may be translated.
        """
        return {}

    def get_search_document(self) -> SearchDocument:
        """Return the record of this page; audience and files are added by ``search.indexing``."""
        page = cast(Page, self)
        languages = self.get_search_languages()
        return SearchDocument(
            work=self.translation_key,
            page_id=page.pk,
            locale=page.locale.language_code,
            type=str(self.search_type),
            title=page.title,
            summary=self.get_search_summary(),
            body=self.get_search_body(),
            url=page.url or "",
            published_at=page.first_published_at or page.latest_revision_created_at or timezone.now(),
            facets={key: resolve_values(page, attribute) for key, attribute in self.search_facets.items()},
            periods=tuple(sorted(self.get_search_periods(), key=lambda period: period.starts_at)),
            deadline=self.get_search_deadline(),
            languages=None if languages is None else tuple(languages),
            about=tuple(self.get_search_about()),
            weight=self.get_search_weight(),
            card=self.get_search_card(),
        )


def searchable_page_models() -> list[type[Any]]:
    """Return the page classes that search finds, in the order of the app registry.

    Derived, so there is no list to edit: a class takes part by declaring ``search_type``.
    """
    return [
        model
        for model in get_page_models()
        if issubclass(model, SearchableMixin) and model.search_type not in (None, UNDECLARED)
    ]


def searchable_types() -> dict[str, type[Any]]:
    """Return the page class of each value of the facet *type*."""
    return {str(model.search_type): model for model in searchable_page_models()}
