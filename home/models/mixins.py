"""What several kinds of page have in common."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from home import listing, structured_data, vocabulary
from home.fields import ProtectedManyToManyField
from home.models.tags import Tag
from home.models.terms import ApplicationArea, BuildingBlock, Term
from home.navigation import get_navigation
from home.share_images import ShareCard
from search.addresses import absolute_url


class ClassifiedMixin(models.Model):
    """A page that lies somewhere on the matrix, and has tags.

    Put it before ``HubPage``. The page type declares ``tags`` itself, because its through model points
    back at it: ``tags = ClusterTaggableManager(through=...)``, whose rows are ``tagged_items``.
    """

    building_blocks = ProtectedManyToManyField(
        BuildingBlock,
        blank=True,
        related_name="+",
        verbose_name=_("building blocks"),
        help_text=_("The first one, in the order of the list, gives the page its colour."),
    )
    application_areas = ProtectedManyToManyField(
        ApplicationArea, blank=True, related_name="+", verbose_name=_("application areas")
    )

    search_facets: ClassVar[Mapping[str, str]] = {
        "building_block": "building_blocks",
        "application_area": "application_areas",
        "tag": "tags",
    }
    classified_fields: ClassVar[tuple[str, ...]] = ("building_blocks", "application_areas", "tagged_items")

    class Meta:
        abstract = True

    @classmethod
    def classification_panels(cls) -> list[Panel]:
        """Return the editor's panels for the two axes and the tags."""
        return [
            MultiFieldPanel(
                [
                    FieldPanel("building_blocks", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("application_areas", widget=forms.CheckboxSelectMultiple),
                ],
                heading=_("Place on the matrix"),
                help_text=_("What a reader filters by. Choose what the page is really about, not all it touches."),
            ),
            FieldPanel("tags", help_text=_("Keywords. Those of other pages are suggested while you type.")),
        ]

    @cached_property
    def index_values(self) -> Mapping[str, list[str]] | None:
        """The page's facet values as the index has them, given by whoever serves it; else ``None``."""
        return None

    @cached_property
    def index_card(self) -> Mapping[str, Any] | None:
        """What the index draws a result row of the page with, given by whoever serves it; else ``None``."""
        return None

    @cached_property
    def block_list(self) -> list[BuildingBlock]:
        """The building blocks in the order of the vocabulary."""
        return self._terms(BuildingBlock, "building_block", self.building_blocks)

    @cached_property
    def area_list(self) -> list[ApplicationArea]:
        """The application areas in the order of the vocabulary."""
        return self._terms(ApplicationArea, "application_area", self.application_areas)

    @cached_property
    def tag_list(self) -> list[Tag]:
        """The tags in the order of the vocabulary."""
        return self._terms(Tag, "tag", self.tags)  # type: ignore[attr-defined]

    def _terms(self, model: Any, facet: str, manager: Any) -> list[Any]:
        """Return terms from memory when the index says which, else from the relation (drafts, previews)."""
        if self.index_values is None:
            return list(manager.all())
        chosen = self.index_values.get(facet, [])
        return [term for slug, term in vocabulary.by_slug(model).items() if slug in chosen]

    @cached_property
    def cover(self) -> dict[str, str]:
        """What the woven cover is made of: the first block and area in the order of the vocabulary."""
        block = _first(self.block_list)
        area = _first(self.area_list)
        return {
            "block": block.slug if block else "",
            "area": area.slug if area else "",
            "slug": str(self.slug),  # type: ignore[attr-defined]
            "dye": block.dye if block else "",
            "weave": block.weave if block else "",
        }

    def get_about(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the page's terms as schema.org ``DefinedTerm``, identified by their landing pages."""
        navigation = get_navigation(request)
        axes = ((self.block_list, "building-blocks"), (self.area_list, "application-areas"))
        indexes = [(terms, absolute_url(url)) for terms, slug in axes if (url := navigation.section_url(slug))]
        return [
            structured_data.defined_term(name=term.name, code=term.slug, url=f"{index}{term.slug}/", in_set=index)
            for terms, index in indexes
            for term in terms
        ]

    def get_neighbours(self, request: HttpRequest, shown: Collection[UUID] = ()) -> dict[str, Any]:
        """Return ``pointing`` and ``related``, to show beneath the page (``home.listing.neighbours``)."""
        work: UUID = self.translation_key  # type: ignore[attr-defined]
        title: str = self.title  # type: ignore[attr-defined]
        return dict(listing.neighbours(request, work=work, words=title, shown=shown))

    def get_share_card(self) -> ShareCard:
        """Add the woven cover and the names of the terms."""
        card: ShareCard = super().get_share_card()  # type: ignore[misc]
        names = [term.name_in(card.language) for term in (*self.block_list, *self.area_list)]
        return replace(card, details=" · ".join(names), **self.cover)

    def get_search_card(self) -> dict[str, Any]:
        """Add the cover to what a result row draws."""
        card: dict[str, Any] = super().get_search_card()  # type: ignore[misc]
        return {**card, "cover": self.cover}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page's terms, in the order of the vocabulary, read once."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["building_blocks"] = self.block_list
        context["application_areas"] = self.area_list
        return context


def _first(terms: Any) -> Term | None:
    return next(iter(terms), None)
