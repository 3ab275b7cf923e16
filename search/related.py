"""Why a work is shown beneath another one: in a phrase."""

from django.conf import settings
from django.utils.translation import gettext as _

from search.facets import get_facets
from search.results import RelatedWork

MAX_REASONS = 2


def reason(related: RelatedWork) -> str:
    """Return what two works have in common, what says most first: their crossing, then what few works share."""
    reasons = []
    row, column = (related.shared.get(key, ()) for key in settings.HUB_MATRIX)
    axes: tuple[str, ...] = ()
    if row and column:
        axes = settings.HUB_MATRIX
        reasons.append(
            _("Same crossing: %(row)s × %(column)s") % {"row": row[0].label, "column": column[0].label},
        )
    kin = sorted((facet for facet in get_facets() if facet.kinship), key=lambda facet: -facet.kinship)
    reasons += [
        str(facet.kinship_phrase) % {"label": related.shared[facet.key][0].label}
        for facet in kin
        if facet.key not in axes and related.shared.get(facet.key)
    ]
    if related.has_same_words:
        reasons.append(_("Uses the same words"))
    return " · ".join(reasons[:MAX_REASONS])
