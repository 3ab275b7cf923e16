"""The writes of what came of a work: a draft, its documents, what readers see, and asking for it.

Guards first, as everywhere; who may is asked by the views, by a signed link or ``events.permissions.may_organise``.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionViewRestriction

from events.aftercare import letters
from events.aftercare.reading import MOST_PRACTICES
from events.enums import OccurrenceStatus, ScheduleStatus
from events.finding import live_page_of
from events.jobs import Outcome, do_each
from events.models import Aftercare, AftercareDocument, Occurrence, Schedule
from events.organisers import organisers_tell
from home.markup.nodes import one_line
from home.models import HubDocument
from home.uploads import checked_document
from home.validators import validate_web_url
from members.models import User
from search.indexing import index_work

# Editors may call it something else: then the next upload makes another one.
COLLECTION: Final = "Aftercare"
MOST_FINDINGS: Final = 3
MOST_DOCUMENTS: Final = 8
LONGEST_FINDING: Final = 300
LONGEST_TITLE: Final = 120
# How long after the end somebody is still asked; an import of old events asks nobody.
ASKED: Final = timedelta(days=14)
MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What an organiser tells: findings by language code, and facts."""

    findings: dict[str, list[str]] = field(default_factory=dict)
    recording_url: str = ""
    attendance: int | None = None
    practices: list[str] = field(default_factory=list)


def values_of(aftercare: Aftercare) -> Values:
    """Return what is being written, or what readers see when nothing is."""
    if aftercare.draft:
        return Values(**aftercare.draft)
    return Values(
        findings=aftercare.findings,
        recording_url=aftercare.recording_url,
        attendance=aftercare.attendance,
        practices=aftercare.practices,
    )


@transaction.atomic
def aftercare_save(*, work: UUID, values: Values, revision: int | None = None) -> Aftercare:
    """Keep what an organiser wrote; readers do not see it yet.

    ``revision`` is that of the form. Raises ``ValidationError`` when somebody else saved since (code ``conflict``), and
    for what is too much, too long or no address.
    """
    _check(values)
    Aftercare.objects.get_or_create(work=work)
    held = Aftercare.objects.select_for_update().get(work=work)
    if revision is not None and revision != held.revision:
        raise ValidationError(
            _("Somebody else saved this in the meantime. Yours is below: save again to replace theirs."),
            code="conflict",
        )
    held.draft, held.revision = asdict(values), held.revision + 1
    held.save()
    return held


@transaction.atomic
def aftercare_publish(*, aftercare: Aftercare) -> Aftercare:
    """Show readers what was written, with its documents. Raises ``ValidationError`` when there is nothing to show."""
    held = Aftercare.objects.select_for_update().get(pk=aftercare.pk)
    values = values_of(held)
    has_words = any(values.findings.values()) or values.recording_url or values.practices
    if not has_words and not held.documents.exists():
        raise ValidationError(_("Give a finding, a recording or slides first."), code="empty")
    now = timezone.now()
    for name, value in asdict(values).items():
        setattr(held, name, value)
    held.draft, held.published_at, held.revision = {}, held.published_at or now, held.revision + 1
    held.save()
    held.documents.filter(published_at=None).update(published_at=now)
    index_work(held.work)
    return held


@transaction.atomic
def document_add(*, aftercare: Aftercare, file: File[Any], user: User | None = None) -> AftercareDocument:
    """Add slides to what is being written.

    Raises ``ValidationError`` when there is no room, or it is not what its name says.
    """
    held = Aftercare.objects.select_for_update().get(pk=aftercare.pk)
    if held.documents.count() >= MOST_DOCUMENTS:
        raise ValidationError(_("There is no room for more files. Remove one that you do not need."), code="limit")
    content = checked_document(file)
    document = HubDocument.objects.create(
        title=_title_of(file),
        file=content,
        file_size=content.size,
        collection=private_collection(),
        uploaded_by_user=user,
    )
    return AftercareDocument.objects.create(aftercare=held, document=document)


@transaction.atomic
def document_remove(*, row: AftercareDocument) -> None:
    """Throw a document away, at once for readers as well."""
    work, was_shown = row.aftercare.work, row.published_at is not None
    row.document.delete()
    if was_shown:
        index_work(work)


@transaction.atomic
def private_collection() -> Collection:
    """Return the collection of documents of records, made when it is not there, and closed to everybody.

    Who sees the page reads them by ``reading.may_read_file``: they are public exactly as long as it is.
    """
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
    CollectionViewRestriction.objects.get_or_create(
        collection=found, defaults={"restriction_type": CollectionViewRestriction.GROUPS}
    )
    return found


# --- Asking ---------------------------------------------------------------------------------------------


def aftercare_ask(now: datetime | None = None) -> Outcome:
    """Ask the organisers of what was over yesterday or some days before what came of it; counts works.

    Safe to run as often as one likes: nobody is asked twice about the same last date.
    """
    return do_each(_over(now or timezone.now()), _ask)


def _ask(over: tuple[Schedule, datetime]) -> bool:
    schedule, end = over
    page = live_page_of(schedule.work)
    if page is None or not page.is_dated:
        return False
    return organisers_tell(
        page,
        matter=f"aftercare:{schedule.uuid}",
        period=f"{end:%Y-%m-%d}",
        write=partial(letters.ask_what_came_of_it, page),
    )


def _over(now: datetime) -> Iterable[tuple[Schedule, datetime]]:
    """Return what ended before today, and not longer ago than somebody is asked, without a record, with its end."""
    told = Aftercare.objects.filter(published_at__isnull=False).values("work")
    held = Occurrence.objects.filter(schedule__status=ScheduleStatus.SCHEDULED).exclude(schedule__work__in=told)
    held = held.exclude(status=OccurrenceStatus.CANCELLED).order_by()
    ends = held.values("schedule").annotate(last=Max("ends_at")).filter(last__gt=now - ASKED, last__lte=now)
    found = dict(ends.values_list("schedule", "last"))
    rows = [(schedule, found[schedule.pk]) for schedule in Schedule.objects.filter(pk__in=found).order_by("pk")]
    # The day after the end, on the clock where it is held; what ends at midnight ends on the day before.
    return [(schedule, end) for schedule, end in rows if _day_of(end - MOMENT, schedule) < _day_of(now, schedule)]


def _day_of(moment: datetime, schedule: Schedule) -> date:
    return moment.astimezone(schedule.tz).date()


# --- Inside ---------------------------------------------------------------------------------------------


def _title_of(file: File[Any]) -> str:
    """Return what a document is called: its name without extension, on one line. It is never part of a path."""
    name = one_line(PurePath((file.name or "").replace("\\", "/")).stem.replace("_", " "))
    return name[:LONGEST_TITLE].strip() or _("Slides")


def _check(values: Values) -> None:
    if any(len(texts) > MOST_FINDINGS for texts in values.findings.values()):
        raise ValidationError(_("Three findings are enough."), code="findings")
    if any(len(text) > LONGEST_FINDING for texts in values.findings.values() for text in texts):
        raise ValidationError(_("A finding is one or two sentences."), code="finding")
    if len(values.practices) > MOST_PRACTICES:
        raise ValidationError(
            _("Choose %(most)s best practices at most."), code="practices", params={"most": MOST_PRACTICES}
        )
    if values.recording_url:
        validate_web_url(values.recording_url)
    Aftercare(attendance=values.attendance).clean_fields(
        exclude=[f.name for f in Aftercare._meta.fields if f.name != "attendance"]
    )
