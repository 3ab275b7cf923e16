"""Inviting people, and accepting: how somebody comes to have an account, or a place in an organisation.

The desk invites for any organisation and for none, an organisation's administrators for theirs
(``permissions.may_invite``). The address is confirmed by the link, which only who reads its mail has.
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from members.enums import NoticeKind, OrganisationRole
from members.letters import Letter
from members.models import Contact, Invitation, Organisation, User
from members.notices import notice_send
from members.permissions import is_desk, may_invite
from search.addresses import absolute_url

DAYS = 14
TOKEN_BYTES = 32


def invitation_send(
    *, organisation: Organisation | None, email: str, role: str, language: str, invited_by: User
) -> Invitation:
    """Invite somebody, by mail, to an organisation in a role; without an organisation to the hub alone.

    An invitation that has passed its day makes room for this one. Raises ``PermissionDenied`` for who may not invite,
    and ``ValidationError`` when the person is there already, was invited already, or when too many were invited today.
    """
    if not may_invite(invited_by, organisation):
        raise PermissionDenied
    address = User.objects.normalize_email(email)
    _check_room(organisation, invited_by)
    _check_new(organisation, address)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    with transaction.atomic():
        earlier = Invitation.objects.select_for_update().pending().filter(email=address, organisation=organisation)
        if any(invitation.is_open for invitation in earlier):
            raise ValidationError(
                _("%(email)s has been invited already. You can send that invitation again."),
                code="invited",
                params={"email": address},
            )
        earlier.update(revoked_at=now)
        invitation = Invitation.objects.create(
            email=address,
            organisation=organisation,
            role=OrganisationRole(role) if organisation else OrganisationRole.VIEWER,
            language=language,
            token_digest=digest_of(token),
            invited_by=invited_by,
            created_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=DAYS),
        )
        _letter_send(invitation, token)
    return invitation


def invitation_resend(*, invitation: Invitation, by: User) -> Invitation:
    """Send an invitation again, with a new link and new time; the link of before no longer works.

    Raises ``PermissionDenied`` for who may not invite, ``ValidationError`` for one that was accepted or withdrawn.
    """
    with transaction.atomic():
        invitation = _pending(invitation, by)
        _check_new(invitation.organisation, invitation.email)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        invitation.token_digest = digest_of(token)
        invitation.sent_at = timezone.now()
        invitation.expires_at = invitation.sent_at + timedelta(days=DAYS)
        invitation.save(update_fields=["token_digest", "sent_at", "expires_at"])
        _letter_send(invitation, token)
    return invitation


def invitation_revoke(*, invitation: Invitation, by: User) -> Invitation:
    """Withdraw an invitation. Raises ``PermissionDenied`` and ``ValidationError`` as ``invitation_resend`` does."""
    with transaction.atomic():
        invitation = _pending(invitation, by)
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return invitation


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link is of, in any state; ``None`` for one that never was, or was replaced."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_digest=digest_of(token))
    return found.first()


def invitation_accept(*, invitation: Invitation, user: User) -> Contact | None:
    """Let somebody join, whose account has the invited address; return their place in the organisation, if one.

    Who speaks for it already keeps the higher of both roles. Raises ``ValidationError`` for another's invitation, and
    for one that is not open (any more).
    """
    with transaction.atomic():
        invitation = _open(invitation)
        if User.objects.normalize_email(user.email) != invitation.email or not user.is_active:
            raise ValidationError(_("This invitation is for somebody else."), code="other")
        return _join(invitation, user)


def invitation_accept_new(*, invitation: Invitation, name: str, password: str, language: str) -> User:
    """Make the account of somebody who is new, whose address the link confirms, and let them join.

    Raises ``ValidationError`` for an invitation that is not open (any more), or when there is an account by now.
    """
    with transaction.atomic():
        invitation = _open(invitation)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise ValidationError(_("There is already an account with this e-mail address."), code="taken")
        user = User.objects.create_user(email=invitation.email, password=password, name=name, language=language)
        address_confirmed(user=user)
        _join(invitation, user)
    return user


def address_confirmed(*, user: User) -> None:
    """Make the address of an account its only confirmed one, so that a change of it begins from there.

    What allauth remembers of addresses follows ``User.email``, which is the truth: an address that an account had
    before, or that was given to another account since, opens nothing.
    """
    known = EmailAddress.objects.all()
    if known.filter(user=user, email=user.email, verified=True, primary=True).exists():
        return
    with transaction.atomic():
        known.filter(email=user.email).exclude(user=user).filter(verified=True).delete()
        known.filter(user=user, verified=True).exclude(email=user.email).delete()
        known.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def digest_of(token: str) -> str:
    """Return what is stored of the secret in a link. It is random and long, so one quick digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_room(organisation: Organisation | None, invited_by: User) -> None:
    if organisation is None or is_desk(invited_by):
        return
    limit = settings.HUB_INVITATIONS_A_DAY
    since = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(organisation=organisation, created_at__gt=since).count() >= limit:
        raise ValidationError(
            ngettext(
                "An organisation invites at most %(limit)d person a day. Try again tomorrow.",
                "An organisation invites at most %(limit)d people a day. Try again tomorrow.",
                limit,
            ),
            code="limit",
            params={"limit": limit},
        )


def _check_new(organisation: Organisation | None, address: str) -> None:
    if organisation is None:
        if User.objects.filter(email__iexact=address).exists():
            raise ValidationError(_("There is already an account with this e-mail address."), code="taken")
    elif Contact.objects.current().filter(organisation=organisation, user__email__iexact=address).exists():
        raise ValidationError(
            _("%(email)s already speaks for %(organisation)s."),
            code="contact",
            params={"email": address, "organisation": organisation},
        )


def _pending(invitation: Invitation, by: User) -> Invitation:
    """Return the invitation as it is now, locked, for somebody who may decide about it."""
    if not may_invite(by, invitation.organisation):
        raise PermissionDenied
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")
    invitation = found.get(pk=invitation.pk)
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise ValidationError(_("This invitation was accepted or withdrawn already."), code="closed")
    return invitation


def _open(invitation: Invitation) -> Invitation:
    """Return the invitation as it is now, locked, when it can be accepted."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    current = found.filter(pk=invitation.pk, token_digest=invitation.token_digest).first()
    if current is None or not current.is_open:
        raise ValidationError(_("This invitation can no longer be used."), code="closed")
    return current


def _join(invitation: Invitation, user: User) -> Contact | None:
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if invitation.organisation is None:
        return None
    role, today = OrganisationRole(invitation.role), timezone.localdate()
    places = Contact.objects.overlapping(today, None).filter(user=user, organisation=invitation.organisation)
    contact = places.order_by("starts_on").first()
    if contact is None:
        return Contact.objects.create(user=user, organisation=invitation.organisation, role=role, starts_on=today)
    if not OrganisationRole(contact.role).includes(role):
        contact.role = role
    contact.starts_on = min(contact.starts_on, today)
    contact.save(update_fields=["role", "starts_on"])
    return contact


def _letter_send(invitation: Invitation, token: str) -> None:
    inviter, organisation = invitation.invited_by, invitation.organisation

    def write() -> Letter:
        who = str(inviter) if inviter else _("The coalition desk")
        if organisation is None:
            subject = _("You are invited to the knowledge hub")
            text = _("%(who)s invites you to the knowledge hub of the coalition.") % {"who": who}
        else:
            names = {"who": who, "organisation": organisation}
            subject = _("You are invited to speak for %(organisation)s") % names
            text = _("%(who)s invites you to the knowledge hub, to speak there for %(organisation)s.") % names
        day = date_format(timezone.localtime(invitation.expires_at), "j F Y")
        return Letter(
            subject=subject,
            paragraphs=(
                text,
                _("Follow the link to accept. It is for you alone, and works until %(day)s.") % {"day": day},
                _("Do you not know what this is about? Do nothing, and nothing happens."),
            ),
            action=(_("See the invitation"), absolute_url(reverse("members:invitation", args=[token]))),
        )

    # To the address, also when it has an account: the link is a secret, and is not shown in the hub.
    notice_send(
        kind=NoticeKind.INVITATION,
        matter=f"invitation:{invitation.pk}",
        # Once for each link.
        period=invitation.token_digest[:16],
        write=write,
        email=invitation.email,
        language=invitation.language,
    )
