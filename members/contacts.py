"""The writes of who speaks for an organisation: roles, ends, handing over.

An organisation with people keeps an administrator: the last one hands over before leaving. Rights end at once, so the
last day of who is taken off is yesterday. Each write locks the organisation first: two administrators that step down at
the same moment take turns.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import organisation_letters as letters
from members.enums import NoticeKind, OrganisationRole
from members.models import Contact, Organisation, User
from members.notices import notice_send


@transaction.atomic
def contact_role_change(*, contact: Contact, role: str, by: User) -> Contact:
    """Give somebody another role in their organisation, and tell them.

    Raises ``ValidationError`` for who no longer speaks for it, and for the last administrator.
    """
    locked = _locked(contact)
    wanted = OrganisationRole(role)
    if locked.role == wanted:
        return locked
    if locked.role == OrganisationRole.ADMINISTRATOR:
        _check_other_administrator(locked)
    locked.role = wanted
    locked.save(update_fields=["role"])
    _tell(locked, by, letters.role_changed(locked, by))
    return locked


@transaction.atomic
def contact_end(*, contact: Contact, by: User) -> None:
    """Take somebody off an organisation, at once, and tell them.

    Raises ``ValidationError`` for who no longer speaks for it, and for the last administrator while others remain.
    """
    locked = _locked(contact)
    _end(locked)
    _tell(locked, by, letters.contact_ended(locked, by))


@transaction.atomic
def contact_leave(*, contact: Contact) -> None:
    """End one's own speaking for an organisation, at once; its administrators are told.

    Raises ``ValidationError`` as ``contact_end``.
    """
    locked = _locked(contact)
    _end(locked)
    for other in Contact.objects.administrators().filter(organisation=locked.organisation).select_related("user"):
        notice_send(
            user=other.user,
            kind=NoticeKind.ORGANISATION,
            matter=f"left:{locked.pk}",
            write=letters.contact_left(locked),
        )


@transaction.atomic
def contact_hand_over(*, contact: Contact, to: Contact) -> Contact:
    """Give one's role of administrator to a colleague, and stay as an author.

    Raises ``ValidationError`` for who is not an administrator now, and for a colleague elsewhere or of the past.
    """
    giver = _locked(contact)
    taker = Contact.objects.current().filter(pk=to.pk, organisation=giver.organisation).select_related("user").first()
    if taker is None or taker.user_id == giver.user_id:
        raise ValidationError(_("Choose a colleague who speaks for this organisation."), code="colleague")
    if giver.role != OrganisationRole.ADMINISTRATOR:
        raise ValidationError(_("Only an administrator can hand the role over."), code="role")
    Contact.objects.filter(pk=taker.pk).update(role=OrganisationRole.ADMINISTRATOR)
    giver.role = OrganisationRole.AUTHOR
    giver.save(update_fields=["role"])
    taker.role = OrganisationRole.ADMINISTRATOR
    _tell(taker, giver.user, letters.role_changed(taker, giver.user))
    return giver


def last_administrator_error(contact: Contact) -> ValidationError | None:
    """Return why this contact cannot end now; ``None`` when it can. Others remain, and nobody of them administers."""
    others = Contact.objects.current().filter(organisation=contact.organisation_id).exclude(user=contact.user_id)
    is_last = contact.role == OrganisationRole.ADMINISTRATOR and not others.administrators().exists()
    if not is_last or not others.exists():
        return None
    message = _("You are the last administrator here. Hand the role over to a colleague first.")
    return ValidationError(message, code="last_administrator")


def _check_other_administrator(contact: Contact) -> None:
    others = Contact.objects.administrators().filter(organisation=contact.organisation_id)
    if not others.exclude(user=contact.user_id).exists():
        message = _("An organisation needs an administrator. Make somebody else one first.")
        raise ValidationError(message, code="last_administrator")


def _locked(contact: Contact) -> Contact:
    """Return the contact as it is now, with its organisation locked."""
    Organisation.objects.select_for_update().get(pk=contact.organisation_id)
    found = Contact.objects.current().filter(pk=contact.pk).select_related("user", "organisation").first()
    if found is None:
        raise ValidationError(_("This person no longer speaks for the organisation."), code="ended")
    return found


def _end(contact: Contact) -> None:
    error = last_administrator_error(contact)
    if error is not None:
        raise error
    yesterday = timezone.localdate() - timedelta(days=1)
    if contact.starts_on > yesterday:
        # Came today: there is no day on which it held.
        Contact.objects.filter(pk=contact.pk).delete()
        return
    contact.ends_on = yesterday
    contact.save(update_fields=["ends_on"])


def _tell(contact: Contact, by: User, write: letters.Write) -> None:
    """Write to somebody what changed; each change is a matter of its own. Who changed it knows already."""
    if contact.user_id == by.pk:
        return
    notice_send(
        user=contact.user,
        kind=NoticeKind.ORGANISATION,
        matter=f"contact:{contact.pk}",
        period=timezone.now().isoformat(),
        write=write,
    )
