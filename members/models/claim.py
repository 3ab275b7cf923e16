"""Somebody who says to belong to an organisation that is here already."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.enums import ClaimState
from members.models.organisation import Organisation
from members.querysets import ClaimQuerySet


class OrganisationClaim(models.Model):
    """A person's claim to run an organisation, until the desk has answered it. Written by ``members.claims`` only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims", verbose_name=_("user")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="claims", verbose_name=_("organisation")
    )
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(_("state"), max_length=12, choices=ClaimState, default=ClaimState.PENDING)
    created_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    decided_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state=ClaimState.PENDING),
                name="members_claim_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"

    @property
    def is_pending(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == ClaimState.PENDING
