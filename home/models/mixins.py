"""What several kinds of page have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from home.fields import ProtectedManyToManyField
from home.models.terms import ApplicationArea, BuildingBlock, Term


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
    def cover(self) -> dict[str, str]:
        """What the woven cover is made of: the first block and area in the order of the vocabulary."""
        block = _first(self.building_blocks.all())
        area = _first(self.application_areas.all())
        return {
            "block": block.slug if block else "",
            "area": area.slug if area else "",
            "slug": str(self.slug),  # type: ignore[attr-defined]
            "dye": block.dye if block else "",
            "weave": block.weave if block else "",
        }

    def get_search_card(self) -> dict[str, Any]:
        """Add the cover to what a result row draws."""
        card: dict[str, Any] = super().get_search_card()  # type: ignore[misc]
        return {**card, "cover": self.cover}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page's terms, in the order of the vocabulary, read once."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["building_blocks"] = list(self.building_blocks.all())
        context["application_areas"] = list(self.application_areas.all())
        return context


def _first(terms: Any) -> Term | None:
    return next(iter(terms), None)
