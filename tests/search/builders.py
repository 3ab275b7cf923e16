"""Documents for the engine contract: no pages, so that the contract says nothing about page types."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from search import indexing
from search.documents import Attachment, Part, Period, SearchDocument

NOW = datetime.now(UTC).replace(microsecond=0)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def make_document(title: str, **values) -> SearchDocument:
    facets = {
        key: tuple(values.pop(key))
        for key in ("building_block", "application_area", "tag", "organisation")
        if key in values
    }
    defaults = {
        "work": uuid4(),
        "page_id": 1,
        "locale": "nl",
        "type": "best-practice",
        "summary": "",
        "body": "",
        "url": f"/nl/{title.lower().replace(' ', '-')}/",
        "published_at": days(-30),
        "audience": frozenset({"public"}),
        "languages": ("nl",),
    }
    return SearchDocument(title=title, facets=facets, **{**defaults, **values})


def attachment(*pages: str, title: str = "Stuk", language: str = "nl") -> Attachment:
    """Return a PDF with these words on its pages."""
    parts = tuple(Part("page", str(number), text) for number, text in enumerate(pages, start=1))
    return Attachment(title=title, url=f"/documents/1/{title.lower()}.pdf", language=language, parts=parts)


def store(*documents: SearchDocument) -> list[UUID]:
    """Index each document in both languages of the interface; return the works."""
    with transaction.atomic():
        for document in documents:
            indexing.store(document.work, {"nl": document, "en": document})
    return [document.work for document in documents]


def store_versions(nl: SearchDocument, en: SearchDocument) -> UUID:
    """Index one work with a page in each language."""
    english = dataclasses.replace(en, work=nl.work, locale="en")
    with transaction.atomic():
        indexing.store(nl.work, {"nl": nl, "en": english})
    return nl.work


def period(start: float, end: float | None = None, **values) -> Period:
    """Return a period by days from now."""
    return Period(days(start), days(end if end is not None else start + 0.1), **values)
