"""An event once more: a new work from an earlier one, with all that was thought of then and another day."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import OccurrenceStatus
from events.models import DatedPage, KeptPlaces, Occurrence, RegistrationQuestion, RegistrationTerms, Schedule
from events.recurrence import Timing
from events.services.dates import schedule_create
from search.audience import audience_is_kept

# How many weeks ahead a free day is looked for.
WEEKS = 52


def model_date(page: DatedPage) -> Occurrence | None:
    """Return the date after which the next one is modelled: the last that took or takes place, ``None`` without any."""
    dates = page.stored_occurrences
    held = [row for row in dates if row.status != OccurrenceStatus.CANCELLED]
    return (held or dates or [None])[-1]


def next_free_day(occurrence: Occurrence, *, today: date) -> date:
    """Return the next same day of the week, after a date and ``today``, on which its venue is free at its times.

    Without a venue, or when a year is full, it is simply the next such day.
    """
    timing, zone = _timing(occurrence), occurrence.schedule.zone
    after = max(occurrence.first_day, today)
    first = after + timedelta(days=(occurrence.first_day - after).days % 7 or 7)
    days = [first + timedelta(weeks=week) for week in range(WEEKS)]
    taken = Occurrence.objects.none()
    if occurrence.venue_id is not None:
        taken = Occurrence.objects.upcoming().filter(venue=occurrence.venue_id)
    spans = list(taken.exclude(status=OccurrenceStatus.CANCELLED).values_list("starts_at", "ends_at"))
    for day in days:
        try:
            starts_at, ends_at = timing.span(day, zone)
        except ValidationError:
            continue
        if not any(starts_at < end and start < ends_at for start, end in spans):
            return day
    return first


@transaction.atomic
def event_again(*, page: DatedPage, title: str, day: date, user: Any) -> DatedPage:
    """Make a draft like an earlier event, on another day; return it.

    Words, axes, organisers, speakers, times, place, numbers of places, conditions of registration and its questions
    are those of the earlier one; there is one date, nobody is registered, and the copy is a work of its own. Raises
    ``ValidationError`` when it has no date to go by, when the clocks skip or repeat one of its times on that day, and
    when the copy would show to more people what the original shows to few.
    """
    occurrence = model_date(page)
    if occurrence is None:
        raise ValidationError(_("This has no date to go by. Copy the page instead."), code="no_date")
    parent = page.get_parent()
    if not audience_is_kept(page, parent):
        raise ValidationError(
            _("This page is not for everybody, and a copy there would be. Choose another place."), code="audience"
        )
    starts_at, ends_at = _timing(occurrence).span(day, occurrence.schedule.zone)
    copy: DatedPage = page.copy(
        to=parent,
        # Its own words of address, made from the title.
        update_attrs={"title": title, "draft_title": title, "slug": ""},
        copy_revisions=False,
        keep_live=False,
        user=user,
    )
    schedule = schedule_create(
        work=copy.translation_key,
        zone=occurrence.schedule.zone,
        all_day=occurrence.schedule.all_day,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=occurrence.venue,
        online_url=occurrence.online_url,
        capacity=occurrence.capacity,
        online_capacity=occurrence.online_capacity,
    )
    _copy_registration(occurrence.schedule, schedule)
    return copy


def _timing(occurrence: Occurrence) -> Timing:
    return Timing.of(occurrence.starts_local, occurrence.ends_local, all_day=occurrence.schedule.all_day)


def _copy_registration(source: Schedule, target: Schedule) -> None:
    """Take over who gets the address online, and the conditions with their questions; moments are of another day."""
    target.join_access = source.join_access
    target.save(update_fields=["join_access", "updated_at"])
    terms = RegistrationTerms.objects.filter(schedule=source).first()
    if terms is None:
        return
    new = _copied(terms, schedule=target, opens_at=None, is_open=True)
    for kept in KeptPlaces.objects.filter(terms=terms):
        _copied(kept, terms=new)
    for question in RegistrationQuestion.objects.filter(terms=terms, retired_at=None):
        _copied(question, terms=new)


def _copied(row: Any, **values: Any) -> Any:
    """Write a row with the values of another, but its own identity."""
    own = ("id", "uuid", "created_at", "updated_at", *values)
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in own}
    return type(row).objects.create(**kept, **values)
