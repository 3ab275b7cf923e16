"""Who may do what with what takes place: one function a rule, asked by views, the editor, the API and templates."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from events import services
from events.enums import JoinAccess
from events.models import DatedPage, EventIndexPage, Occurrence, Registration
from members.enums import OrganisationRole
from members.permissions import organisations_of

ORGANISING_ROLES = (OrganisationRole.ADMINISTRATOR, OrganisationRole.AUTHOR)


def may_change_dates(page: Page, user: Any, *, is_announced: bool | None = None) -> bool:
    """Return whether a user may change the dates of a page now.

    The dates are those of every language: when one version is public, it takes the right to publish. A
    page that is locked, for instance because it is under review, is locked with its dates. ``is_announced`` is for who
    knows already whether the work is public, for many works at once.
    """
    rights = page.permissions_for_user(user)
    if services.is_announced(page.translation_key) if is_announced is None else is_announced:
        return bool(rights.can_publish() and not rights.page_locked())
    return bool(rights.can_edit() and not rights.page_locked())


def may_plan_again(page: Page, user: Any) -> bool:
    """Return whether a user may make a new work from an earlier one: who reads it in the editor and may add one there.

    A draft shows in the editor to who may edit or publish it, a page that is public to everybody who uses the editor.
    """
    rights = page.permissions_for_user(user)
    is_readable = page.live or rights.can_edit() or rights.can_publish()
    return bool(is_readable and page.get_parent().permissions_for_user(user).can_add_subpage())


def may_import(user: Any) -> bool:
    """Return whether a user takes over events from calendars elsewhere: who may publish in an agenda."""
    if not user.is_authenticated or not user.is_active:
        return False
    agendas = EventIndexPage.objects.all()
    return any(agenda.permissions_for_user(user).can_publish_subpage() for agenda in agendas)


def may_organise(page: DatedPage, user: Any) -> bool:
    """Return whether somebody runs the desk of what takes place: reads who comes, decides, writes to them, checks in.

    That is who may edit the page in the editor, its contact person, and the administrators and authors of the
    organisations that hold it. Anybody else is told that there is no such desk.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if page.contact is not None and page.contact.user_id == user.pk:
        return True
    if page.permissions_for_user(user).can_edit():
        return True
    held_by = organisations_of(user, *ORGANISING_ROLES)
    return held_by.filter(pk__in=[organisation.pk for organisation in page.organisations.all()]).exists()


def may_change_registration(registration: Registration, user: Any) -> bool:
    """Return whether an account changes or withdraws a registration: whose it is, and who registered them.

    The latter as long as they speak for the organisation for which they did so. Who has the signed link may as well;
    the link is the proof then (``events.registration.links``).
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.pk == registration.registered_by_id and user.pk != registration.user_id:
        of = registration.organisation_id
        return of is not None and organisations_of(user).filter(pk=of).exists()
    return bool(user.pk == registration.user_id)


def may_register_colleagues(user: Any) -> bool:
    """Return whether somebody registers colleagues: who speaks for an organisation, and only for that one's people."""
    return organisations_of(user).exists()


def joinable(occurrences: Iterable[Occurrence], user: Any, *, is_organiser: bool = False) -> frozenset[int]:
    """Return the keys of the dates of which somebody gets the address at which one takes part online.

    That is everybody who sees the page, unless the organiser keeps the address for who has a place: then who organises
    it (``may_organise``), and who is confirmed for that date or for all of them. At most one query, and none for
    visitors.
    """
    asked = list(occurrences)
    kept = [row for row in asked if row.schedule.join_access == JoinAccess.REGISTERED]
    free = {row.pk for row in asked} - {row.pk for row in kept}
    if is_organiser:
        return frozenset(row.pk for row in asked)
    if not kept or user is None or not user.is_authenticated or not user.is_active:
        return frozenset(free)
    registrations = (
        Registration.objects.confirmed().of_user(user).filter(schedule__in={row.schedule_id for row in kept})
    )
    places = set(registrations.values_list("schedule_id", "occurrence_id"))
    return frozenset(free | {row.pk for row in kept if {(row.schedule_id, row.pk), (row.schedule_id, None)} & places})
