"""What the writers of a submission say of works that look like it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge.enums import NeighbourChoice
from knowledge.models.submission import Submission


class NeighbourFinding(models.Model):
    """An answer to "this looks like what is there already": for one submission and one work.

    ``title`` is that of the work as it was seen; the work may be gone, or private, by the time somebody reads this.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="neighbours")
    work = models.UUIDField(_("work"))
    title = models.CharField(_("title as it was seen"), max_length=255)
    choice = models.CharField(_("answer"), max_length=20, choices=NeighbourChoice)
    reason = models.TextField(_("what is different"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("answer about a similar work")
        verbose_name_plural = _("answers about similar works")
        ordering = ("created_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "work"], name="knowledge_neighbour_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_choice_display()}"

    @property
    def answer(self) -> NeighbourChoice:
        """The choice as a member of the enumeration."""
        return NeighbourChoice(self.choice)
