"""The writes of claims on organisations: somebody asks to run one that is here already, the desk answers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from members import organisation_letters as letters
from members.enums import ClaimState, NoticeKind, OrganisationRole
from members.models import Contact, Organisation, OrganisationClaim, User
from members.notices import notice_send
from members.permissions import may_claim


@transaction.atomic
def claim_make(*, user: User, organisation: Organisation, reason: str) -> OrganisationClaim:
    """Ask the desk for the role of administrator of an organisation; asking again returns the claim that is open.

    Raises ``ValidationError`` without a reason, for who administers it already, and with too many open claims
    (``HUB_OPEN_CLAIMS``): who asks for everything is not taken for everybody.
    """
    # The lock makes a form that was sent twice take turns: the second finds what the first wrote.
    User.objects.select_for_update().get(pk=user.pk)
    if not reason.strip():
        raise ValidationError(_("Say why this is your organisation."), code="reason")
    if not may_claim(user, organisation):
        raise ValidationError(_("You are an administrator of this organisation already."), code="already")
    open_claims = OrganisationClaim.objects.pending().filter(user=user)
    existing = open_claims.filter(organisation=organisation).first()
    if existing is not None:
        return existing
    limit = settings.HUB_OPEN_CLAIMS
    if open_claims.count() >= limit:
        message = ngettext(
            "You have %(limit)d open claim. Wait for an answer, or take it back.",
            "You have %(limit)d open claims. Wait for an answer, or take one back.",
            limit,
        )
        raise ValidationError(message, code="limit", params={"limit": limit})
    claim = OrganisationClaim.objects.create(user=user, organisation=organisation, reason=reason.strip())
    for desk in User.objects.desk():
        notice_send(user=desk, kind=NoticeKind.REVIEW, matter=f"claim:{claim.pk}:made", write=letters.claim_made(claim))
    return claim


@transaction.atomic
def claim_withdraw(*, claim: OrganisationClaim) -> OrganisationClaim:
    """Take a claim back; raises ``ValidationError`` when it has been answered."""
    locked = _locked(claim)
    locked.state = ClaimState.WITHDRAWN
    locked.decided_at = timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    return locked


@transaction.atomic
def claim_approve(*, claim: OrganisationClaim, by: User, answer: str = "") -> OrganisationClaim:
    """Make who asked an administrator from today, and write to them and to the administrators there are.

    Raises ``ValidationError`` when it has been answered, or the account is closed.
    """
    locked = _locked(claim)
    if not locked.user.is_active:
        raise ValidationError(_("This account is closed."), code="inactive")
    others = list(Contact.objects.administrators().filter(organisation=locked.organisation).exclude(user=locked.user))
    _make_administrator(locked.user, locked.organisation)
    _decide(locked, ClaimState.APPROVED, by, answer)
    for other in others:
        notice_send(
            user=other.user,
            kind=NoticeKind.ORGANISATION,
            matter=f"claim:{locked.pk}:approved",
            write=letters.administrator_came(locked),
        )
    return locked


@transaction.atomic
def claim_decline(*, claim: OrganisationClaim, by: User, answer: str) -> OrganisationClaim:
    """Say no, and why. Raises ``ValidationError`` without words, and when it has been answered."""
    locked = _locked(claim)
    if not answer.strip():
        raise ValidationError(_("Say why not: who asked reads it."), code="answer")
    return _decide(locked, ClaimState.DECLINED, by, answer)


def _locked(claim: OrganisationClaim) -> OrganisationClaim:
    """Return the claim as it is now, locked, when nobody has answered it."""
    found = OrganisationClaim.objects.select_for_update().filter(pk=claim.pk).first()
    if found is None or not found.is_pending:
        raise ValidationError(_("This claim has been answered already."), code="answered")
    return found


def _decide(claim: OrganisationClaim, state: ClaimState, by: User, answer: str) -> OrganisationClaim:
    claim.state = state
    claim.decided_by = by
    claim.decided_at = timezone.now()
    claim.answer = answer.strip()
    claim.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    notice_send(
        user=claim.user,
        kind=NoticeKind.ORGANISATION,
        matter=f"claim:{claim.pk}:{state}",
        write=letters.claim_decided(claim),
    )
    return claim


def _make_administrator(user: User, organisation: Organisation) -> None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    contacts = Contact.objects.current().filter(user=user, organisation=organisation)
    if not contacts.update(role=OrganisationRole.ADMINISTRATOR):
        Contact.objects.create(
            user=user,
            organisation=organisation,
            role=OrganisationRole.ADMINISTRATOR,
            starts_on=timezone.localdate(),
        )
