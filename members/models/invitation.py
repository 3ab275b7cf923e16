"""Invitations: how somebody comes to have an account, or a place in an organisation."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import content_languages
from members.enums import InvitationState, OrganisationRole
from members.models.organisation import Organisation
from members.models.user import default_language
from members.querysets import InvitationQuerySet


class Invitation(models.Model):
    """Somebody is asked to join: an organisation in a role, or the hub alone (by the desk).

    The link in the mail carries a secret of which only the digest is stored: whoever reads the database cannot accept.
    Only services write this (``members.invitations``).
    """

    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("organisation"),
        help_text=_("Leave this empty for somebody who speaks for no organisation."),
    )
    role = models.CharField(_("role"), max_length=20, choices=OrganisationRole, default=OrganisationRole.AUTHOR)
    language = models.CharField(
        _("language of the mail"), max_length=10, choices=content_languages, default=default_language
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["email", "organisation"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="members_invitation_once",
                violation_error_message=_("This person has been invited already."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None), name="members_invitation_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.organisation})" if self.organisation_id else self.email

    @property
    def state(self) -> InvitationState:
        """How it is now."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED

    @property
    def is_open(self) -> bool:
        """Whether it can be accepted now."""
        return self.state == InvitationState.OPEN

    @property
    def state_label(self) -> str:
        """How it is now, in words."""
        return str(self.state.label)
