"""Organisations in the words of schema.org."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from home.navigation import get_navigation, section_of
from home.structured_data import CONTEXT, defined_term, organisation, publisher, without_empty
from members.enums import OrganisationKind
from search.addresses import absolute_url

if TYPE_CHECKING:
    from members.models import OrganisationPage, WorkingGroupPage

__all__ = ["organisation", "organisation_page", "working_group_page"]

# A company may be of any legal form, so it stays a plain Organization, as do associations.
TYPES = {
    OrganisationKind.RESEARCH_INSTITUTE.value: "ResearchOrganization",
    OrganisationKind.EDUCATION.value: "EducationalOrganization",
    OrganisationKind.GOVERNMENT.value: "GovernmentOrganization",
    OrganisationKind.NGO.value: "NGO",
}


def organisation_page(page: "OrganisationPage", request: HttpRequest) -> dict[str, Any]:
    """Return the ``Organization`` of its own page."""
    row = page.organisation
    picture = page.get_card_image()
    url = page.get_full_url(request)
    described = {
        "@context": CONTEXT,
        "@id": url,
        # Without a website of its own, this page is where it is found.
        "url": url,
        **organisation(row),
        "@type": TYPES.get(row.kind, "Organization"),
        "mainEntityOfPage": url,
        "identifier": page.public_id,
        "description": page.summary,
        "address": {"@type": "PostalAddress", "addressLocality": row.city} if row.city else {},
        "logo": absolute_url(picture["url"]) if picture else "",
    }
    return without_empty(described)


def working_group_page(page: "WorkingGroupPage", request: HttpRequest) -> dict[str, Any]:
    """Return the ``Organization`` of a working group's page: part of the coalition, and what it knows about.

    Its chairs are there as far as they agreed to be asked; who else has a seat is nobody's business.
    """
    url = page.get_full_url(request)
    term = page.term
    section = get_navigation(request).section_url(section_of("facet_key", term.facet_key))
    about = defined_term(
        name=term.name,
        code=term.slug,
        url=absolute_url(f"{section}{term.slug}/"),
        in_set=absolute_url(section),
    )
    described = {
        "@context": CONTEXT,
        "@type": "Organization",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "identifier": page.public_id,
        "name": page.title,
        "description": page.summary,
        "parentOrganization": publisher(),
        "knowsAbout": [about] if section else [],
        "contactPoint": [
            without_empty({"@type": "ContactPoint", "name": chair.name, "email": chair.email})
            for chair in page.public_chairs
        ],
    }
    return without_empty(described)
