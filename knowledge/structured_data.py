"""The works of this app in the words of schema.org (JSON-LD). Reads a page, returns a dictionary."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from events.structured_data import of_date, offer
from home.structured_data import CONTEXT, iso, organisation, person, publisher, without_empty
from home.text import plain_text
from home.wording import local_time
from knowledge.enums import Certificate, CourseForm, CourseLevel, CourseStart, Licence, PublicationKind
from search.addresses import absolute_url

__all__ = [
    "and_others",
    "best_practice",
    "course",
    "fieldlab",
    "funding_call",
    "news",
    "organisation",
    "person",
    "publication",
    "use_case",
    "without_empty",
]

if TYPE_CHECKING:
    from knowledge.models import (
        BestPracticePage,
        CoursePage,
        FieldlabPage,
        FundingCallPage,
        NewsPage,
        PublicationPage,
        UseCasePage,
    )


def and_others(names: Sequence[str]) -> str:
    """Return the first name and how many others there are."""
    if len(names) < 2:
        return "".join(names)
    others = len(names) - 1
    return ngettext("%(first)s and %(count)d other", "%(first)s and %(count)d others", others) % {
        "first": names[0],
        "count": others,
    }


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
        "creativeWorkStatus": _("Withdrawn") if page.is_withdrawn else str(page.evidence.label),
        "author": [person(author) for author in page.authors_in_order],
        "sourceOrganization": [organisation(found) for found in page.organisation_list],
        "about": page.get_about(request),
        "keywords": [tag.label for tag in page.tag_list],
        "license": Licence(page.licence).url,
        "publisher": publisher(),
        "mainEntityOfPage": page.get_full_url(request),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "isAccessibleForFree": True,
        "image": _image(page),
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
        "mainEntityOfPage": page.get_full_url(request),
        "foundingDate": iso(page.starts_on),
        "dissolutionDate": iso(page.ends_on),
        "image": _image(page),
        "parentOrganization": [organisation(row.organisation) for row in partners if row.role == "lead"],
        "funder": [organisation(row.organisation) for row in partners if row.role == "funder"],
        "member": [organisation(row.organisation) for row in partners if row.role not in ("lead", "funder")],
        "location": _place(page),
        "knowsAbout": page.get_about(request),
        "keywords": [tag.label for tag in page.tag_list],
    }
    return without_empty(described)


# The words that search engines know (developers.google.com, "Course info").
COURSE_MODES: Final = {
    CourseForm.ON_SITE.value: "Onsite",
    CourseForm.ONLINE.value: "Online",
    CourseForm.HYBRID.value: "Blended",
    CourseForm.SELF_PACED.value: "Online",
}


def course(page: "CoursePage", request: HttpRequest) -> dict[str, Any]:
    """Return a course as a ``Course`` with a ``CourseInstance`` for each date, or one for "any time"."""
    url = page.get_full_url(request) or ""
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Course",
        "@id": url,
        "url": url,
        "identifier": page.public_id,
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.delivery_languages,
        "provider": _providers(page),
        "educationalLevel": str(CourseLevel(page.level).label) if page.level else "",
        "audience": [{"@type": "EducationalAudience", "audienceType": label} for label in page.audience_labels],
        "teaches": [str(block.value) for block in page.outcomes],
        "coursePrerequisites": plain_text(page.prerequisites),
        "educationalCredentialAwarded": _credential(page),
        "timeRequired": duration(page.hours),
        "hasCourseInstance": _instances(page, request),
        "about": page.get_about(request),
        "keywords": [tag.label for tag in page.tag_list],
        "mainEntityOfPage": url,
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "image": _image(page),
    }
    if page.price is not None:
        described["isAccessibleForFree"] = page.price == 0
        described["offers"] = {
            **offer(page, page.website or url),
            "category": "Paid" if page.price else "Free",
        }
    return without_empty(described)


def duration(hours: Decimal | None) -> str:
    """Return a number of hours as an ISO 8601 duration: 1.5 is PT1H30M; nothing when it is not known."""
    if hours is None:
        return ""
    whole, minutes = divmod(round(hours * 60), 60)
    return "PT" + (f"{whole}H" if whole else "") + (f"{minutes}M" if minutes else "")


def _providers(page: "CoursePage") -> list[dict[str, Any]]:
    others = [{"@type": "Organization", "name": page.provider}] if page.provider else []
    return [*(organisation(row) for row in page.organisation_list), *others]


def _credential(page: "CoursePage") -> str:
    if page.certificate in (Certificate.UNKNOWN, Certificate.NONE):
        return ""
    return str(Certificate(page.certificate).label)


def _instances(page: "CoursePage", request: HttpRequest) -> list[dict[str, Any]]:
    common = {
        "@type": "CourseInstance",
        "name": page.title,
        "courseMode": COURSE_MODES.get(page.form, ""),
        "courseWorkload": duration(page.hours),
        "inLanguage": page.delivery_languages,
    }
    if page.start == CourseStart.ANY_TIME:
        return [without_empty(common)]
    instances = []
    for occurrence in page.occurrences:
        mode = COURSE_MODES.get(occurrence.form, common["courseMode"])
        instances.append(without_empty({**common, **of_date(page, occurrence, request), "courseMode": mode}))
    return instances


# --- News, publications, use cases, funding calls ---------------------------------------------------------

PUBLICATION_TYPES: Final = {
    PublicationKind.REPORT: "Report",
    PublicationKind.PAPER: "ScholarlyArticle",
    PublicationKind.DATASET: "Dataset",
}


def news(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    """Return a news article with its authors, those of the site itself without any."""
    described = {
        **_written(page, request, "NewsArticle"),
        "headline": page.title,
        "author": [person(author) for author in page.authors_in_order] or publisher(),
        "publisher": publisher(),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "isAccessibleForFree": True,
    }
    return without_empty(described)


def use_case(page: "UseCasePage", request: HttpRequest) -> dict[str, Any]:
    """Return a use case as an ``Article``; how far it came is the status of the work."""
    described = {
        **_written(page, request, "Article"),
        "headline": page.title,
        "creativeWorkStatus": page.get_status_display(),
        "publisher": publisher(),
        "datePublished": iso(page.first_published_at),
        "dateModified": iso(page.last_published_at),
        "isAccessibleForFree": True,
    }
    return without_empty(described)


def publication(page: "PublicationPage", request: HttpRequest) -> dict[str, Any]:
    """Return the publication itself, not the page about it: its own makers, date, licence and identifier."""
    described = {
        **_written(page, request, PUBLICATION_TYPES.get(PublicationKind(page.kind), "CreativeWork")),
        "name": page.title,
        "genre": page.get_kind_display(),
        "inLanguage": page.languages,
        "author": [{"@type": "Person", "name": name} for name in page.authors],
        "publisher": {"@type": "Organization", "name": page.publisher} if page.publisher else {},
        "datePublished": iso(page.published_on),
        "license": Licence(page.licence).url if page.licence else "",
        "identifier": [page.public_id, *([_doi(page)] if page.doi else [])],
        "sameAs": [url for url in (page.doi_url, page.external_url) if url],
        "encoding": _encoding(page, request),
    }
    return without_empty(described)


def funding_call(page: "FundingCallPage", request: HttpRequest) -> dict[str, Any]:
    """Return a funding call as a grant. Until when one can apply is said of the action: a grant has no such date."""
    url = page.get_full_url(request)
    described = {
        "@context": CONTEXT,
        "@type": "MonetaryGrant",
        "@id": url,
        "url": url,
        "identifier": page.public_id,
        "name": page.title,
        "description": page.summary,
        "mainEntityOfPage": url,
        "sameAs": page.external_url,
        "funder": {"@type": "Organization", "name": page.funder},
        "amount": _amount(page),
        "potentialAction": without_empty(
            {
                "@type": "ApplyAction",
                "target": page.external_url,
                "startTime": iso(_local(page.opens_at)),
                "endTime": iso(_local(page.deadline)),
            }
        ),
        "image": _image(page),
    }
    return without_empty(described)


def _written(page: Any, request: HttpRequest, kind: str) -> dict[str, Any]:
    """Return what every text of a ``ShortPage`` has; ``mentions`` are the works that the visitor may see."""
    url = page.get_full_url(request)
    return {
        "@context": CONTEXT,
        "@type": kind,
        "@id": url,
        "url": url,
        "identifier": page.public_id,
        "abstract": page.summary,
        "inLanguage": page.locale.language_code,
        "sourceOrganization": [organisation(found) for found in page.organisation_list],
        "about": page.get_about(request),
        "mentions": [{"@id": absolute_url(hit.url)} for hit in page.about_hits(request)],
        "citation": [_source(block.value) for block in page.sources],
        "keywords": [tag.label for tag in page.tag_list],
        "mainEntityOfPage": url,
        "image": _image(page),
    }


def _source(source: Any) -> dict[str, Any]:
    publisher_name = source.get("publisher")
    described = {
        "@type": "CreativeWork",
        "name": source["title"],
        "url": source.get("url"),
        "publisher": {"@type": "Organization", "name": publisher_name} if publisher_name else {},
    }
    return without_empty(described)


def _doi(page: "PublicationPage") -> dict[str, Any]:
    return {"@type": "PropertyValue", "propertyID": "DOI", "value": page.doi, "url": page.doi_url}


def _encoding(page: "PublicationPage", request: HttpRequest) -> dict[str, Any]:
    document = page.visible_file(request)
    if document is None:
        return {}
    size = "" if document.file_size is None else f"{document.file_size} B"
    address = absolute_url(document.url)
    described = {
        "@type": "MediaObject",
        "name": document.title,
        "contentUrl": address,
        "encodingFormat": document.content_type,
        "contentSize": size,
    }
    return without_empty(described)


def _amount(page: "FundingCallPage") -> dict[str, Any]:
    low, high = (_number(amount) for amount in (page.budget_from, page.budget_to))
    if low is None and high is None:
        return {}
    described = {"@type": "MonetaryAmount", "currency": page.currency, "minValue": low, "maxValue": high}
    return without_empty(described)


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _local(moment: datetime | None) -> datetime | None:
    return local_time(moment) if moment else None


def _image(page: Any) -> str:
    picture = page.get_card_image()
    return absolute_url(picture["url"]) if picture else ""


def _place(page: "FieldlabPage") -> dict[str, Any]:
    if page.is_virtual or not page.city:
        return {}
    region = {"addressRegion": page.region.name} if page.region else {}
    return {
        "@type": "Place",
        "name": page.city,
        "address": {"@type": "PostalAddress", "addressLocality": page.city, **region},
    }
