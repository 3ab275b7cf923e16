"""What the editor's lists show of pages, read for a whole list at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from wagtail.models import Locale, Page

from events.enums import ScheduleStatus
from events.models import Schedule
from home import vocabulary
from home.models import ApplicationArea, BuildingBlock
from hub.admin import reads
from hub.admin.kinds import Kind, kind_of, kinds
from knowledge.enums import EvidenceLevel
from knowledge.models import BestPracticePage


@dataclass
class Facts:
    """What a row shows of a page beyond Wagtail's own: what it is, its place on the matrix and its dates."""

    kind: Kind | None
    blocks: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    is_confirmable: bool = False
    owner: str = ""
    language: str = ""
    confirmed_on: date | None = None
    is_dated: bool = False
    next_date: datetime | None = None
    last_date: datetime | None = None
    schedule: Schedule | None = None

    @property
    def next_local(self) -> datetime | None:
        """The next date on the clock of its schedule."""
        if self.next_date is None or self.schedule is None:
            return self.next_date
        return self.next_date.astimezone(self.schedule.tz).replace(tzinfo=None)

    @property
    def dates_off(self) -> str:
        """Why nothing takes place though there are dates: the words for cancelled or postponed, else ""."""
        if self.schedule is None or self.next_date or self.last_date:
            return ""
        is_postponed = self.schedule.status == ScheduleStatus.POSTPONED
        return str((ScheduleStatus.POSTPONED if is_postponed else ScheduleStatus.CANCELLED).label)

    @property
    def label(self) -> str:
        """What it is called, one of them."""
        return self.kind.singular if self.kind else ""


def describe(pages: Iterable[Any]) -> None:
    """Give each page its ``facts``: two queries for the matrix and for dates, one each for
    languages and evidence, whatever the number of pages.

    ``confirmed_on``, ``next_date`` and ``last_date`` are taken from annotations of the same names.
    """
    listed = list(pages)
    blocks = terms_of(listed, "building_blocks", BuildingBlock)
    areas = terms_of(listed, "application_areas", ApplicationArea)
    dated = dated_of(listed)
    schedules = schedules_of(page for page in listed if page.pk in dated)
    # A page as its own type does not keep the language that its list was read with.
    languages = {locale.pk: locale.get_display_name() for locale in Locale.objects.all()}
    # Asked apart: a list of several types is read without the fields of each.
    levels = dict(
        BestPracticePage.objects.filter(pk__in=[page.pk for page in listed]).values_list("pk", "evidence_level")
    )
    for page in listed:
        page.facts = Facts(
            kind=kind_of(page),
            blocks=blocks[page.pk],
            areas=areas[page.pk],
            is_confirmable=levels.get(page.pk, EvidenceLevel.IDEA) != EvidenceLevel.IDEA,
            owner=str(page.owner) if page.owner_id else "",
            language=languages.get(page.locale_id, ""),
            confirmed_on=getattr(page, "confirmed_on", None),
            is_dated=page.pk in dated,
            next_date=getattr(page, "next_date", None),
            last_date=getattr(page, "last_date", None),
            schedule=schedules.get(page.translation_key) if page.pk in dated else None,
        )


def dated_of(pages: Sequence[Page]) -> set[int]:
    """Return the keys of those pages that take place on dates."""
    able = [page.pk for page in pages if (kind := kind_of(page)) and kind.is_dated]
    found = Page.objects.filter(reads.on_dates(kinds()), pk__in=able)
    return set(found.values_list("pk", flat=True)) if able else set()


def schedules_of(pages: Iterable[Page]) -> dict[UUID, Schedule]:
    """Return the schedules of pages, by work."""
    works = [page.translation_key for page in pages]
    return {row.work: row for row in Schedule.objects.filter(work__in=works)} if works else {}


def terms_of(pages: Sequence[Page], name: str, model: type[Model]) -> dict[int, list[str]]:
    """Return the names of each page's terms of one axis, in the order of the vocabulary, in one query."""
    present = {kind for kind in map(kind_of, pages) if kind is not None and kind.is_classified}
    links = [_links(kind.model, name, pages) for kind in kinds() if kind in present]
    chosen: dict[int, set[int]] = defaultdict(set)
    if links:
        for page_pk, term_pk in links[0].union(*links[1:], all=True) if len(links) > 1 else links[0]:
            chosen[page_pk].add(term_pk)
    terms = vocabulary.by_slug(model).values()
    return defaultdict(list, {pk: [term.name for term in terms if term.pk in pks] for pk, pks in chosen.items()})


def _links(model: type[Any], name: str, pages: Sequence[Page]) -> Any:
    relation: Any = model._meta.get_field(name)
    owner, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = relation.remote_field.through.objects.filter(**{f"{owner}__in": [page.pk for page in pages]})
    return rows.order_by().values_list(f"{owner}_id", f"{target}_id")
