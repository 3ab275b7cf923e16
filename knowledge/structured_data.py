"""Best practices and fieldlabs in the words of schema.org (JSON-LD). Reads a page, returns a dictionary."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from home.structured_data import CONTEXT
from knowledge.enums import Licence

if TYPE_CHECKING:
    from knowledge.models import BestPracticePage, FieldlabPage


def and_others(names: Sequence[str]) -> str:
    """Return the first name and how many others there are."""
    if len(names) < 2:
        return "".join(names)
    others = len(names) - 1
    return ngettext("%(first)s and %(count)d other", "%(first)s and %(count)d others", others) % {
        "first": names[0],
        "count": others,
    }


def organisation(found: Any) -> dict[str, Any]:
    """Return an ``Organization`` of a row of ``members.Organisation``."""
    described: dict[str, Any] = {"@type": "Organization", "name": found.name}
    return {**described, "url": found.website} if found.website else described


def person(found: Any) -> dict[str, Any]:
    """Return a ``Person`` of a row of ``members.Contributor``; no address, whatever it holds."""
    described: dict[str, Any] = {"@type": "Person", "name": found.name}
    if found.job_title:
        described["jobTitle"] = found.job_title
    if found.organisation is not None:
        described["affiliation"] = organisation(found.organisation)
    return described


def best_practice(page: "BestPracticePage", request: HttpRequest) -> dict[str, Any]:
    """Return a best practice as an ``Article`` that is a ``LearningResource`` as well."""
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": ["Article", "LearningResource"],
        "@id": page.get_full_url(request),
        "url": page.get_full_url(request),
        "identifier": page.public_id,
        "headline": page.title,
        "abstract": page.summary,
        "inLanguage": page.locale.language_code,
        "learningResourceType": _("Best practice"),
        "creativeWorkStatus": str(page.evidence.label),
        "author": [person(author) for author in page.authors_in_order],
        "sourceOrganization": [organisation(found) for found in page.organisation_list],
        "about": page.get_about(request),
        "keywords": [tag.label for tag in page.tag_list],
        "license": Licence(page.licence).url,
        "datePublished": _date(page.first_published_at),
        "dateModified": _date(page.last_published_at),
        "isAccessibleForFree": True,
    }
    return without_empty(described)


def fieldlab(page: "FieldlabPage", request: HttpRequest) -> dict[str, Any]:
    """Return a fieldlab as a ``ResearchProject`` with its members and its place."""
    partners = page.partners_in_order
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ResearchProject",
        "@id": page.get_full_url(request),
        "url": page.get_full_url(request),
        "identifier": page.public_id,
        "name": page.title,
        "description": page.summary,
        "sameAs": page.website,
        "foundingDate": page.starts_on.isoformat() if page.starts_on else "",
        "dissolutionDate": page.ends_on.isoformat() if page.ends_on else "",
        "parentOrganization": [organisation(row.organisation) for row in partners if row.role == "lead"],
        "funder": [organisation(row.organisation) for row in partners if row.role == "funder"],
        "member": [organisation(row.organisation) for row in partners if row.role not in ("lead", "funder")],
        "location": _place(page),
        "knowsAbout": page.get_about(request),
        "keywords": [tag.label for tag in page.tag_list],
    }
    return without_empty(described)


def without_empty(described: dict[str, Any]) -> dict[str, Any]:
    """Return the description without what is unknown: an empty property says something that is not so."""
    return {key: value for key, value in described.items() if value not in ("", None, [], {})}


def _date(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _place(page: "FieldlabPage") -> dict[str, Any]:
    if page.is_virtual or not page.city:
        return {}
    region = {"addressRegion": page.region.name} if page.region else {}
    return {
        "@type": "Place",
        "name": page.city,
        "address": {"@type": "PostalAddress", "addressLocality": page.city, **region},
    }
