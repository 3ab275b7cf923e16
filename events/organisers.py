"""Who is written to on behalf of whoever holds what takes place."""

from events.models import DatedPage
from members.enums import OrganisationRole
from members.models import Contact, User


def organisers_of(page: DatedPage) -> list[User]:
    """Return the accounts that are told what happens to a work with dates, each once.

    Its contact person when that has an account; otherwise who runs the organisations that hold it. All of them may
    organise it (``events.permissions.may_organise``); not everybody who may is written to.
    """
    if page.contact is not None and page.contact.user is not None and page.contact.user.is_active:
        return [page.contact.user]
    held_by = [organisation.pk for organisation in page.organisations.all()]
    contacts = Contact.objects.current().filter(organisation__in=held_by, role=OrganisationRole.ADMINISTRATOR)
    people = contacts.filter(user__is_active=True).select_related("user").order_by("user")
    return list({contact.user_id: contact.user for contact in people}.values())
