"""Calendars elsewhere, what was taken over from them, and each time that they were read.

What an import wrote is kept beside what it read (ADR 25): what is on the page now and is not what was written, was
written by a person, and is left alone from then on.
"""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import EventKind, ImportChoice, ImportItemState, ImportProposal, ImportState
from events.models.schedule import Occurrence
from events.querysets import CalendarSourceQuerySet, ImportedEventQuerySet
from events.validators import validate_zone
from home.languages import FALLBACK_LANGUAGE, content_languages


def default_zone() -> str:
    """Return the site's time zone."""
    return settings.TIME_ZONE


class CalendarSource(models.Model):
    """A calendar elsewhere, and what is said of the events that come from it.

    ``etag`` and ``last_modified`` are what its server said (RFC 9110 section 8.8), for asking only what changed.
    ``failures`` counts the times in a row that it could not be read, ``problem`` is the code of the last one
    (``events.importing.words``), and until ``next_try_at`` it is left in peace. Who works on it holds it until
    ``busy_until``, so that nobody else does; whoever was killed lets go of it then.
    """

    name = models.CharField(_("name"), max_length=200, help_text=_("Such as: agenda of the province of Utrecht."))
    url = models.URLField(
        _("address"),
        max_length=1000,
        blank=True,
        help_text=_("Of the calendar file (iCalendar, often ends in .ics). Leave empty to give a file each time."),
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organised by"),
    )
    language = models.CharField(_("language"), max_length=10, choices=content_languages, default=FALLBACK_LANGUAGE)
    kind = models.CharField(_("kind"), max_length=30, choices=EventKind)
    building_blocks = models.ManyToManyField(
        "home.BuildingBlock", blank=True, related_name="+", verbose_name=_("building blocks")
    )
    application_areas = models.ManyToManyField(
        "home.ApplicationArea", blank=True, related_name="+", verbose_name=_("application areas")
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=default_zone,
        validators=[validate_zone],
        help_text=_("For times of which the calendar does not say in which zone they are."),
    )
    publishes = models.BooleanField(
        _("publish at once"),
        default=False,
        help_text=_("Otherwise new events are drafts, which you look at before others do."),
    )
    is_active = models.BooleanField(
        _("look every night"), default=True, help_text=_("New events and changes are then taken over by themselves.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=30, blank=True, editable=False)
    next_try_at = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[CalendarSourceQuerySet] = CalendarSourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("calendar elsewhere")
        verbose_name_plural = _("calendars elsewhere")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class ImportedEvent(models.Model):
    """An event of a calendar elsewhere that is here as a work; without ``work`` a person left it out.

    ``read`` is what the calendar says, by field, as it was last taken into account; ``written`` is what the import put
    on the page, and lacks a field that it never wrote. ``offered`` names the fields of which the calendar says
    something new that a person still has to take or leave.
    """

    source = models.ForeignKey(CalendarSource, on_delete=models.PROTECT, related_name="imported")
    uid = models.CharField(max_length=300)
    work = models.UUIDField(null=True, editable=False, db_index=True)
    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    read = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    offered = models.JSONField(default=list)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ImportedEventQuerySet] = ImportedEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("source", "uid"), name="events_imported_event_once"),
        ]

    def __str__(self) -> str:
        return str(self.read.get("title") or self.uid)

    @property
    def taken_work(self) -> UUID:
        """The work that it is here; asked only of what was not left out."""
        assert self.work is not None
        return self.work


class ImportedDate(models.Model):
    """One date of an imported event, by its ``key`` (``events.importing.reading``).

    ``starts_at``, ``ends_at`` and ``is_cancelled`` are what the calendar says; the ``written`` ones what the import
    made of the date here, and are empty when a person did. ``is_offered`` as in ``ImportedEvent``.
    """

    event = models.ForeignKey(ImportedEvent, on_delete=models.CASCADE, related_name="dates")
    key = models.CharField(max_length=40, blank=True)
    # A date that nobody has seen yet may be taken away in the editor; then it is not made again.
    occurrence = models.ForeignKey(Occurrence, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)
    written_starts_at = models.DateTimeField(null=True)
    written_ends_at = models.DateTimeField(null=True)
    written_cancelled = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("imported date")
        verbose_name_plural = _("imported dates")
        ordering = ("starts_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("event", "key"), name="events_imported_date_once"),
        ]

    def __str__(self) -> str:
        return self.key or f"{self.starts_at:%Y-%m-%d}"

    @property
    def is_locked(self) -> bool:
        """Return whether a person has made something else of the date, so that it is left alone."""
        row = self.occurrence
        if row is None or self.written_starts_at is None:
            return True
        is_same_time = (row.starts_at, row.ends_at) == (self.written_starts_at, self.written_ends_at)
        return not is_same_time or row.is_cancelled != self.written_cancelled


class ImportRun(models.Model):
    """One time that a calendar was read. ``content`` is what was read, as long as it is needed.

    ``counts`` are numbers of events by what became of them, for those that are not among the items.
    """

    source = models.ForeignKey(CalendarSource, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.READING)
    is_nightly = models.BooleanField(default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    content = models.BinaryField(blank=True)
    problem = models.CharField(max_length=30, blank=True)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.source}, {self.created_at:%Y-%m-%d %H:%M}"


class ImportItem(models.Model):
    """One event of a calendar in one run: what is proposed, what was chosen, and what became of it.

    ``notes`` are pairs of a code and a detail (``events.importing.words``). ``work`` is the one that it is about: what
    it was made of, or what it may be the same as.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    uid = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=255, blank=True)
    starts_at = models.DateTimeField(null=True)
    proposal = models.CharField(max_length=12, choices=ImportProposal)
    choice = models.CharField(max_length=5, choices=ImportChoice, blank=True)
    state = models.CharField(max_length=10, choices=ImportItemState, default=ImportItemState.WAITING)
    work = models.UUIDField(null=True)
    notes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("event of an import")
        verbose_name_plural = _("events of an import")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title or self.uid

    @property
    def is_doable(self) -> bool:
        """Return whether somebody can still choose to do it."""
        return self.state == ImportItemState.WAITING and ImportProposal(self.proposal).is_doable
