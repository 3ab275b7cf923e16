"""What the mails about dates remember: what changed, what somebody's calendar was told, and what is done."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.schedule import Occurrence


class DateChange(models.Model):
    """A date that was changed, as it was before, until everybody with a place has been told.

    While it is open, further edits only move ``last_at``: people are told once of the sum. Then it is settled:
    ``after`` is what it was by then, empty when nothing had changed in sum, and ``batch`` names what is told
    together. ``before`` and ``after`` are those of ``events.changes.snapshot``.
    """

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"), default=dict, blank=True)
    first_at = models.DateTimeField(_("first edit"))
    last_at = models.DateTimeField(_("last edit"))
    batch = models.UUIDField(null=True, editable=False, db_index=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a date")
        verbose_name_plural = _("changes of dates")
        ordering = ("first_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("occurrence",), condition=models.Q(settled_at=None), name="events_change_open_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("told_at", "settled_at"), name="events_change_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}, {self.first_at:%Y-%m-%d %H:%M}"


class CalendarInvite(models.Model):
    """What the calendar of one person was last told of one date, so that a SEQUENCE never goes back.

    ``attendee`` is what ``members.mail.recipient_key`` makes of an address, which cannot be turned back into it.
    ``stands`` says whether the date was in that calendar after it.
    """

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="invites")
    attendee = models.CharField(max_length=64, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    stands = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar entry of a participant")
        verbose_name_plural = _("calendar entries of participants")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("occurrence", "attendee"), name="events_invite_once"),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.sequence}"


class Mailing(models.Model):
    """A letter to many that everybody has, so that it is not looked at again: ``"reminder:<uuid>:24:…"``."""

    matter = models.CharField(max_length=200, unique=True, editable=False)
    finished_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("finished mailing")
        verbose_name_plural = _("finished mailings")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.matter
