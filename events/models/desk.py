"""What the organiser's desk keeps: who arrived on which date, notes, messages, and what was taken out of it.

Only ``events.registration`` and ``events.desk`` write it. A row about a person goes with the registration; what tells
what an organiser did stays (docs/adr/0027).
"""

from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import DeskAct
from events.models.registration import Registration
from events.models.schedule import Occurrence, Schedule


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Arrivals, those that were taken back included."""

    def here(self) -> Self:
        """Return those that stand."""
        return self.filter(arrived_at__isnull=False)


class Arrival(models.Model):
    """Whether somebody was there on one date. Who registered for all dates may arrive on each of them.

    ``moments`` is all that was ever noted at any telephone: pairs of a moment (ISO 8601, UTC) and ``in`` or ``out``.
    ``arrived_at`` follows from it, whatever came first to the hub: the earliest *in* after the latest *out*, empty when
    there is none. ``noted_by`` is who noted that.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="arrivals")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="arrivals")
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    moments = models.JSONField(default=list, editable=False)

    objects: ClassVar[ArrivalQuerySet] = ArrivalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ("arrived_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("registration", "occurrence"), name="events_arrival_once"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.arrived_at or '–'}"


class RegistrationNote(models.Model):
    """What organisers tell each other about a registration. The person reads it in their own copy of data."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("note"), max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.text


class RegistrationMessage(models.Model):
    """A message of an organiser to those whom a selection of the list finds; written first, sent once.

    ``subjects`` and ``texts`` are by language code, ``selection`` the keys of the list's address. ``recipients`` is how
    many people it went to, empty as long as it was not sent; ``addressees`` the keys of their registrations, fixed when
    it was. ``delivered_at`` is when the last of them was told.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="registration_messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    subjects = models.JSONField(_("subject"), default=dict)
    texts = models.JSONField(_("text"), default=dict)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    selection = models.JSONField(default=dict, blank=True)
    recipients = models.PositiveIntegerField(_("people"), null=True, blank=True)
    addressees = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("everybody told"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to registrants")
        verbose_name_plural = _("messages to registrants")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(next(iter(self.subjects.values()), ""))


class DeskLogEntry(models.Model):
    """What left the desk, and who took it: a file of people is personal data in somebody's hands (threat C28)."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="desk_log_entries")
    act = models.CharField(_("what"), max_length=20, choices=DeskAct)
    at = models.DateTimeField(_("when"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("entry of the desk's log")
        verbose_name_plural = _("entries of the desk's log")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return str(self.get_act_display())
