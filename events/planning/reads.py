"""What is planned in some days, as far as somebody may see it: the same few queries for one date or thousands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.permissions import policy_registry

from events.clashes import Other, Span, Traits
from events.enums import EventKind, OccurrenceStatus, ScheduleStatus
from events.local_time import midnight
from events.models import Occurrence, Venue, dated_page_models
from events.permissions import may_change_dates
from events.planning.shifting import Timed
from events.querysets import OccurrenceQuerySet
from members.models import Organisation
from search.audience import visible_to

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the calendar is narrowed to; empty fields are no condition."""

    building_block: str = ""
    application_area: str = ""
    kind: str = ""
    venue: Venue | None = None
    organisation: Organisation | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is chosen."""
        return not any((self.building_block, self.application_area, self.kind, self.venue, self.organisation))


@dataclass(frozen=True, slots=True)
class Known:
    """A date that somebody may know of with its page: seen in the editor, or only on the site."""

    occurrence: Occurrence
    page: Page
    in_editor: bool

    @property
    def title(self) -> str:
        """What it is called, by its draft only for who sees that."""
        return str(self.page.get_admin_display_title() if self.in_editor else self.page.title)


@dataclass(frozen=True, slots=True)
class Planned:
    """One date with the page that stands for its work, in the editor's own language where there is one.

    ``span`` is when it is, in days of the site's calendar.
    """

    occurrence: Occurrence
    page: Page
    span: Span
    kind: str
    is_announced: bool
    is_in_review: bool
    may_move: bool


def explorable(user: Any) -> QuerySet[Page]:
    """Return the pages that somebody sees in the editor's own lists."""
    policy: Any = policy_registry.get_by_type(Page)
    pages: QuerySet[Page] = policy.explorable_instances(user)
    return pages


def may_plan(user: Any) -> bool:
    """Return whether somebody has the editors' calendar: who has any right on pages."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, {"add", "change", "publish"}))


def between(first: date, last: date) -> OccurrenceQuerySet:
    """Return the dates with a part in these days of the site, those of whole days by their own zones included.

    A day more on either side: when it is the fourth of May somewhere, it is at most a day later or earlier here.
    """
    start, end = midnight(first - A_DAY, settings.TIME_ZONE), midnight(last + 2 * A_DAY, settings.TIME_ZONE)
    return Occurrence.objects.overlapping(start, end)


def planned(user: Any, first: date, last: date, narrowing: Narrowing | None = None) -> list[Planned]:
    """Return the dates from ``first`` to ``last`` of the works that somebody sees in the editor, drafts included.

    In the order of their starts. Cancelled and postponed dates are there, too.
    """
    narrowing = narrowing or Narrowing()
    dates = between(first, last)
    if narrowing.venue is not None:
        dates = dates.filter(venue=narrowing.venue)
    works = dates.order_by().values("schedule__work")
    seen: Any = explorable(user).filter(_of_narrowing(narrowing))
    pages = _pages_of(seen.prefetch_workflow_states().annotate_approved_schedule(), works)
    announced = announced_works(works)
    kinds = _kinds_of(works)
    found = []
    for occurrence in dates.select_related("schedule", "venue__region", "recurrence"):
        work = occurrence.schedule.work
        span = Timed.of(occurrence).span
        if (page := pages.get(work)) is None or span.last < first or span.first > last:
            continue
        is_announced, is_in_review = work in announced, bool(page.workflow_in_progress)
        found.append(
            Planned(
                occurrence,
                page,
                span,
                kinds.get(work, ""),
                is_announced,
                is_in_review,
                # A page under review is locked for most people. Who is the exception finds its dates at the page:
                # to ask that here would cost queries for each page.
                may_move=not is_in_review
                and not occurrence.is_cancelled
                and may_change_dates(page, user, is_announced=is_announced),
            )
        )
    return found


def others(user: Any, first: date, last: date, *, except_work: UUID | None = None) -> list[Other]:
    """Return what takes place in these days and somebody may know of: what they see in the editor or on the site.

    Without what is cancelled or postponed, and without the work's own dates. ``about`` is a ``Known``.
    """
    dates = between(first, last).filter(schedule__status=ScheduleStatus.SCHEDULED)
    dates = dates.exclude(status=OccurrenceStatus.CANCELLED)
    if except_work is not None:
        dates = dates.exclude(schedule__work=except_work)
    works = dates.order_by().values("schedule__work")
    # The two are asked apart: each is a condition on the tree of its own, and together they are one slow query.
    on_site = _pages_of(visible_to(Page.objects.live(), user), works)
    in_editor = _pages_of(explorable(user), works)
    traits = traits_of(works)
    found = []
    for occurrence in dates.select_related("schedule", "venue__region"):
        work = occurrence.schedule.work
        page = in_editor.get(work) or on_site.get(work)
        if page is not None:
            known = Known(occurrence, page, in_editor=work in in_editor)
            found.append(Other(Timed.of(occurrence).span, placed(traits[work], occurrence.venue), known))
    return found


def placed(traits: Traits, venue: Venue | None) -> Traits:
    """Return traits with those of a place."""
    region = venue.region.code if venue is not None and venue.region is not None else ""
    return Traits(traits.blocks, traits.areas, traits.audiences, region, venue.pk if venue is not None else None)


def traits_of(works: Any) -> defaultdict[UUID, Traits]:
    """Return what works are about and for whom, in one query for each type; ``works`` are keys or a query of them."""
    axes: dict[UUID, tuple[set[str], set[str], set[str]]] = defaultdict(lambda: (set(), set(), set()))
    for model in dated_page_models():
        names = ["translation_key", "building_blocks__slug", "application_areas__slug"]
        if audience_field(model) is not None:
            names.append("audiences")
        rows = model._default_manager.filter(translation_key__in=works).order_by().values_list(*names)
        for work, block, area, *audiences in rows:
            blocks, areas, groups = axes[work]
            blocks |= {block} - {None}
            areas |= {area} - {None}
            groups.update(*audiences)
    found: defaultdict[UUID, Traits] = defaultdict(Traits)
    for work, (blocks, areas, groups) in axes.items():
        found[work] = Traits(frozenset(blocks), frozenset(areas), frozenset(groups))
    return found


def audience_field(model: Any) -> Any:
    """Return the field that says for whom works of a type are made; ``None`` where they are for everybody."""
    try:
        return cast("Field[Any, Any]", model._meta.get_field("audiences"))
    except FieldDoesNotExist:
        return None


def announced_works(works: Any) -> set[UUID]:
    """Return which of these works are or were public (``services.is_announced`` for many at once)."""
    shown = Page.objects.filter(Q(live=True) | Q(first_published_at__isnull=False), translation_key__in=works)
    return set(shown.order_by().values_list("translation_key", flat=True))


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of meeting, then the other types with dates."""
    types = [
        (model.search_type, str(model.search_type_label)) for model in dated_page_models() if not _has_kinds(model)
    ]
    return [*((value, str(label)) for value, label in EventKind.choices), *types]


def _has_kinds(model: Any) -> bool:
    return "kind" in model.search_facets


def _kinds_of(works: Any) -> dict[UUID, str]:
    labels = dict(kind_choices())
    found: dict[UUID, str] = {}
    for model in dated_page_models():
        rows = model._default_manager.filter(translation_key__in=works).order_by()
        if _has_kinds(model):
            found |= {work: labels.get(kind, kind) for work, kind in rows.values_list("translation_key", "kind")}
        else:
            found |= dict.fromkeys(rows.values_list("translation_key", flat=True), str(model.search_type_label))
    return found


def _pages_of(pages: QuerySet[Page], works: Any) -> dict[UUID, Page]:
    """Return one page for each work that takes place on dates: in the reader's language, else the site's, else any."""
    on_dates = Q(pk__in=[])
    for model in dated_page_models():
        on_dates |= Q(pk__in=model._default_manager.filter(model.on_dates).values("pk"))
    chosen = pages.filter(on_dates, translation_key__in=works).select_related("locale")
    preferred = {settings.LANGUAGE_CODE: 1, get_language(): 2}
    ranked = sorted(chosen, key=lambda page: preferred.get(page.locale.language_code, 0))
    return {page.translation_key: page for page in ranked}


def _of_narrowing(narrowing: Narrowing) -> Q:
    conditions: dict[str, Any] = {}
    if narrowing.building_block:
        conditions["building_blocks__slug"] = narrowing.building_block
    if narrowing.application_area:
        conditions["application_areas__slug"] = narrowing.application_area
    if narrowing.organisation is not None:
        conditions["organisations"] = narrowing.organisation
    found = Q()
    for name, value in conditions.items():
        found &= _any_type(dated_page_models(), **{name: value})
    if narrowing.kind in EventKind.values:
        found &= _any_type((model for model in dated_page_models() if _has_kinds(model)), kind=narrowing.kind)
    elif narrowing.kind:
        found &= _any_type(model for model in dated_page_models() if model.search_type == narrowing.kind)
    return found


def _any_type(models: Iterable[Any], **conditions: Any) -> Q:
    found = Q(pk__in=[])
    for model in models:
        found |= Q(pk__in=model._default_manager.filter(**conditions).values("pk"))
    return found
