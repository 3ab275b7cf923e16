"""The kinds of work that editors make, derived from the page registry: there is no list of types to edit.

A page class takes part by being searchable. Its menu group and the start page's invitation are said on the
class (``HubPage``); its order is that of the section that lists it.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from modelcluster.models import get_all_child_relations
from wagtail.models import AbstractPage, Page
from wagtail.permissions import policy_registry

from events.models.dated import DatedPage
from home.enums import MenuGroup
from home.languages import FALLBACK_LANGUAGE
from home.models import ClassifiedMixin, HomePage, SectionPage
from home.navigation import section_models
from hub.admin.icons import icon_name
from knowledge.models.mixins import EvidenceMixin
from members.models import Organisation
from search.searchable import searchable_page_models

# Types that no section lists come after those that one does.
LAST = 1000


@dataclass(frozen=True)
class Kind:
    """One searchable page type as the editor's screens know it; ``key`` is its value of the facet *type*."""

    model: type[Any]
    key: str
    order: int

    @property
    def label(self) -> str:
        """What several of them are called, in the active language."""
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def singular(self) -> str:
        """What one of them is called, in the active language."""
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def icon(self) -> str:
        """The name of its icon in the editor."""
        return icon_name(self.model.search_type_icon)

    @property
    def group(self) -> MenuGroup:
        """Where the menu lists it."""
        return MenuGroup(self.model.menu_group)

    @property
    def is_classified(self) -> bool:
        """Whether it lies on the matrix."""
        return issubclass(self.model, ClassifiedMixin)

    @property
    def is_dated(self) -> bool:
        """Whether it takes place on dates."""
        return issubclass(self.model, DatedPage)

    @property
    def has_evidence(self) -> bool:
        """Whether somebody confirms its evidence now and then."""
        return issubclass(self.model, EvidenceMixin)

    @property
    def has_examples(self) -> bool:
        """Whether it may be marked as invented."""
        return any(field.name == "is_example" for field in self.model._meta.get_fields())

    @functools.cached_property
    def organisation_paths(self) -> tuple[str, ...]:
        """The lookups from a page to its organisations: relations of its own, and those of its rows."""
        own = _relations_to(self.model, Organisation)
        rows = [
            f"{relation.get_accessor_name()}__{name}"
            for relation in get_all_child_relations(self.model)
            for name in _relations_to(relation.related_model, Organisation)
        ]
        return (*own, *rows)

    @property
    def list_url(self) -> str:
        """The address of its list in the editor."""
        return reverse(f"content_{self.key}:index")

    def sections(self) -> list[type[Any]]:
        """Return the classes of the site's own sections beneath which it is added."""
        allowed = self.model.allowed_parent_page_models()
        return [model for model in allowed if issubclass(model, SectionPage | HomePage)]


def _relations_to(model: type[Any], target: type[models.Model]) -> list[str]:
    fields = model._meta.get_fields()
    return [
        f.name
        for f in fields
        if isinstance(f, models.ForeignKey | models.ManyToManyField) and f.related_model is target
    ]


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of work in the order of the site's sections."""
    orders = {model.lists: model.section_order for model in section_models() if getattr(model, "lists", "")}
    found = [Kind(model, model.search_type, orders.get(model.search_type, LAST)) for model in searchable_page_models()]
    return tuple(sorted(found, key=lambda kind: kind.order))


def kind_of(page: AbstractPage) -> Kind | None:
    """Return the kind of a page by its content type, which is cached; ``None`` for what is no work."""
    return next((kind for kind in kinds() if kind.model is page.cached_content_type.model_class()), None)


def content_types(wanted: Iterable[Kind]) -> list[int]:
    """Return the ids of the content types of some kinds."""
    return [type_id(kind.model) for kind in wanted]


def type_id(model: type[models.Model]) -> int:
    """Return the id of a model's content type, which Django remembers."""
    return int(ContentType.objects.get_for_model(model).pk)


def sections_of(request: HttpRequest) -> list[Page]:
    """Return the pages beneath which works are added, in every language; read once a request."""
    found: list[Page] | None = getattr(request, "_hub_sections", None)
    if found is None:
        classes = dict.fromkeys(model for kind in kinds() for model in kind.sections())
        types = ContentType.objects.get_for_models(*classes).values()
        found = list(Page.objects.filter(content_type__in=types).select_related("locale").order_by("path"))
        request._hub_sections = found  # type: ignore[attr-defined]
    return found


def sections_for(kind: Kind, request: HttpRequest) -> list[Page]:
    """Return the sections of a kind, that in the language of the person who asks first."""
    classes = kind.sections()
    ranks = {get_language(): 0, FALLBACK_LANGUAGE: 1}
    own = [page for page in sections_of(request) if page.specific_class in classes]
    return sorted(own, key=lambda page: ranks.get(page.locale.language_code, len(ranks)))


def add_url(kind: Kind, request: HttpRequest) -> str:
    """Return the form for a new work in the person's own language, or one she may write in; "" for none."""
    for section in sections_for(kind, request):
        if section.permissions_for_user(request.user).can_add_subpage():
            return reverse("wagtailadmin_pages:add", args=[*_names(kind.model), section.pk])
    return ""


def may_list(kind: Kind, request: HttpRequest) -> bool:
    """Return whether a list of this kind can hold anything for this person, by where her rights begin.

    At or above one of its sections; or beneath, on a page of the kind or on one that such pages lie under.
    """
    user: Any = request.user
    if user.is_superuser:
        return True
    roots = [section.path for section in sections_for(kind, request)]
    own = {kind.model, *kind.model.allowed_parent_page_models()}
    return any(
        root.startswith(page.path) or (page.path.startswith(root) and page.specific_class in own)
        for page in _granted(user)
        for root in roots
    )


def _granted(user: Any) -> list[Page]:
    """Return the pages on which somebody's rights begin; Wagtail reads them once a request."""
    policy = policy_registry.get_by_type(Page)
    return [permission.page for permission in policy.get_cached_permissions_for_user(user)]


def _names(model: type[models.Model]) -> tuple[str, str]:
    return model._meta.app_label, str(model._meta.model_name)
