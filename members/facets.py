"""The facets that the members app owns."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from members.models import Organisation, OrganisationRedirect
from search.facets import Facet, FacetLabel


class OrganisationFacet(Facet):
    """Who is involved: names are the same in every language."""

    key = "organisation"
    label = _("Organisation")
    vocabulary_models = ("members.Organisation",)
    is_suggested = True
    kinship = 0.8
    kinship_phrase = _("Also by %(label)s")

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the name of every organisation, in alphabetical order."""
        return {slug: FacetLabel(name) for slug, name in Organisation.objects.values_list("slug", "name")}

    def canonical(self, value: str) -> str:
        """Return the slug that answers for ``value`` now: another one when the organisation was merged."""
        now = OrganisationRedirect.objects.filter(slug=value).values_list("organisation__slug", flat=True).first()
        return now or value


organisation_facet = OrganisationFacet()
