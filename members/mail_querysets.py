"""Named reads of the outbox and of notices."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from members.enums import MailState, NoticeFrequency

if TYPE_CHECKING:
    from members.models import MailMessage, Notice, User  # noqa: F401


class MailQuerySet(models.QuerySet["MailMessage"]):
    """Messages on their way out."""

    def due(self, at: datetime) -> Self:
        """Return the messages that may be tried, the longest waiting first; nobody holds them any more."""
        return self.filter(state=MailState.WAITING, next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def abandoned(self, at: datetime) -> Self:
        """Return the messages of which whoever handed them over has not been heard in time."""
        return self.filter(state=MailState.HANDING, next_attempt_at__lte=at)

    def past(self, before: datetime) -> Self:
        """Return the messages of before a moment that need nothing any more and still have their words."""
        return self.filter(state__in=(MailState.SENT, MailState.FAILED), created_at__lt=before, pruned_at=None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """What people are told."""

    def for_user(self, user: "User") -> Self:
        """Return what somebody is told, newest first."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Return what has not been read in the hub."""
        return self.filter(read_at=None)

    def for_digest(self, frequency: NoticeFrequency, before: datetime) -> Self:
        """Return what waits for a letter of that frequency, written before a moment and not read in the hub yet."""
        return self.unread().filter(frequency=frequency, message=None, created_at__lt=before)
