"""Mails that the clock brings: a date is near, an offer is nearly over, how was it.

Each is told once to each person, whoever runs this how often, and whoever is killed in the middle of it: the notice is
unique, and a mailing that everybody has is remembered so that it is not looked at again (docs/adr/0022). Who gets one
is asked in the transaction that writes it: who withdrew, or may not see the page any more, gets nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from events.enums import OccurrenceStatus, RegistrationState, RegistrationStep, ScheduleStatus
from events.feedback.services import feedback_names_erase
from events.jobs import Outcome, do_each
from events.letters.afterwards import feedback_request, reminder
from events.letters.meeting import Meeting, may_still_read, meeting_of, meeting_on, page_of
from events.letters.registering import offer_ends
from events.models import CalendarInvite, DateChange, Mailing, Occurrence, Registration, Schedule
from events.querysets import OccurrenceQuerySet
from events.registration.querysets import RegistrationQuerySet
from events.registration.sending import registration_send
from members.letters import Letter
from search.audience import is_current

# An offer that stands at least this long is brought to mind once more when little of it is left.
LONG_OFFER_HOURS: Final = 24
OFFER_LEFT: Final = timedelta(hours=12)
# How was it is asked when people are home again, and not weeks later because nobody ran the command.
ASK_AFTER: Final = timedelta(hours=1)
ASK_UNTIL: Final = timedelta(days=7)
# A date that is over so long is in no calendar that still changes.
INVITES_KEPT: Final = timedelta(days=90)
# What gives somebody a place: the letter of then has everything that a reminder has.
PLACE_STEPS: Final = (RegistrationStep.GOT_PLACE, RegistrationStep.TOOK_OFFER)

Write = Callable[[Registration, Meeting], Letter]


@dataclass(frozen=True, slots=True)
class _Round:
    """One letter to several: what it is about, to whom, and what it says."""

    matter: str
    schedule: Schedule
    occurrence: Occurrence | None
    people: RegistrationQuerySet
    write: Write


def reminders_send(*, now: datetime | None = None) -> Outcome:
    """Remind who has a place of the dates that are near: some hours before, as ``HUB_REMINDER_HOURS`` says.

    Nothing about a date that does not take place, or of whose change people are still to be told. Who got a place after
    the reminder was due gets none.
    """
    now = now or timezone.now()
    hours = sorted(settings.HUB_REMINDER_HOURS)
    rounds = []
    for occurrence in _near(now, timedelta(hours=hours[-1])) if hours else ():
        # The one reminder that fits: with a week and a day missed together, only the latter is of use.
        before = next(number for number in hours if occurrence.starts_at <= now + timedelta(hours=number))
        due = occurrence.starts_at - timedelta(hours=before)
        start = f"{occurrence.starts_at.astimezone(UTC):%Y%m%dT%H%M}"
        people = _placed_before(due, occurrence.schedule).filter(Q(occurrence=occurrence) | Q(occurrence=None))
        rounds.append(
            _Round(
                # With the start: a date that is moved afterwards is brought to mind again.
                matter=f"reminder:{occurrence.uuid}:{before}:{start}",
                schedule=occurrence.schedule,
                occurrence=occurrence,
                people=people,
                write=reminder,
            )
        )
    return _run(rounds)


def offers_remind(*, now: datetime | None = None) -> Outcome:
    """Bring an offer to mind that is nearly over, to who has not answered it."""
    now = now or timezone.now()
    rows = Registration.objects.filter(
        state=RegistrationState.OFFERED, offer_expires_at__gt=now, offer_expires_at__lte=now + OFFER_LEFT
    ).filter(schedule__registration_terms__offer_hours__gte=LONG_OFFER_HOURS, erased_at=None)
    return do_each(rows.order_by("pk").values_list("pk", flat=True), _remind_of_offer)


def feedback_ask(*, now: datetime | None = None) -> Outcome:
    """Ask who took part how it was: after their date, or after the last one when they registered for all of them.

    Where people were checked in, only they are asked. Never about a date that did not take place.
    """
    now = now or timezone.now()
    ended = list(_held().filter(ends_at__gt=now - ASK_UNTIL, ends_at__lte=now - ASK_AFTER))
    rounds = [
        _Round(f"feedback:{row.uuid}", row.schedule, row, _attended(row.schedule, row), feedback_request)
        for row in ended
    ]
    to_come = set(_held().filter(ends_at__gt=now - ASK_AFTER).values_list("schedule_id", flat=True))
    for schedule in {row.schedule for row in ended if row.schedule_id not in to_come}:
        people = _attended(schedule, None)
        rounds.append(_Round(f"feedback:{schedule.uuid}", schedule, None, people, feedback_request))
    return _run(rounds)


def traces_remove(*, now: datetime | None = None) -> Outcome:
    """Remove the names that people gave with their feedback, when personal data goes, and what calendars were told."""
    now = now or timezone.now()
    CalendarInvite.objects.filter(occurrence__ends_at__lt=now - INVITES_KEPT).delete()
    return Outcome(done=feedback_names_erase(now=now))


def _held() -> OccurrenceQuerySet:
    """Return the dates that take place and that somebody comes to, with their schedules and venues."""
    people = Registration.objects.confirmed().filter(schedule=OuterRef("schedule"))
    rows = Occurrence.objects.with_places().filter(Exists(people), schedule__status=ScheduleStatus.SCHEDULED)
    return rows.exclude(status=OccurrenceStatus.CANCELLED)


def _near(now: datetime, ahead: timedelta) -> list[Occurrence]:
    """Return the dates that begin within a time, without those whose change is not settled yet."""
    unsettled = DateChange.objects.filter(occurrence=OuterRef("pk"), settled_at=None)
    return list(_held().filter(~Exists(unsettled), starts_at__gt=now, starts_at__lte=now + ahead))


def _placed_before(moment: datetime, schedule: Schedule) -> RegistrationQuerySet:
    """Return who has a place, and had it before a moment."""
    rows = Registration.objects.confirmed().filter(schedule=schedule, erased_at=None)
    got = Max("log_entries__at", filter=Q(log_entries__step__in=PLACE_STEPS))
    return rows.annotate(placed_at=Coalesce(got, "created_at")).filter(placed_at__lt=moment)


def _attended(schedule: Schedule, occurrence: Occurrence | None) -> RegistrationQuerySet:
    """Return who was there: those who were checked in where that was done, else who had a place."""
    people = Registration.objects.confirmed().filter(schedule=schedule, occurrence=occurrence, erased_at=None)
    arrived = people.exclude(checked_in_at=None)
    return arrived if arrived.exists() else people


def _run(rounds: list[_Round]) -> Outcome:
    """Tell everybody of each round that is not finished, and remember those that are now."""
    matters = [round_.matter for round_ in rounds]
    finished = set(Mailing.objects.filter(matter__in=matters).values_list("matter", flat=True))
    outcome = Outcome()
    for round_ in rounds:
        if round_.matter in finished:
            continue
        told = do_each(round_.people.order_by("pk").values_list("pk", flat=True), _teller(round_))
        outcome += told
        if not told.failed:
            Mailing.objects.get_or_create(matter=round_.matter)
    return outcome


def _teller(round_: _Round) -> Callable[[int], None]:
    def tell(pk: int) -> None:
        registration = _still(pk, RegistrationState.CONFIRMED)
        if registration is None or not _may_be_told(registration):
            return
        dates = [round_.occurrence] if round_.occurrence else []

        def write() -> Letter:
            meeting = meeting_on(round_.schedule, dates, get_language() or registration.language)
            assert meeting is not None
            return round_.write(registration, meeting)

        registration_send(registration=registration, matter=round_.matter, write=write)

    return tell


def _remind_of_offer(pk: int) -> None:
    registration = _still(pk, RegistrationState.OFFERED)
    if registration is None or registration.offer_expires_at is None or not _may_be_told(registration):
        return

    def write() -> Letter:
        meeting = meeting_of(registration, get_language() or registration.language)
        assert meeting is not None
        return offer_ends(registration, meeting)

    until = f"{registration.offer_expires_at.astimezone(UTC):%Y%m%dT%H%M}"
    registration_send(registration=registration, matter=f"offer:{registration.uuid}:{until}", write=write)


def _still(pk: int, state: RegistrationState) -> Registration | None:
    """Return a registration, locked, when it is still as it was when the round began."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("schedule", "user")
    return rows.filter(pk=pk, state=state, erased_at=None).first()


def _may_be_told(registration: Registration) -> bool:
    """Return whether there is a public page to tell of, and its reader may see it now."""
    page = page_of(registration.schedule.work, registration.language)
    return page is not None and is_current(page) and may_still_read(registration, page)
