"""The facets that the events app owns: how one takes part, and what sort of meeting it is."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.enums import EventForm, EventKind
from search.facets import Facet, FacetLabel


class ChoicesFacet(Facet):
    """A facet whose values are a closed list in the code."""

    is_closed = True
    choices: type[TextChoices]

    def labels(self, language: str) -> Mapping[str, FacetLabel]:
        """Return the words of the list in one language, in its own order."""
        with translation.override(language):
            return {str(value): FacetLabel(str(label)) for value, label in self.choices.choices}


class FormFacet(ChoicesFacet):
    """On site, online or both."""

    key = "form"
    label = _("Form")
    choices: type[TextChoices] = EventForm


class KindFacet(ChoicesFacet):
    """Workshop, congress, matchmaking and so on."""

    key = "kind"
    label = _("Kind of event")
    choices = EventKind


form_facet = FormFacet()
kind_facet = KindFacet()
