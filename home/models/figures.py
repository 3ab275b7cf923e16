"""How often a work was seen, by day: a number, and nobody in it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.querysets import WorkFigureQuerySet


class FigureKind(models.TextChoices):
    """What is counted of a work."""

    VIEW = "view", _("Opened")
    APPEARANCE = "appearance", _("Shown in search results")
    DOWNLOAD = "download", _("Files downloaded")


class WorkFigure(models.Model):
    """A count of one kind for a work in all its languages, on one day (ADR 15)."""

    work = models.UUIDField()
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=FigureKind)
    times = models.PositiveIntegerField(default=0)

    objects: ClassVar[WorkFigureQuerySet] = WorkFigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("figure of a work")
        verbose_name_plural = _("figures of works")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work", "day", "kind"], name="home_work_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}: {self.times}"
