"""Making one organisation of two: everything moves to the one that stays, and old addresses lead there."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page

from home.merging import keys_to, revisions_move, rows_move, rows_with
from home.usage import owner_of
from members import organisation_letters as letters
from members.enums import ClaimState, NoticeKind, OrganisationRole, ParticipationLevel
from members.models import (
    Contact,
    Organisation,
    OrganisationClaim,
    OrganisationPage,
    OrganisationRedirect,
    Participation,
    User,
)
from members.notices import notice_send
from search import indexing

LOG_ACTION = "members.merge"


@dataclass(frozen=True, slots=True)
class MovedPage:
    """A page of the organisation that goes, and where its address will lead; nowhere when the page itself moves."""

    page: OrganisationPage
    leads_to: OrganisationPage | None


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge will do: how many of what move, and what becomes of the pages."""

    organisation: Organisation
    into: Organisation
    counts: list[tuple[str, int]]
    pages: list[MovedPage]


def merge_check(*, organisation: Organisation, into: Organisation) -> None:
    """Raise ``ValidationError`` for an organisation merged into itself, or one whose taking part does not fit.

    Participations are history, with what was paid: they move as they are. Only one may run at a time, so that of the
    organisation that goes ends, and must not be the better one; one that is yet to begin is for the desk to settle.
    """
    if organisation.pk == into.pk:
        raise ValidationError(_("An organisation cannot be merged into itself."), code="same")
    if organisation.participations.filter(starts_on__gt=timezone.localdate()).exists():
        message = _("%(organisation)s is to take part from a later day. Wait for that day, or settle it first.")
        raise ValidationError(message, code="future", params={"organisation": organisation})
    going, staying = organisation.current_participation(), into.current_participation()
    if going is None or staying is None:
        return
    if going.level == ParticipationLevel.PARTICIPATE and staying.level == ParticipationLevel.INFORM:
        message = _("%(organisation)s takes part at a higher level than %(into)s. Merge them the other way round.")
        raise ValidationError(message, code="level", params={"organisation": organisation, "into": into})


def merge_plan(*, organisation: Organisation, into: Organisation) -> MergePlan:
    """Return what ``organisation_merge`` would do; raises ``ValidationError`` as ``merge_check``."""
    merge_check(organisation=organisation, into=into)
    counts: Counter[str] = Counter()
    for key in keys_to(Organisation):
        for row in rows_with(key, organisation):
            owner = row if isinstance(row, OrganisationPage) else owner_of(row)
            if not isinstance(owner, OrganisationPage):
                counts[str(capfirst(owner._meta.verbose_name_plural))] += 1
    return MergePlan(organisation, into, sorted(counts.items()), _pages_plan(organisation, into))


@transaction.atomic
def organisation_merge(*, organisation: Organisation, into: Organisation, by: User) -> Organisation:
    """Give everything of one organisation to another and delete it; its addresses lead to the other.

    Contacts, participations, claims, credits and every work that names it move, drafts included. Raises
    ``ValidationError`` as ``merge_check``, and when somebody else merged one of the two meanwhile.
    """
    pair = {organisation.pk, into.pk}
    held = Organisation.objects.select_for_update().filter(pk__in=pair).order_by("pk")
    if len(held) < len(pair):
        raise ValidationError(_("Somebody merged one of these organisations already. Look once more."), code="gone")
    merge_check(organisation=organisation, into=into)
    people = [contact.user for contact in Contact.objects.people_of(organisation)]
    name, slug = organisation.name, organisation.slug
    works = _pages_move(organisation, into)
    _participations_move(organisation, into)
    _contacts_move(organisation, into)
    _claims_move(organisation, into)
    keys = keys_to(Organisation)
    works |= rows_move(keys, organisation, into)
    revisions_move(keys, organisation, into)
    organisation.delete()
    OrganisationRedirect.objects.update_or_create(slug=slug, defaults={"organisation": into})
    works.update(into.pages.values_list("translation_key", flat=True))
    indexing.index_works(sorted(works))
    log(instance=into, action=LOG_ACTION, user=by, data={"name": name, "slug": slug})
    for person in people:
        notice_send(
            user=person, kind=NoticeKind.ORGANISATION, matter=f"merged:{slug}", write=letters.merged(name, into)
        )
    return into


def _participations_move(organisation: Organisation, into: Organisation) -> None:
    """End the taking part that cannot run beside the other's; all of it then moves with the rest."""
    staying = into.current_participation()
    for row in Participation.objects.current().filter(organisation=organisation):
        if staying is not None:
            row.ends_on = max(row.starts_on, timezone.localdate() - timedelta(days=1))
            row.save(update_fields=["ends_on"])
    # One that runs through the organisation that stays, as an association, would run through itself.
    Participation.objects.filter(organisation=into, association=organisation).update(association=None)
    Participation.objects.filter(organisation=organisation, association=into).update(association=None)


def _contacts_move(organisation: Organisation, into: Organisation) -> None:
    """Give who speaks for both the better of the two roles, once; there is one first contact."""
    staying = {contact.user_id: contact for contact in Contact.objects.current().filter(organisation=into)}
    for contact in Contact.objects.current().filter(organisation=organisation):
        other = staying.get(contact.user_id)
        if other is None:
            continue
        if OrganisationRole(contact.role).includes(OrganisationRole(other.role)):
            other.role = contact.role
        other.starts_on = min(contact.starts_on, other.starts_on)
        contact.delete()
        other.save(update_fields=["role", "starts_on"])
    if Contact.objects.current().filter(organisation=into, is_lead=True).exists():
        Contact.objects.filter(organisation=organisation).update(is_lead=False)


def _claims_move(organisation: Organisation, into: Organisation) -> None:
    """Withdraw what somebody asks of both: the question to the one that stays is enough."""
    asked = OrganisationClaim.objects.pending().filter(organisation=into).values("user")
    twice = OrganisationClaim.objects.pending().filter(organisation=organisation, user__in=asked)
    twice.update(state=ClaimState.WITHDRAWN, decided_at=timezone.now())


# --- Pages ----------------------------------------------------------------------------------------------


def _pages_plan(organisation: Organisation, into: Organisation) -> list[MovedPage]:
    """Return what becomes of each page: it moves when the other has none, else its address leads to the other's."""
    targets = {page.locale_id: page for page in into.pages.select_related("locale").order_by("live", "-pk")}
    first = into.pages.select_related("locale").order_by("-live", "pk").first()
    pages = organisation.pages.select_related("locale").order_by("pk")
    return [MovedPage(page, targets.get(page.locale_id, first)) for page in pages]


def _pages_move(organisation: Organisation, into: Organisation) -> set[UUID]:
    """Delete the pages that the other organisation's take the place of; what points at them points at those."""
    works: set[UUID] = set()
    keys = keys_to(Page, protected_only=True)
    for moved in _pages_plan(organisation, into):
        if moved.leads_to is None:
            continue
        page, target = (Page.objects.get(pk=one.pk) for one in (moved.page, moved.leads_to))
        works |= rows_move(keys, page, target)
        revisions_move(keys, page, target)
        works.add(page.translation_key)
        _redirect(page, target)
        page.specific.delete()
    return works


def _redirect(page: Any, target: Any) -> None:
    """Let the address of a page, and those that led to it, lead to another."""
    Redirect.objects.filter(redirect_page=page).update(redirect_page=target)
    address: Any = page.get_url()
    if address is None or page.first_published_at is None:
        return
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(address),
        site=None,
        defaults={"redirect_page": target, "is_permanent": True, "automatically_created": True},
    )
