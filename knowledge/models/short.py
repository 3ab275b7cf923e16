"""What the shorter page types have in common: they are read in passing, and point at other works."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from home.blocks import body_blocks, source_blocks
from home.fields import ProtectedManyToManyField
from home.models import ClassifiedMixin, HubPage
from knowledge.models.about import AboutMixin
from knowledge.models.mixins import ExampleMixin


class ShortPage(ExampleMixin, AboutMixin, ClassifiedMixin, HubPage):  # type: ignore[misc]
    """A page with a text, its sources, the organisations it is of, and the works it points at.

    A type that derives from it declares ``tags`` and the rows ``about``, as their tables point back at it.
    """

    organisations = ProtectedManyToManyField(
        "members.Organisation",
        blank=True,
        related_name="+",
        verbose_name=_("organisations"),
        help_text=_("Participants whose page should list this."),
    )
    contact = models.ForeignKey(
        "members.Contributor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
        help_text=_("Shown when this person agreed to be asked."),
    )
    body = StreamField(body_blocks(), verbose_name=_("text"), blank=True)
    sources = StreamField(source_blocks(), verbose_name=_("sources"), blank=True)

    subpage_types: ClassVar[list[str]] = []
    page_relations = (*HubPage.page_relations, "contact__organisation")
    search_facets: ClassVar[dict[str, str]] = {**ClassifiedMixin.search_facets, "organisation": "organisations"}
    search_words: ClassVar[tuple[str, ...]] = ("body",)
    shared_fields: ClassVar[tuple[str, ...]] = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        *ExampleMixin.example_fields,
        *AboutMixin.about_fields,
        "organisations",
        "contact",
        "sources",
    )

    class Meta:
        abstract = True

    @cached_property
    def organisation_list(self) -> list[Any]:
        """The organisations it is of, by name, read once."""
        return list(self.organisations.all())

    def get_search_card(self) -> dict[str, Any]:
        """Add whether it is an example."""
        return {**super().get_search_card(), "badges": self.example_badges()}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``organisations`` and the neighbours (``get_neighbours``)."""
        context = super().get_context(request, *args, **kwargs)
        context["organisations"] = self.organisation_list
        context.update(self.get_neighbours(request, self.about_works))
        return context
