"""What an organiser hears of registrations: once a day, what the day before brought."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from events.enums import RegistrationState, RegistrationStep, TakingPart
from events.jobs import Outcome, do_each
from events.letters.meeting import meeting_on, page_of
from events.letters.organising import day_summary
from events.models import Mailing, Registration, RegistrationLogEntry, Schedule
from events.organisers import organisers_of
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send

CAME: Final = (RegistrationStep.GOT_PLACE, RegistrationStep.TOOK_OFFER)


def organisers_summarise(*, now: datetime | None = None) -> Outcome:
    """Tell each organiser what yesterday brought, from ``HUB_DIGEST_HOUR`` on the site's clock; once, as they chose."""
    local = timezone.localtime(now)
    yesterday = local.date() - timedelta(days=1)
    matter = f"registrations:{yesterday.isoformat()}"
    if local.hour < settings.HUB_DIGEST_HOUR or Mailing.objects.filter(matter=matter).exists():
        return Outcome()
    keys = _entries(yesterday).order_by("registration__schedule").values_list("registration__schedule", flat=True)
    outcome = do_each(keys.distinct(), lambda pk: _summarise(pk, yesterday))
    if not outcome.failed:
        Mailing.objects.get_or_create(matter=matter)
    return outcome


def _entries(day: date) -> QuerySet[RegistrationLogEntry]:
    zone = timezone.get_default_timezone()
    begin = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    return RegistrationLogEntry.objects.filter(at__gte=begin, at__lt=end, step__in=(*CAME, RegistrationStep.WITHDREW))


def _summarise(pk: int, day: date) -> None:
    schedule = Schedule.objects.get(pk=pk)
    entries = _entries(day).filter(registration__schedule=schedule)
    came = entries.filter(step__in=CAME).count()
    left = entries.filter(step=RegistrationStep.WITHDREW)
    # Who left the waiting list gives no place back.
    went = sum(entry.facts.get("state") == RegistrationState.CONFIRMED for entry in left)
    page = page_of(schedule.work, settings.LANGUAGE_CODE)
    if page is None or not (came or went):
        return
    rows = Registration.objects.filter(schedule=schedule, erased_at=None)
    waiting = rows.waiting().count()
    places = Counter(rows.confirmed().order_by().values_list("taking_part", flat=True))

    def write() -> Letter:
        meeting = meeting_on(schedule, (), get_language() or settings.LANGUAGE_CODE)
        assert meeting is not None
        by_way = {str(way.label): places[way.value] for way in TakingPart if places[way.value]}
        return day_summary(meeting, came=came, went=went, waiting=waiting, places=by_way)

    for user in organisers_of(page):
        notice_send(
            kind=NoticeKind.ORGANISER,
            matter=f"registrations:{schedule.uuid}",
            period=day.isoformat(),
            write=write,
            user=user,
        )
