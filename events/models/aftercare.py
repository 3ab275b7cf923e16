"""What came of what took place: findings, recording, slides, how many came."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import AftercareQuerySet
from home.models import HubDocument
from home.validators import validate_web_url

MOST_ATTENDED = 100_000


class Aftercare(models.Model):
    """The record of a work after its last date. It hangs on the work, so it is the same in every language.

    ``findings`` are words by language code, three at most. ``practices`` are the keys of best practices that came up
    (``Page.translation_key`` as text). ``draft`` holds the same names as they are being written, and is empty when
    that is what readers see. ``revision`` counts the times that it was saved, so that two who write at once notice.
    Only ``events.aftercare.services`` writes it.
    """

    work = models.UUIDField(_("work"), unique=True, editable=False)
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True, validators=[validate_web_url])
    attendance = models.PositiveIntegerField(
        _("how many came"), null=True, blank=True, validators=[MaxValueValidator(MOST_ATTENDED)]
    )
    practices = models.JSONField(_("best practices"), default=list, blank=True)
    draft = models.JSONField(default=dict, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[AftercareQuerySet] = AftercareQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("aftercare")
        verbose_name_plural = _("aftercare")

    def __str__(self) -> str:
        return str(self.work)

    @property
    def practice_keys(self) -> list[UUID]:
        """Return the keys of the best practices that came up."""
        return [UUID(key) for key in self.practices]

    @property
    def published_documents(self) -> list[HubDocument]:
        """Return the documents that whoever sees the page may read."""
        return [row.document for row in self.documents.all() if row.published_at is not None]


class AftercareDocument(models.Model):
    """Slides or another document of a record. Readers see it since ``published_at``."""

    aftercare = models.ForeignKey(Aftercare, on_delete=models.CASCADE, related_name="documents")
    document = models.OneToOneField(
        "home.HubDocument", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document of a record")
        verbose_name_plural = _("documents of records")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return str(self.document)
