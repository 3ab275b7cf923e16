"""Organisations in the words of schema.org."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from home.structured_data import CONTEXT

if TYPE_CHECKING:
    from members.models import Organisation, OrganisationPage


def organisation(row: "Organisation") -> dict[str, Any]:
    """Return an ``Organization`` as it is named in the description of something else."""
    described: dict[str, Any] = {"@type": "Organization", "name": row.name}
    if row.website:
        described["url"] = row.website
    return described


def organisation_page(page: "OrganisationPage", request: HttpRequest) -> dict[str, Any]:
    """Return the ``Organization`` of its own page."""
    row = page.organisation
    described: dict[str, Any] = {"@context": CONTEXT, **organisation(row), "@id": page.get_full_url(request)}
    if page.summary:
        described["description"] = page.summary
    if row.city:
        described["address"] = {"@type": "PostalAddress", "addressLocality": row.city}
    picture = page.get_card_image()
    if picture:
        described["logo"] = request.build_absolute_uri(picture["url"])
    return described
