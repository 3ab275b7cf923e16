"""Registering for what takes place: the conditions, the questions, who comes, and why it was decided so.

All of it hangs on the schedule of a work, so it is the same in every language. Only ``events.registration`` writes it,
and every change of places goes through one service under one lock (docs/adr/0020).
"""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import (
    ACTIVE_STATES,
    QuestionKind,
    RegistrationState,
    RegistrationStep,
    RegistrationUnit,
    TakingPart,
)
from events.models.schedule import Occurrence, Schedule
from events.registration.querysets import RegistrationQuerySet
from home.languages import content_languages
from members.enums import OrganisationKind


class RegistrationTerms(models.Model):
    """On what conditions one registers for a work here; a work without such a row has no registration in the hub.

    ``capacity`` and ``online_capacity`` count where one registers for all dates together; otherwise each date has its
    own. ``closes_before`` is in hours before the start. An offer from the waiting list stands ``offer_hours`` hours.
    Personal data is removed ``retention_days`` days after the last date.
    """

    schedule = models.OneToOneField(Schedule, on_delete=models.PROTECT, related_name="registration_terms")
    is_open = models.BooleanField(_("registration is open"), default=True)
    unit = models.CharField(
        _("one registers for"), max_length=12, choices=RegistrationUnit, default=RegistrationUnit.OCCURRENCE
    )
    capacity = models.PositiveIntegerField(
        _("places on site"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    online_capacity = models.PositiveIntegerField(
        _("places online"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_before = models.PositiveIntegerField(_("closes, hours before the start"), default=0)
    requires_approval = models.BooleanField(_("the organiser approves each registration"), default=False)
    allows_guests = models.BooleanField(_("also without an account"), default=True)
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    offer_hours = models.PositiveIntegerField(
        _("hours that an offer stands"), default=48, validators=[MinValueValidator(1)]
    )
    places_per_organisation = models.PositiveIntegerField(
        _("most places for one organisation"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    retention_days = models.PositiveIntegerField(_("days that personal data is kept after the last date"), default=90)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("conditions of registration")
        verbose_name_plural = _("conditions of registration")

    def __str__(self) -> str:
        return str(self.schedule)


class KeptPlaces(models.Model):
    """Places that are kept for one kind of member organisations, until some hours before the start."""

    terms = models.ForeignKey(RegistrationTerms, on_delete=models.CASCADE, related_name="kept_places")
    organisation_kind = models.CharField(_("kept for"), max_length=20, choices=OrganisationKind)
    taking_part = models.CharField(_("where"), max_length=10, choices=TakingPart, default=TakingPart.ON_SITE)
    places = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1)])
    released_before = models.PositiveIntegerField(_("for everybody from, hours before the start"), default=0)

    class Meta:
        verbose_name = _("kept places")
        verbose_name_plural = _("kept places")
        ordering = ("organisation_kind", "taking_part")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("terms", "organisation_kind", "taking_part"), name="events_kept_places_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.places} × {self.get_organisation_kind_display()}"


class RegistrationQuestion(models.Model):
    """A question that the organiser asks of who registers.

    ``labels`` and ``hints`` are words by language code; ``choices`` is a list of ``{"value": …, "labels": {…}}``. A
    question that has answers is not deleted but retired.
    """

    terms = models.ForeignKey(RegistrationTerms, on_delete=models.CASCADE, related_name="questions")
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=QuestionKind)
    labels = models.JSONField(_("question"), default=dict)
    hints = models.JSONField(_("explanation"), default=dict, blank=True)
    choices = models.JSONField(_("answers to choose from"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    order = models.PositiveIntegerField(_("order"), default=0)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return str(next(iter(self.labels.values()), ""))


class Registration(models.Model):
    """Somebody who takes part, or wants to: in one date, or in all when ``occurrence`` is empty.

    ``email_key`` is the normalised address, unique among the active registrations for the same thing. ``turn`` is the
    order in which people came to want a place: it is drawn under the lock, and never changes while they wait.
    ``answers`` are by the UUID of the question. ``number`` is what a ticket and a certificate bear: not a secret.
    The signed links in mails are made of ``uuid`` (``events.registration.links``). Since ``erased_at`` the person is
    gone from it; the row still counts.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="registrations")
    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("account"),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations_for_others",
        verbose_name=_("registered by"),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    email_key = models.CharField(max_length=254, editable=False)
    organisation = models.ForeignKey(
        "members.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    taking_part = models.CharField(_("takes part"), max_length=10, choices=TakingPart)
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState)
    turn = models.PositiveBigIntegerField(editable=False)
    offer_expires_at = models.DateTimeField(_("offer stands until"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    checked_in_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("registered"), default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    erased_at = models.DateTimeField(_("personal data removed"), null=True, blank=True)

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("turn", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "schedule",
                Coalesce("occurrence", 0),
                "email_key",
                condition=models.Q(state__in=ACTIVE_STATES, erased_at=None),
                name="events_registration_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("occurrence", "state"), name="events_registration_places"),
            models.Index(fields=("state", "offer_expires_at"), name="events_registration_offers"),
        ]

    def __str__(self) -> str:
        return self.name or self.number


class RegistrationLogEntry(models.Model):
    """What happened to a registration and why: each decision can be explained from its ``facts``."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="log_entries")
    step = models.CharField(_("what happened"), max_length=20, choices=RegistrationStep)
    at = models.DateTimeField(_("when"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.get_step_display())
