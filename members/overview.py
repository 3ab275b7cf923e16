"""What an organisation shares and takes part in, for its page and for the list of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from home import listing
from search.engines import get_engine
from search.results import Bucket, Hit

if TYPE_CHECKING:
    from members.models import Organisation

# The matrix's own axis, whose values an organisation's works show what it is about.
THEME_FACET = "building_block"


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of work of an organisation: its name, how many, and where they are listed."""

    value: str
    label: str
    count: int
    url: str
    is_current: bool


def with_work_counts(request: HttpRequest, hits: Iterable[Hit]) -> list[tuple[Hit, int]]:
    """Return each hit with the number of works that name its organisation, what is over included."""
    query = listing.base_query(request).replace(size=1, past=True)
    buckets = get_engine().search(query).facet("organisation").buckets
    counts = {bucket.value: bucket.count for bucket in buckets}
    return [(hit, counts.get(hit.card.get("organisation", ""), 0)) for hit in hits]


def page_context(request: HttpRequest, organisation: "Organisation") -> dict[str, Any]:
    """Return the context of an organisation's page.

    ``results``: its works as this visitor may see them, narrowed by ``type`` in the address; ``tabs``: one
    per type; ``figures``: (label, number) of each type; ``themes``: buckets of the building blocks;
    ``participation``: the current one or ``None``; ``member_since``: first day or ``None``;
    ``working_groups``; ``contacts``: contributors who may be asked.
    """
    from members.models import WorkingGroup  # noqa: PLC0415 - the models' pages import this module

    query = listing.base_query(request, narrowed=True)
    own = listing.base_query(request).with_values("organisation", organisation.slug).replace(past=True, sort="newest")
    everything = get_engine().search(own.replace(size=1))
    chosen = query.filters.get("type", ())
    results = get_engine().search(own.with_values("type", *chosen).replace(page=query.page))
    types = [bucket for bucket in everything.facet("type").buckets if bucket.count]
    first = organisation.participations.order_by("starts_on").first()
    return {
        "organisation": organisation,
        "results": results,
        "tabs": _tabs(request, types, everything.total, chosen),
        "figures": [(bucket.label, bucket.count) for bucket in types],
        "themes": [bucket for bucket in everything.facet(THEME_FACET).buckets if bucket.count],
        "participation": organisation.current_participation(),
        "member_since": first.starts_on if first else None,
        "working_groups": list(WorkingGroup.objects.of_organisation(organisation).with_terms()),
        "contacts": list(organisation.contributors.public_contacts()),
    }


def _tabs(request: HttpRequest, types: list[Bucket], total: int, chosen: tuple[str, ...]) -> list[Tab]:
    every = Tab("", _("Everything"), total, request.path, not chosen)
    return [
        every,
        *(Tab(b.value, b.label, b.count, f"{request.path}?type={b.value}", b.value in chosen) for b in types),
    ]
