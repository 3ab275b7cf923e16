"""What somebody who took part says of it afterwards."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.schedule import Occurrence, Schedule
from home.languages import content_languages


class Feedback(models.Model):
    """One answer about a date, or about all of them when ``occurrence`` is empty.

    It does not say whose it is: ``answer_key`` is a keyed digest of the registration (``events.feedback.links``), so
    that who has the link can change the answer, and nobody who reads the rows knows who gave it. ``name`` is there only
    for who wants to be known, and goes with the other personal data.
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="feedback")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    answer_key = models.CharField(max_length=64, unique=True, editable=False)
    score = models.PositiveSmallIntegerField(
        _("mark"), validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=_("From 1 to 5.")
    )
    good = models.TextField(_("what was good"), max_length=2000, blank=True)
    better = models.TextField(_("what could be better"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    created_at = models.DateTimeField(_("given"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(score__range=(1, 5)), name="events_feedback_score"),
        ]

    def __str__(self) -> str:
        return f"{self.score}/5"
