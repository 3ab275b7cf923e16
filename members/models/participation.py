"""Taking part: levels, fees and their terms (the coalition's action agenda, "taking part")."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from members.enums import FeeReduction, ParticipationLevel
from members.models.organisation import Organisation
from members.querysets import ParticipationQuerySet


@register_setting(icon="clipboard-list")
class ParticipationTerms(BaseGenericSetting):
    """What taking part costs a year, and under which conditions.

    The defaults are those of the coalition's action agenda, "taking part"; another coalition changes them
    in the admin. A change holds for participations that start afterwards.
    """

    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    large_turnover = models.DecimalField(
        _("turnover from which the large fee holds"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(25_000_000),
        help_text=_("Organisations with more turnover than this pay the large fee."),
    )
    fee_large = models.DecimalField(_("fee, large"), max_digits=10, decimal_places=2, default=Decimal(15_000))
    fee_participate = models.DecimalField(_("fee, other"), max_digits=10, decimal_places=2, default=Decimal(1_000))
    fee_inform = models.DecimalField(
        _("fee, level inform"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(500),
        help_text=_("Deducted when the organisation moves up to level participate."),
    )
    inform_months = models.PositiveSmallIntegerField(
        _("months at level inform"),
        default=6,
        validators=[MinValueValidator(1)],
        help_text=_("The longest that a newcomer may stay at level inform."),
    )
    collective_minimum = models.PositiveSmallIntegerField(
        _("organisations in a collective"), default=10, validators=[MinValueValidator(1)]
    )
    collective_discount = models.PositiveSmallIntegerField(
        _("collective discount (%)"), default=50, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("terms of taking part")
        verbose_name_plural = _("terms of taking part")


class Participation(models.Model):
    """A period in which an organisation takes part at one level. ``ends_on`` is the last day.

    Written by ``members.services`` only, which knows the rules; kept when it is over.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    level = models.CharField(_("level"), max_length=20, choices=ParticipationLevel)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("up to and including"), null=True, blank=True)
    fee = models.DecimalField(_("fee a year"), max_digits=10, decimal_places=2)
    deduction = models.DecimalField(
        _("deducted once"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("What was paid for level inform, taken off the first year."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    reduction = models.CharField(_("reduction"), max_length=20, choices=FeeReduction, default=FeeReduction.NONE)
    association = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collective_participations",
        verbose_name=_("through the association"),
        help_text=_("Only for a collective participation."),
    )
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why it is exempt and what it offers in kind, or why it ended.")
    )

    objects: ClassVar[ParticipationQuerySet] = ParticipationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ("-starts_on", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(ends_on=None), name="members_participation_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="members_participation_dates",
            ),
            models.CheckConstraint(condition=models.Q(fee__gte=0, deduction__gte=0), name="members_participation_fee"),
            # At most half a year at level inform: it always has a last day.
            models.CheckConstraint(
                condition=~models.Q(level=ParticipationLevel.INFORM) | models.Q(ends_on__isnull=False),
                name="members_participation_inform_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_level_display()} ({self.starts_on:%Y-%m-%d})"
