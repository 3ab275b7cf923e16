"""The facets whose vocabulary this app owns."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.facets import FormFacet as EventFormFacet, KindFacet as EventKindFacet
from knowledge.enums import Audience, CourseForm, CourseLevel, EvidenceLevel, Phase, PublicationKind, Reuse
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


class FormFacet(EventFormFacet):
    """How one takes part, in an event or a course: the forms of events, and "at your own pace"."""

    choices = CourseForm


class KindFacet(EventKindFacet):
    """What sort of thing it is: the kinds of events, then those of publications."""

    label = _("Kind of event or publication")
    # The gaps of one type would fill the filters of the other.
    shows_gaps = False

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the kinds of both."""
        return {**super().labels(language), **choice_labels(PublicationKind, language)}


class LevelFacet(Facet):
    """How much one must know before a course."""

    key = "level"
    label = _("Level")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the levels, the lowest first."""
        return choice_labels(CourseLevel, language)


class AudienceFacet(Facet):
    """For whom a course is."""

    key = "audience"
    label = _("For whom")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the audiences, from primary education on."""
        return choice_labels(Audience, language)


class ReuseFacet(Facet):
    """Whether others than its authors reused a practice."""

    key = "reuse"
    label = _("Reuse")
    is_closed = True

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return its one value."""
        return choice_labels(Reuse, language)


evidence_facet = EvidenceFacet()
phase_facet = PhaseFacet()
form_facet = FormFacet()
kind_facet = KindFacet()
level_facet = LevelFacet()
audience_facet = AudienceFacet()
reuse_facet = ReuseFacet()
