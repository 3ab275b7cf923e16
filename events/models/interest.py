"""Who would come, if there were a date."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import EventForm
from events.querysets import InterestQuerySet
from home.languages import content_languages


class Interest(models.Model):
    """Somebody who would come to a work that has no date yet: an account, or an address that was confirmed.

    The row is the personal data: it is deleted when somebody withdraws, and some time after they were told of a date
    (``told_at``). What an organiser sees are numbers. Only ``events.interest.services`` writes it.
    """

    work = models.UUIDField(_("work"), editable=False)
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    region = models.ForeignKey(
        "home.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    form = models.CharField(_("preferred form"), max_length=12, choices=EventForm, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    told_at = models.DateTimeField(_("told of a date"), null=True, blank=True)

    objects: ClassVar[InterestQuerySet] = InterestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interest")
        ordering = ("created_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("work", "user"), condition=models.Q(user__isnull=False), name="events_interest_once_a_user"
            ),
            models.UniqueConstraint(
                fields=("work", "email"), condition=~models.Q(email=""), name="events_interest_once_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(email=""), name="events_interest_of_one_reader"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
