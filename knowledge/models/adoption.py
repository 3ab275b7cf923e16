"""What comes of a work after it was published: who reused it, and what was put right or taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.validators import validate_web_url
from knowledge.enums import AdoptionStatus, WorkNoteKind
from knowledge.querysets import AdoptionQuerySet, WorkNoteQuerySet


class Adoption(models.Model):
    """An organisation reused a work: where, and with what result. Shown once a reviewer let it through.

    ``work`` is the identity of the work in all its languages. A row is never deleted; a declined one is shown to nobody
    but who wrote it.
    """

    work = models.UUIDField(_("work"), db_index=True, editable=False)
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    setting = models.CharField(
        _("where you used it"), max_length=300, help_text=_("Department, process, number of people: one sentence.")
    )
    result = models.TextField(
        _("what came of it"), max_length=1000, help_text=_("Also when it did not work: say what was different.")
    )
    source_url = models.URLField(
        _("where one can read more"), max_length=500, blank=True, validators=[validate_web_url]
    )
    language = models.CharField(max_length=10, default="nl", editable=False)
    status = models.CharField(max_length=10, choices=AdoptionStatus, default=AdoptionStatus.WAITING, db_index=True)
    reason = models.TextField(_("why it was declined"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("recorded"), default=timezone.now)

    objects: ClassVar[AdoptionQuerySet] = AdoptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reuse of a work")
        verbose_name_plural = _("reuse of works")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["work", "organisation"],
                condition=~models.Q(status="declined"),
                name="knowledge_adoption_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.setting}"


class WorkNote(models.Model):
    """Something that readers of a published work must know: what was put right, or that it was withdrawn.

    Dated rows, never overwritten. A withdrawn work stays where it is and says so, as journals do (COPE, Retraction
    Guidelines, 2019): links and citations keep leading somewhere, and nobody builds on it unaware.
    """

    work = models.UUIDField(_("work"), db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=WorkNoteKind)
    text = models.TextField(_("what readers should know"), max_length=600)
    language = models.CharField(max_length=10, default="nl", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField(_("on"), default=timezone.localdate)

    objects: ClassVar[WorkNoteQuerySet] = WorkNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("note on a work")
        verbose_name_plural = _("notes on works")
        ordering = ("-made_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.made_on})"
