"""The facets whose vocabulary this app owns."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from knowledge.enums import EvidenceLevel, Phase
from search.facets import Facet, FacetLabel


def choice_labels(choices: type[TextChoices], language: str) -> Mapping[str, FacetLabel]:
    """Return the words of an enumeration in one language, in its own order."""
    with translation.override(language):
        return {str(choice.value): FacetLabel(str(choice.label)) for choice in choices}


class EvidenceFacet(Facet):
    """How well the result of a best practice is known."""

    key = "evidence"
    label = _("Evidence")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the levels, from weak to strong."""
        return choice_labels(EvidenceLevel, language)


class PhaseFacet(Facet):
    """How far a fieldlab is."""

    key = "phase"
    label = _("Phase")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the phases, from first to last."""
        return choice_labels(Phase, language)


evidence_facet = EvidenceFacet()
phase_facet = PhaseFacet()
