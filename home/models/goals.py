"""What the coalition has agreed to reach, and how far it is (``domain.md``: "what the coalition counts").

A goal is one row with one text per language. How far it is, is never a column that somebody overwrites: each
counting is a row with its day and its source, so that everybody can see how the number came about.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from home.enums import Dye, GoalPeriod
from home.languages import FALLBACK_LANGUAGE, content_languages
from home.querysets import GoalManager
from home.validators import validate_web_url


class Goal(ClusterableModel):  # type: ignore[misc]
    """A number that the coalition wants to reach: in all, or anew each year."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    target = models.PositiveIntegerField(_("target"), validators=[MinValueValidator(1)])
    period = models.CharField(_("period"), max_length=10, choices=GoalPeriod.choices, default=GoalPeriod.TOTAL)
    dye = models.CharField(_("colour"), max_length=20, choices=Dye.choices, blank=True)
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Its countings are invented, and the page says so.")
    )
    retired_at = models.DateField(
        _("retired on"), null=True, blank=True, help_text=_("From this day it is no longer shown.")
    )

    objects = GoalManager()

    if TYPE_CHECKING:
        texts: Any
        readings: Any

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering: ClassVar = ("order", "slug")

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> "GoalText | None":
        """Its text in the active language, else in the default language, else any."""
        texts = {text.language: text for text in self.texts.all()}
        active = get_language() or FALLBACK_LANGUAGE
        return texts.get(active) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), None)

    @property
    def name(self) -> str:
        """Its name in the active language; the slug when it has none."""
        return self.text.name if self.text else str(self.slug)

    @property
    def explanation(self) -> str:
        """How it is counted, in the active language."""
        return self.text.explanation if self.text else ""

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer shown."""
        return self.retired_at is not None and self.retired_at <= timezone.localdate()

    @property
    def is_yearly(self) -> bool:
        """Whether counting starts anew each year."""
        return self.period == GoalPeriod.YEAR

    @cached_property
    def countings(self) -> list["GoalReading"]:
        """All its countings, the newest first."""
        return sorted(self.readings.all(), key=lambda reading: reading.counted_on, reverse=True)

    @property
    def latest(self) -> "GoalReading | None":
        """The counting that holds now: the newest up to today, for a yearly goal of this year; else ``None``."""
        today = timezone.localdate()
        held = (reading for reading in self.countings if reading.counted_on <= today)
        newest = next(held, None)
        if newest is not None and self.is_yearly and newest.counted_on.year != today.year:
            return None
        return newest

    @property
    def value(self) -> int:
        """How far it is now; 0 while nothing was counted."""
        return self.latest.value if self.latest else 0

    @property
    def is_reached(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target

    @property
    def shown_value(self) -> int:
        """The value as a bar can show it: at most the target."""
        return min(self.value, self.target)


class GoalText(models.Model):
    """What a goal is called, and how it is counted, in one language."""

    goal = ParentalKey(Goal, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    name = models.CharField(
        _("name"), max_length=120, help_text=_("What is counted, to be read after the number: pilots in government.")
    )
    explanation = models.TextField(
        _("how it is counted"), max_length=600, blank=True, help_text=_("What counts, what does not, and who counts.")
    )

    class Meta:
        verbose_name = _("text of a goal")
        verbose_name_plural = _("texts of goals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "language"], name="home_goaltext_one_per_language")
        ]

    def __str__(self) -> str:
        return self.name


class GoalReading(models.Model):
    """How far a goal was on a day, and where that number comes from; added, never overwritten."""

    goal = ParentalKey(Goal, on_delete=models.CASCADE, related_name="readings")
    counted_on = models.DateField(_("counted on"), default=timezone.localdate)
    value = models.PositiveIntegerField(_("number"))
    source_url = models.CharField(
        _("source"),
        max_length=500,
        blank=True,
        validators=[validate_web_url],
        help_text=_("The address of the list or report behind the number."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("counting of a goal")
        verbose_name_plural = _("countings of goals")
        ordering: ClassVar = ("-counted_on",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "counted_on"], name="home_goalreading_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.counted_on}: {self.value}"
