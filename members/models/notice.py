"""What somebody is told, and how they want to be told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.enums import NoticeFrequency, NoticeKind
from members.mail_querysets import NoticeQuerySet
from members.models.mail import MailMessage


class Notice(models.Model):
    """Something that somebody is told once: in the hub, and by mail as they chose.

    The words are kept as they were written then, in the reader's language. ``frequency`` is what was chosen for its
    kind when it was written, or has been chosen since while it waits for a letter of several.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    matter = models.CharField(_("matter"), max_length=200)
    period = models.CharField(_("period"), max_length=40, blank=True)
    frequency = models.CharField(_("how often"), max_length=10, choices=NoticeFrequency)
    subject = models.CharField(_("subject"), max_length=300)
    letter = models.JSONField(_("letter"))
    url = models.CharField(_("address"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    message = models.ForeignKey(
        MailMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("message")
    )

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "kind", "matter", "period"), name="members_notice_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("user", "read_at"), name="members_notice_unread"),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticePreference(models.Model):
    """How often somebody wants mail about a kind of notice; without a row it is at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    frequency = models.CharField(_("how often"), max_length=10, choices=NoticeFrequency)

    class Meta:
        verbose_name = _("preference for notices")
        verbose_name_plural = _("preferences for notices")
        ordering = ("user", "kind")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "kind"), name="members_notice_preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_frequency_display()}"
