"""Images and documents that members add to a submission."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import HubDocument, HubImage
from knowledge.models.submission import Submission
from knowledge.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """An image or a document of a submission: one of the two.

    The file lies in the private collection of submissions until the page that uses it is published
    (``knowledge.submissions.attachments``). Limits count ``bytes`` of the file as it came.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    image = models.OneToOneField(
        "home.HubImage", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("image")
    )
    document = models.OneToOneField(
        "home.HubDocument",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    bytes = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, db_index=True)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("created_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(image__isnull=True, document__isnull=False) | Q(image__isnull=False, document__isnull=True),
                name="knowledge_attachment_one_file",
            )
        ]

    def __str__(self) -> str:
        return str(self.file.title)

    @property
    def file(self) -> HubImage | HubDocument:
        """The image or the document."""
        return self.image or self.document  # type: ignore[return-value]
