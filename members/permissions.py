"""Who may do what for an organisation: one function a rule, asked by views, the editor, the API and templates.

Rights are dated (``Contact``), so each function asks the database now; nothing is copied into groups. What this app
does not know (works, reviews) has its own rules in the app that owns it, which start from these.
"""

from typing import Any

from django.db.models import QuerySet

from members.enums import NoticeKind, OrganisationRole
from members.models import Contact, MailMessage, Organisation, OrganisationClaim
from members.querysets import current_on

WRITING_ROLES = (OrganisationRole.ADMINISTRATOR, OrganisationRole.AUTHOR)


def is_desk(user: Any) -> bool:
    """Return whether somebody belongs to the coalition desk, which may do for any organisation what its people may."""
    return bool(user.is_authenticated and user.is_active and (user.is_superuser or user.is_staff))


def role_in(user: Any, organisation: Organisation) -> OrganisationRole | None:
    """Return what somebody is for an organisation today; ``None`` for who does not speak for it."""
    if not user.is_authenticated or not user.is_active:
        return None
    contact = Contact.objects.current().filter(user=user, organisation=organisation).order_by("-starts_on").first()
    return OrganisationRole(contact.role) if contact is not None else None


def organisations_of(user: Any, *roles: OrganisationRole) -> QuerySet[Organisation]:
    """Return the organisations that somebody speaks for today in one of these roles; in any without roles."""
    if not user.is_authenticated or not user.is_active:
        return Organisation.objects.none()
    contacts = Contact.objects.current().filter(user=user)
    if roles:
        contacts = contacts.filter(role__in=roles)
    return Organisation.objects.filter(pk__in=contacts.values("organisation"))


def organisations_to_write_for(user: Any) -> QuerySet[Organisation]:
    """Return the organisations whose works somebody may write: its authors, while it takes part at any level."""
    taking_part = Organisation.objects.filter(current_on(prefix="participations__")).values("pk")
    return organisations_of(user, *WRITING_ROLES).filter(pk__in=taking_part)


def may_write_for(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody may write works of an organisation."""
    return organisations_to_write_for(user).filter(pk=organisation.pk).exists()


def may_administer(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody runs an organisation: its page, its people. The desk runs them all."""
    return is_desk(user) or role_in(user, organisation) == OrganisationRole.ADMINISTRATOR


def may_read_words(user: Any, message: MailMessage) -> bool:
    """Return whether somebody who may open the outbox may read what a message says.

    A letter about access has an address with which its reader gets in. Whoever could read that here could ask for a
    new password of any account and take it, so only who may do everything anyway does. A mail of Django or a library
    has no kind, and may be such a letter.
    """
    is_about_access = not message.kind or NoticeKind(message.kind).is_mandatory
    return bool(user.is_superuser or not is_about_access)


def may_decide_about_mail(user: Any) -> bool:
    """Return whether somebody decides what becomes of a message that failed or is in doubt."""
    return bool(user.has_perm("members.change_mailmessage"))


def may_invite(user: Any, organisation: Organisation | None) -> bool:
    """Return whether somebody may invite people to an organisation (who runs it), or to the hub alone (the desk)."""
    return is_desk(user) if organisation is None else may_administer(user, organisation)


def may_see_inside(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody sees what an organisation's own people see: who they are, what they work on."""
    return is_desk(user) or role_in(user, organisation) is not None


def may_edit_page(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody changes and publishes an organisation's page: it is theirs (docs/adr/0014)."""
    return may_administer(user, organisation)


def may_change_people(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody invites people to an organisation, changes what they may, and ends it."""
    return may_administer(user, organisation)


def may_hand_over(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody can give the role of administrator away: only who has it."""
    return role_in(user, organisation) == OrganisationRole.ADMINISTRATOR


def may_leave(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody speaks for an organisation, and so can stop doing it."""
    return role_in(user, organisation) is not None


def may_claim(user: Any, organisation: Organisation) -> bool:
    """Return whether somebody can ask to run an organisation: whoever signs in and does not run it already."""
    if not user.is_authenticated or not user.is_active:
        return False
    return role_in(user, organisation) != OrganisationRole.ADMINISTRATOR


def may_withdraw_claim(user: Any, claim: OrganisationClaim) -> bool:
    """Return whether somebody can take a claim back: only their own, until it is answered."""
    return bool(user.is_authenticated and user.is_active and claim.user_id == user.pk and claim.is_pending)


def may_decide_claims(user: Any) -> bool:
    """Return whether somebody reads and answers what people ask about organisations: the desk."""
    return is_desk(user)


def may_merge_organisations(user: Any) -> bool:
    """Return whether somebody makes one organisation of two: the desk, as it concerns both."""
    return is_desk(user)
