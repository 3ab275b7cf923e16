"""Who is written to on behalf of whoever holds what takes place."""

from collections.abc import Callable

from events.models import DatedPage
from events.permissions import may_organise
from members.enums import NoticeKind, OrganisationRole
from members.letters import Letter
from members.models import Contact, Contributor, User
from members.notices import notice_send


def organisers_of(page: DatedPage) -> list[User]:
    """Return the accounts that are told what happens to a work with dates, each once.

    Its contact person when that has an account; otherwise who runs the organisations that hold it; else who made the
    page. All of them may organise it (``events.permissions.may_organise``); not everybody who may is written to.
    """
    if page.contact is not None and page.contact.user is not None and page.contact.user.is_active:
        return [page.contact.user]
    held_by = [organisation.pk for organisation in page.organisations.all()]
    contacts = Contact.objects.current().filter(organisation__in=held_by, role=OrganisationRole.ADMINISTRATOR)
    people = contacts.filter(user__is_active=True).select_related("user").order_by("user")
    found = list({contact.user_id: contact.user for contact in people}.values())
    return found or ([page.owner] if page.owner is not None and may_organise(page, page.owner) else [])


def organisers_tell(
    page: DatedPage,
    *,
    matter: str,
    write: Callable[[User | Contributor], Callable[[], Letter]],
    period: str = "",
) -> bool:
    """Tell organisers something for which no account is needed; returns whether there is anybody to tell.

    A contact person who has only an address is written to there, in the language of the page.
    """
    contact = page.contact
    if contact is not None and contact.email and (contact.user is None or not contact.user.is_active):
        notice_send(
            kind=NoticeKind.ORGANISER,
            matter=matter,
            period=period,
            write=write(contact),
            email=contact.email,
            language=page.locale.language_code,
        )
        return True
    users = organisers_of(page)
    for user in users:
        notice_send(kind=NoticeKind.ORGANISER, matter=matter, period=period, write=write(user), user=user)
    return bool(users)
