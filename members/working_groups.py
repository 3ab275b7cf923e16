"""What a working group shows: to everybody, to who may join it, and to who has a seat.

Everybody reads its public page. Of the group itself only the organisations with a seat are told, and those of
its chairs who agreed to be asked. Its own pages are named to nobody but who may see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page

from home import listing
from home.languages import FALLBACK_LANGUAGE
from home.models import Term
from home.navigation import public_urls
from home.sections import section_contexts, section_rows
from members.audience import level_token
from members.enums import ActionStatus, ParticipationLevel
from members.models import CoalitionDesk, Contributor, Seat, WorkingGroup, WorkingGroupAction, WorkingGroupPage
from search.audience import PUBLIC, satisfies, visible_to
from search.models import AUDIENCE, IndexEntry
from search.results import Hit

# The sections of the term's landing page that a group's page shows as well.
SHARED_SECTIONS = ("crossings", "latest", "agenda")
TONES = {ActionStatus.RUNNING.value: "info", ActionStatus.DONE.value: "ok"}


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation with a seat, as a link to its public page names it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action of the agenda with its state in a word and its day as a month; both badges are optional."""

    action: WorkingGroupAction
    badges: list[dict[str, str]]
    due: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom to ask about the coalition, if that person agreed, and where it says how to take part ("": nowhere)."""

    contact: Contributor | None
    join_url: str


def with_organisation_counts(hits: Iterable[Hit]) -> list[tuple[Hit, int]]:
    """Return each hit with the number of organisations in its group; one query."""
    counts: dict[str, int] = {}
    for group, _participant in _participants(Seat.objects.all()):
        counts[group] = counts.get(group, 0) + 1
    return [(hit, counts.get(hit.card.get("working-group", ""), 0)) for hit in hits]


def participants_of(group: WorkingGroup) -> list[Participant]:
    """Return the organisations with a seat in a group that have a public page, by name."""
    return [participant for _slug, participant in _participants(Seat.objects.filter(working_group=group))]


def _participants(seats: Any) -> list[tuple[str, Participant]]:
    known = public_urls("organisation", get_language() or FALLBACK_LANGUAGE)
    return [(group, Participant(slug, name)) for group, slug, name in seats.organisations() if slug in known]


def desk_of(request: HttpRequest) -> Desk:
    """Return the coalition desk; one query, once a request."""
    holder: Any = request
    if not hasattr(holder, "_hub_desk"):
        holder._hub_desk = _read_desk()
    desk: Desk = holder._hub_desk
    return desk


def _read_desk() -> Desk:
    page = IndexEntry.objects.filter(
        work=OuterRef("join_page__translation_key"),
        locale=get_language() or FALLBACK_LANGUAGE,
        is_live=True,
        terms__facet=AUDIENCE,
        terms__value=PUBLIC,
    )
    rows = CoalitionDesk.objects.select_related("contact__organisation")
    row = rows.annotate(join_url=Subquery(page.values("url")[:1])).first()
    if row is None:
        return Desk(None, "")
    contact = row.contact if row.contact is not None and row.contact.is_public_contact else None
    return Desk(contact, row.join_url or "")


def joining(request: HttpRequest, group: WorkingGroup | None = None) -> dict[str, Any]:
    """Return what a visitor is told about joining a group, or groups in general.

    ``standing`` (``standing_of``); ``own_pages_url``; ``desk``.
    """
    return {
        "standing": standing_of(request, group),
        "own_pages_url": own_pages_url(request, group) if group else "",
        "desk": desk_of(request),
    }


def standing_of(request: HttpRequest, group: WorkingGroup | None = None) -> str:
    """Return how the visitor stands to a group: "seat", "participate", "inform", or "" for anybody else.

    Working groups are for organisations at level participate (the coalition's action agenda, "taking part").
    """
    tokens = listing.tokens_of(request)
    if group is not None and group.token in tokens:
        return "seat"
    levels = (ParticipationLevel.PARTICIPATE.value, ParticipationLevel.INFORM.value)
    return next((level for level in levels if level_token(level) in tokens), "")


def own_pages_url(request: HttpRequest, group: WorkingGroup) -> str:
    """Return where the group's own pages begin, in the visitor's language if they can be had in it.

    Empty for who may not see them, which costs no query.
    """
    if group.root_page_id is None or not satisfies(listing.tokens_of(request), group.token):
        return ""
    work = Page.objects.filter(pk=group.root_page_id).values("translation_key")
    versions = visible_to(Page.objects.filter(translation_key__in=work).select_related("locale"), request.user)
    page = _in_language(versions)
    return (page.get_url(request) or "") if page is not None else ""


def page_of_term(request: HttpRequest, term: Term) -> WorkingGroupPage | None:
    """Return the page of a term's working group that the visitor may see, in the best language; one query."""
    holder: Any = request
    pages: dict[tuple[str, str], WorkingGroupPage | None] = holder.__dict__.setdefault("_hub_group_pages", {})
    key = (term.facet_key, term.slug)
    if key not in pages:
        of_term = WorkingGroupPage.objects.filter(**{f"working_group__{term.facet_key}": term.pk})
        related = of_term.select_related("locale", "working_group__building_block", "working_group__application_area")
        pages[key] = _in_language(visible_to(related, getattr(request, "user", None)))
    return pages[key]


def _in_language(pages: Iterable[Any]) -> Any:
    """Return the version in the active language, else in the site's first language, else any."""
    versions = {page.locale.language_code: page for page in pages}
    wanted = (get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE, *versions)
    return next((versions[code] for code in wanted if code in versions), None)


def shown_actions(page: WorkingGroupPage, on: date | None = None) -> list[ShownAction]:
    """Return the action agenda as it is drawn, in the group's order."""
    return [
        ShownAction(action, _badges(action, on), date_format(action.due_on, "F Y") if action.due_on else "")
        for action in page.actions_in_order
    ]


def _badges(action: WorkingGroupAction, on: date | None) -> list[dict[str, str]]:
    state = {"label": str(ActionStatus(action.status).label), "tone": TONES.get(action.status, "")}
    return [state, {"label": _("Later than planned"), "tone": "warn"}] if action.is_late(on) else [state]


def group_context(request: HttpRequest, page: WorkingGroupPage) -> dict[str, Any]:
    """Return what is told of a group, on its own page and on that of its term.

    ``page``; ``actions`` (``ShownAction``); ``participants``; ``chairs``; and how one joins (``joining``).
    """
    group = page.working_group
    return {
        "page": page,
        "actions": shown_actions(page),
        "participants": participants_of(group),
        "chairs": page.public_chairs,
        **joining(request, group),
    }


def page_context(request: HttpRequest, page: WorkingGroupPage) -> dict[str, Any]:
    """Return the context of a group's page: ``group`` (``group_context``), its term, and shared sections by row."""
    return {
        "group": group_context(request, page),
        "building_blocks": page.building_blocks,
        "application_areas": page.application_areas,
        "section_rows": section_rows(section_contexts(request, page.term, only=SHARED_SECTIONS)),
    }
