"""What is told of an organisation, on its page and in the list of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, ngettext

from home import listing, vocabulary
from home.languages import FALLBACK_LANGUAGE
from home.navigation import public_urls
from home.wording import number_text
from members.works import OrganisationWorks
from search.engines import get_engine
from search.results import Hit

if TYPE_CHECKING:
    from members.models import Organisation, Participation

# The two axes, whose values an organisation's works show what it is about.
THEME_FACETS = ("building_block", "application_area")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth large type, and what it counts."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A working group with a public page."""

    name: str
    url: str


def with_work_counts(request: HttpRequest, hits: Iterable[Hit]) -> list[tuple[Hit, int]]:
    """Return each hit with the number of works that name its organisation, what is over included."""
    query = listing.base_query(request).replace(size=0, past=True)
    buckets = get_engine().search(query).facet("organisation").buckets
    counts = {bucket.value: bucket.count for bucket in buckets}
    return [(hit, counts.get(hit.card.get("organisation", ""), 0)) for hit in hits]


def page_context(request: HttpRequest, organisation: "Organisation") -> dict[str, Any]:
    """Return the context of an organisation's page.

    Without a kind in the address, ``kinds``: some works of each (``members.works.KindOfWork``). With one
    (``type``), ``results`` and ``pages``: all of it; raises ``Http404`` for a page of results that is not
    there. Always: ``tabs``, one for each kind; ``figures`` (``Figure``); ``themes``: (facet, buckets) of the
    axes; ``participation``: the current one or ``None``; ``member_since``: from when without a break, or
    ``None``; ``working_groups`` (``GroupLink``); ``contacts``: who may be asked; ``sees_inside``: whether the
    organisation's own corner is for this visitor.
    """
    asked = listing.base_query(request, narrowed=True)
    types = asked.filters.get("type", ())
    works = OrganisationWorks(request, organisation.slug)
    results, pages = works.chosen(types, asked.page) if types else (None, None)
    participation, since = taking_part(organisation)
    groups = working_groups_of(organisation)
    return {
        "organisation": organisation,
        "tabs": works.tabs(types),
        "kinds": [] if types else works.kinds(),
        "results": results,
        "pages": pages,
        "figures": figures(works, len(groups), since),
        "themes": [(key, [b for b in works.counted.facet(key).buckets if b.count]) for key in THEME_FACETS],
        "participation": participation,
        "member_since": since,
        "working_groups": groups,
        "contacts": list(organisation.contributors.public_contacts()),
        "sees_inside": sees_inside(request, organisation),
    }


def sees_inside(request: HttpRequest, organisation: "Organisation") -> bool:
    """Return whether a visitor is of the organisation; no query for who is not signed in."""
    from members.permissions import may_see_inside  # noqa: PLC0415 - it reads the models, whose pages import this module

    user = getattr(request, "user", None)
    return user is not None and may_see_inside(user, organisation)


def taking_part(organisation: "Organisation", on: date | None = None) -> "tuple[Participation | None, date | None]":
    """Return the participation on a day, and the first day of taking part without a break; one query."""
    day = on or timezone.localdate()
    rows = [row for row in organisation.participations.order_by("-starts_on") if row.starts_on <= day]
    if not rows or (rows[0].ends_on is not None and rows[0].ends_on < day):
        return None, None
    since = rows[0].starts_on
    for row in rows[1:]:
        if row.ends_on is None or row.ends_on < since - timedelta(days=1):
            break
        since = row.starts_on
    return rows[0], since


def working_groups_of(organisation: "Organisation") -> list[GroupLink]:
    """Return the groups in which the organisation has a seat and that have a public page; one query."""
    from members.models import WorkingGroup  # noqa: PLC0415 - the models' pages import this module

    urls = public_urls("working-group", get_language() or FALLBACK_LANGUAGE)
    groups = WorkingGroup.objects.of_organisation(organisation).select_related("building_block", "application_area")
    terms = {group.slug: group.term for group in groups if group.slug in urls}
    named = {slug: vocabulary.by_slug(type(term)).get(term.slug, term) for slug, term in terms.items()}
    return [GroupLink(term.name, urls[slug]) for slug, term in named.items()]


def figures(works: OrganisationWorks, groups: int, since: date | None) -> list[Figure]:
    """Return the numbers on top of the page; one alone says too little for large type."""
    shared, coming = works.counted.total, works.coming
    counted = [
        (shared, ngettext("contribution to the hub", "contributions to the hub", shared)),
        (coming, ngettext("event to come", "events to come", coming)),
        (groups, ngettext("working group it is in", "working groups it is in", groups)),
    ]
    found = [Figure(number_text(number), label) for number, label in counted if number]
    if since is not None:
        found.append(Figure(str(since.year), _("takes part since")))
    return found if len(found) > 1 else []
