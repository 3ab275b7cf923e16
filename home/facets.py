"""The facets whose vocabulary this app owns."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from home.models import ApplicationArea, BuildingBlock, Region, Tag, TagRedirect, Term
from search.facets import Facet, FacetLabel


class TermFacet(Facet):
    """One axis. Retired terms keep their words: pages that have them are still found by them."""

    is_closed = True
    model: ClassVar[type[Term]]

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the names of the terms in one language, in their own order."""
        return {
            term.slug: FacetLabel(term.name_in(language), icon=term.icon, dye=term.dye, is_current=not term.is_retired)
            for term in self.model._default_manager.all()
        }

    def values_changed_by(self, instance: object) -> tuple[str, ...]:
        """Return the slug of a term, also when one of its texts was saved."""
        return super().values_changed_by(getattr(instance, "term", instance))


class BuildingBlockFacet(TermFacet):
    """The horizontal axis of the matrix."""

    key = "building_block"
    label = _("Building block")
    model = BuildingBlock
    vocabulary_models = ("home.BuildingBlock", "home.BuildingBlockText")
    is_suggested = True
    kinship = 1.0


class ApplicationAreaFacet(TermFacet):
    """The vertical axis of the matrix."""

    key = "application_area"
    label = _("Application area")
    model = ApplicationArea
    vocabulary_models = ("home.ApplicationArea", "home.ApplicationAreaText")
    is_suggested = True
    kinship = 1.0


class TagFacet(Facet):
    """Free keywords: only those on pages that the viewer may see are shown."""

    key = "tag"
    label = _("Tag")
    vocabulary_models = ("home.Tag", "home.TagText")
    is_suggested = True
    kinship = 1.5
    kinship_phrase = _("Both about “%(label)s”")

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the names of the tags in one language, by slug."""
        return {tag.slug: FacetLabel(tag.label_in(language)) for tag in Tag.objects.order_by("slug")}

    def canonical(self, value: str) -> str:
        """Return the slug that answers for ``value`` now: another one when the tag was merged."""
        now = TagRedirect.objects.filter(slug=value).values_list("tag__slug", flat=True).first()
        return now or value

    def values_changed_by(self, instance: object) -> tuple[str, ...]:
        """Return the slug of a tag, also when one of its names was saved."""
        return super().values_changed_by(getattr(instance, "tag", instance))


class RegionFacet(Facet):
    """Where something is."""

    key = "region"
    label = _("Region")
    is_closed = True
    vocabulary_models = ("home.Region",)

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the names of the regions in one language, in their own order."""
        return {region.slug: FacetLabel(region.name_in(language)) for region in Region.objects.all()}


building_block_facet = BuildingBlockFacet()
application_area_facet = ApplicationAreaFacet()
tag_facet = TagFacet()
region_facet = RegionFacet()
