"""What is written to people about their organisations. Each function returns what writes the letter later, in the
language of who reads it.
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from members.enums import ClaimState
from members.letters import Letter
from members.models import Contact, Organisation, OrganisationClaim, OrganisationPage, User
from search.addresses import absolute_url

Write = Callable[[], Letter]


def organisation_url(organisation: Organisation) -> str:
    """Return the address of an organisation's own corner, in the active language."""
    return absolute_url(reverse("members:organisation", args=[organisation.slug]))


def role_changed(contact: Contact, by: User) -> Write:
    """Write to somebody that their role is another one now."""

    def write() -> Letter:
        names = {"organisation": contact.organisation, "role": contact.get_role_display(), "name": by}
        return Letter(
            subject=_("Your role at %(organisation)s: %(role)s") % names,
            paragraphs=(_("%(name)s changed what you do for %(organisation)s. Your role is now: %(role)s.") % names,),
            action=(_("To your organisation"), organisation_url(contact.organisation)),
        )

    return write


def contact_ended(contact: Contact, by: User) -> Write:
    """Write to somebody that they no longer speak for an organisation."""

    def write() -> Letter:
        names = {"organisation": contact.organisation, "name": by}
        return Letter(
            subject=_("You no longer speak for %(organisation)s") % names,
            paragraphs=(
                _("%(name)s took you off %(organisation)s. Your account stays, and so does what you wrote.") % names,
                _("Is this wrong? Ask an administrator of the organisation, or the coalition desk."),
            ),
        )

    return write


def contact_left(contact: Contact) -> Write:
    """Write to an administrator that a colleague left."""

    def write() -> Letter:
        names = {"organisation": contact.organisation, "name": contact.user}
        return Letter(
            subject=_("%(name)s left %(organisation)s") % names,
            paragraphs=(_("%(name)s no longer speaks for %(organisation)s.") % names,),
            action=(_("The people of your organisation"), organisation_url(contact.organisation)),
        )

    return write


def claim_made(claim: OrganisationClaim) -> Write:
    """Write to the desk that somebody claims an organisation."""

    def write() -> Letter:
        names = {"organisation": claim.organisation, "name": claim.user}
        return Letter(
            subject=_("Claim on %(organisation)s") % names,
            paragraphs=(_("%(name)s says to belong to %(organisation)s, and asks to run it here.") % names,),
            rows=((_("E-mail address"), claim.user.email),),
            quote=claim.reason,
            action=(_("Read and answer"), absolute_url(reverse("organisation_claims:decide", args=[claim.pk]))),
        )

    return write


def claim_decided(claim: OrganisationClaim) -> Write:
    """Write to who claimed an organisation what the desk says."""

    def write() -> Letter:
        names = {"organisation": claim.organisation}
        if claim.state == ClaimState.APPROVED:
            return Letter(
                subject=_("You now run %(organisation)s") % names,
                paragraphs=(_("The coalition desk made you an administrator of %(organisation)s.") % names,),
                quote=claim.answer,
                action=(_("To your organisation"), organisation_url(claim.organisation)),
            )
        return Letter(
            subject=_("Your claim on %(organisation)s") % names,
            paragraphs=(_("The coalition desk did not make you an administrator of %(organisation)s.") % names,),
            quote=claim.answer,
        )

    return write


def administrator_came(claim: OrganisationClaim) -> Write:
    """Write to the administrators of an organisation that there is one more."""

    def write() -> Letter:
        names = {"organisation": claim.organisation, "name": claim.user}
        return Letter(
            subject=_("%(name)s is now an administrator of %(organisation)s") % names,
            paragraphs=(
                _("The coalition desk gave %(name)s the role of administrator of %(organisation)s.") % names,
                _("Do you not know this person? Tell the desk."),
            ),
            action=(_("The people of your organisation"), organisation_url(claim.organisation)),
        )

    return write


def page_published(page: OrganisationPage, by: User) -> Write:
    """Write to the desk that an organisation published a new version of its page."""

    def write() -> Letter:
        names = {"organisation": page.organisation, "name": by, "language": page.locale.get_display_name()}
        return Letter(
            subject=_("%(organisation)s changed its page") % names,
            paragraphs=(_("%(name)s published the page of %(organisation)s (%(language)s).") % names,),
            action=(_("Look at the page"), page.get_full_url() or ""),
        )

    return write


def merged(name: str, into: Organisation) -> Write:
    """Write to the people of an organisation that another took its place."""

    def write() -> Letter:
        names = {"organisation": name, "into": into}
        return Letter(
            subject=_("%(organisation)s is now %(into)s") % names,
            paragraphs=(
                _("The coalition desk made one organisation of %(organisation)s and %(into)s.") % names,
                _("What you wrote, and what you may do, moved along. Old addresses lead to the new ones."),
            ),
            action=(_("To your organisation"), organisation_url(into)),
        )

    return write
