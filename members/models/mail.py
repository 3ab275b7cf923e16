"""The outbox: every message that the hub sends, one row for each recipient."""

from email.utils import formataddr
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import content_languages
from members.enums import MailState, NoticeKind
from members.mail_querysets import MailQuerySet
from members.models.user import default_language


class MailMessage(models.Model):
    """A message to one recipient, drawn in that person's language when it was written.

    ``key`` is what makes it one: who, about what kind of thing, which thing, in which period. It holds no address, so
    it stays when the words are pruned. ``next_attempt_at`` is when a waiting message may be tried (again), and until
    when whoever took it has time (docs/adr/0013); ``claim`` tells who took it.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.CharField(_("key"), max_length=400, unique=True, editable=False)
    recipient = models.EmailField(_("to"), blank=True)
    recipient_name = models.CharField(_("name"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("account"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=content_languages, default=default_language)
    sender = models.CharField(_("from"), max_length=300, blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar"), blank=True)
    message_id = models.CharField(_("message ID"), max_length=300, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claim = models.UUIDField(null=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    pruned_at = models.DateTimeField(_("words removed"), null=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at", "-pk")
        # Only the hub writes messages; *change* is deciding about those that failed or are in doubt.
        default_permissions = ("view", "change")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("state", "next_attempt_at"), name="members_mail_due"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("Message without words"))

    @property
    def is_undecided(self) -> bool:
        """Return whether an administrator decides: it failed, or nobody knows whether it arrived."""
        return self.state in (MailState.IN_DOUBT, MailState.FAILED) and self.pruned_at is None

    @property
    def address(self) -> str:
        """Return the recipient as a header has it."""
        return formataddr((self.recipient_name, self.recipient)) if self.recipient_name else self.recipient
