"""What the pages about registering show: what one can register for, what is free, and what somebody has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, prefetch_related_objects
from django.utils.translation import get_language, gettext as _, ngettext
from wagtail.models import Page

from events.enums import Availability, Obstacle, QuestionKind, RegistrationState, TakingPart
from events.models import DatedPage, Occurrence, Registration, RegistrationTerms, Schedule
from events.presentation import ShownDate, shown_date
from events.registration import rules
from events.registration.places import FEW, Room, rooms_of
from events.registration.pools import Pool, pools_of
from search.audience import is_visible


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that one can register for as a page shows it.

    ``refusal`` says why one cannot now, and is empty when one can. ``free`` and ``queue`` are sentences about places
    and the waiting list, of each way of taking part. ``own`` is the reader's registration.
    """

    pool: Pool
    date: ShownDate | None
    refusal: str
    free: list[str]
    queue: list[str]
    own: Registration | None

    @property
    def is_open(self) -> bool:
        """Return whether one can register now."""
        return not self.refusal

    @property
    def dates(self) -> list[ShownDate]:
        """Return its date, or all those that take place."""
        return [shown_date(date) for date in self.pool.dates] if self.date is None else [self.date]

    @property
    def joins_queue(self) -> bool:
        """Return whether who registers now comes on the waiting list, as far as everybody may know."""
        dates = [self.pool.occurrence] if self.pool.occurrence else self.pool.dates
        return bool(dates) and all(date.availability == Availability.WAITING_LIST for date in dates)


def choices_of(
    schedule: Schedule, terms: RegistrationTerms, user: Any, now: datetime, *, counts: bool = True
) -> list[Choice]:
    """Return what one can register for, or could before it was full or closed; not what is over.

    ``counts`` tells how many places are left and how many wait: true at the moment only, so never for a page that is
    kept for others (docs/adr/0020). Three queries more, however many dates there are.
    """
    dates = [date for date in schedule.occurrences.all() if date.ends_at > now]
    pools = pools_of(schedule, terms, dates) if dates else []
    if counts:
        prefetch_related_objects([terms], "kept_places")
    rooms = rooms_of(pools, now) if counts else {}
    waiting = _waiting(schedule) if counts else Counter()
    own = _own(schedule, user)
    found = []
    for pool in pools:
        shown = {way: rooms[pool.key, way] for way in pool.ways if (pool.key, way) in rooms}
        choice = Choice(
            pool=pool,
            date=shown_date(pool.occurrence) if pool.occurrence else None,
            refusal=_refusal(pool, now),
            free=_free_texts(shown),
            queue=_queue_texts({way: waiting[pool.key, way] for way in pool.ways}),
            own=own.get(pool.key),
        )
        found.append(choice)
    return found


def way_text(taking_part: str, ways: Sequence[TakingPart]) -> str:
    """Return in which way one takes part, where there are two; nothing where it goes without saying."""
    return str(TakingPart(taking_part).label) if len(ways) > 1 else ""


def page_of(schedule: Schedule, user: Any) -> tuple[DatedPage | None, bool]:
    """Return the live page of a work in the active language, else in another, and whether the reader may open it."""
    pages = Page.objects.filter(translation_key=schedule.work, live=True).select_related("locale")
    found = sorted(pages, key=lambda page: (page.locale.language_code != get_language(), page.pk))
    if not found:
        return None, False
    page: DatedPage = found[0].specific
    return page, is_visible(page, user)


def occurrence_by_uuid(schedule: Schedule, uuid: UUID | None) -> Occurrence | None:
    """Return a date of a schedule; ``None`` without a UUID. Raises ``Occurrence.DoesNotExist`` for another's."""
    return schedule.occurrences.get(uuid=uuid) if uuid else None


def shown_dates(registration: Registration) -> list[ShownDate]:
    """Return the dates of a registration: its own, or all of them."""
    if registration.occurrence is not None:
        return [shown_date(registration.occurrence)]
    return [shown_date(date) for date in registration.schedule.occurrences.select_related("venue__region", "schedule")]


def shown_answers(registration: Registration, language: str, *, is_own: bool) -> list[tuple[str, str]]:
    """Return the questions that somebody answered, and what they answered, in words of a language.

    Who reads what is not their own does not read what may tell of health or belief (GDPR article 9).
    """
    terms = getattr(registration.schedule, "registration_terms", None)
    if terms is None:
        return []
    found = []
    for question in terms.questions.all():
        if not is_own and QuestionKind(question.kind).is_sensitive:
            continue
        answer = registration.answers.get(str(question.uuid))
        if answer not in (None, "", []):
            found.append((words_in(question.labels, language), _answer_text(question.choices, answer, language)))
    return found


def words_in(words: dict[str, str], language: str) -> str:
    """Return what was written in a language, else in another one."""
    return words.get(language) or next(iter(words.values()), "")


def is_changeable(registration: Registration, now: datetime) -> bool:
    """Return whether somebody can still withdraw: it stands, and is not over."""
    if not RegistrationState(registration.state).is_active:
        return False
    dates = [registration.occurrence] if registration.occurrence else registration.schedule.occurrences.all()
    return any(date.ends_at > now for date in dates)


def _refusal(pool: Pool, now: datetime) -> str:
    try:
        rules.check_open(pool, now)
    except ValidationError as error:
        return " ".join(error.messages)
    dates = [pool.occurrence] if pool.occurrence else pool.dates
    if all(date.availability == Availability.FULL for date in dates):
        return " ".join(rules.no_place(Obstacle.FULL).messages)
    return ""


def _own(schedule: Schedule, user: Any) -> dict[int | None, Registration]:
    rows = Registration.objects.of_user(user).active().filter(schedule=schedule)
    return {row.occurrence_id: row for row in rows} if user.is_authenticated else {}


def _waiting(schedule: Schedule) -> Counter[tuple[int | None, str]]:
    rows = Registration.objects.filter(schedule=schedule).waiting().order_by()
    counted = rows.values_list("occurrence_id", "taking_part").annotate(number=Count("pk"))
    return Counter({(occurrence, way): number for occurrence, way, number in counted})


def _free_texts(rooms: dict[TakingPart, Room]) -> list[str]:
    """Return how many places are left, where that is few; otherwise that there are."""
    texts = []
    for way, room in rooms.items():
        free = room.free()
        if free is None or free > FEW:
            text = _("Places left")
        else:
            text = ngettext("%(number)d place left", "%(number)d places left", free) % {"number": free}
            text = text if free else _("No place left")
        texts.append(_with_way(text, way, rooms))
    return texts


def _queue_texts(waiting: dict[TakingPart, int]) -> list[str]:
    texts = []
    for way, number in waiting.items():
        if number:
            text = ngettext("%(number)d person waits", "%(number)d people wait", number) % {"number": number}
            texts.append(_with_way(text, way, waiting))
    return texts


def _with_way(text: str, way: TakingPart, ways: Iterable[TakingPart]) -> str:
    named = way_text(way, list(ways))
    return _("%(way)s: %(text)s") % {"way": named, "text": text[:1].lower() + text[1:]} if named else text


def _answer_text(choices: list[dict[str, Any]], answer: Any, language: str) -> str:
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    labels = {choice["value"]: words_in(choice["labels"], language) for choice in choices}
    given = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(value, str(value)) for value in given)
