"""The only writers of the index.

Everything here runs in the caller's transaction: a page that is not published was never indexed, and a
rolled-back publication leaves no trace. Writers take turns on the row of ``IndexState``, so versions
become visible in their order on PostgreSQL too.
"""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from wagtail.models import Page

from search import clock, scope
from search.attachments.offered import attach
from search.attachments.orders import files_order
from search.audience import Requirement, current, is_current, requirements, work_clauses
from search.documents import SearchDocument, public_id
from search.facets import Facet
from search.models import ABOUT, AUDIENCE, FILE, UNTIL, IndexChange, IndexEntry, IndexState, IndexTerm
from search.searchable import searchable_page_models

logger = logging.getLogger(__name__)

BATCH = 200
# Processes further behind than this load everything instead of the changes.
KEPT_CHANGES = 10_000


def _next_version(kind: IndexChange.Kind, work: UUID | None = None) -> int:
    """Take the writers' turn and return the new version; held until the transaction ends."""
    IndexState.objects.get_or_create(pk=1)
    state = IndexState.objects.select_for_update().get(pk=1)
    state.version += 1
    state.stamp = uuid4()
    state.save()
    IndexChange.objects.create(version=state.version, stamp=state.stamp, kind=kind, work=work)
    scope.forget()
    return state.version


def index_page(page: Page) -> None:
    """Bring the index up to date with a page that was published, unpublished or changed."""
    index_work(page.translation_key)


def index_work(work: UUID) -> None:
    """Bring the index up to date with all language versions of a work, or with their absence."""
    index_works([work])


def remove_work(work: UUID) -> None:
    """Empty a work's entries; harmless when it has none."""
    with transaction.atomic():
        _empty_entries(work)
    _tell_the_engine()


def index_works(works: Iterable[UUID]) -> None:
    """Bring the index up to date with several works, in one transaction."""
    works = list(dict.fromkeys(works))
    if not works:
        return
    with transaction.atomic():
        # Even when none of these works is in the index: what is remembered of restrictions must be forgotten.
        _next_version(IndexChange.Kind.WORK)
        asked = requirements()
        for work in works:
            documents = documents_of(work, asked)
            store(work, documents)
            files_order(documents.values())
    _tell_the_engine()


def index_subtree(page: Page) -> None:
    """Index a page and all beneath it again, in every language: after a move or a restriction."""
    roots = Page.objects.filter(translation_key=page.translation_key)
    works: list[UUID] = []
    for root in roots:
        works.extend(
            Page.objects.descendant_of(root, inclusive=True).order_by("path").values_list("translation_key", flat=True)
        )
    index_works(works)


def refresh_facet_value(facet: Facet, value: str) -> None:
    """Follow a change of the vocabulary: the pages with that value, and every cached label."""
    works = IndexTerm.objects.filter(facet=facet.key, value=value).values_list("entry__work", flat=True).distinct()
    index_works(list(works))
    touch()


def touch() -> None:
    """Make every process forget its labels, without a change to any work."""
    with transaction.atomic():
        _next_version(IndexChange.Kind.VOCABULARY)


def rebuild() -> int:
    """Write every entry anew from the pages and sweep what has no live page; return the number of works.

    One transaction: searches see the old index until it is done.
    """
    with transaction.atomic():
        asked = requirements()
        version = _next_version(IndexChange.Kind.REBUILD)
        count = 0
        for batch in _batches(iter_works()):
            for work in batch:
                documents = documents_of(work, asked)
                store(work, documents, version=version)
                files_order(documents.values())
                count += 1
        IndexEntry.objects.exclude(version=version).delete()
        IndexChange.objects.filter(version__lt=version - KEPT_CHANGES).delete()
    _tell_the_engine()
    return count


def iter_works() -> Iterator[UUID]:
    """Yield the key of every work that has a live searchable page, once."""
    seen: set[UUID] = set()
    for model in searchable_page_models():
        for work in current(model.objects.all()).order_by("pk").values_list("translation_key", flat=True):
            if work not in seen:
                seen.add(work)
                yield work


def documents_of(work: UUID, asked: Iterable[Requirement]) -> dict[str, SearchDocument]:
    """Return a work's documents by language of the interface, empty when nothing of it is live.

    In language L it is represented by its page in L, else by the one in the first of the site's languages
    that has one. Its audience is that of all its live pages together (decision 8); its files are those that any of them
    offers, as far as the rule lets their words count.
    """
    live = [
        page
        for page in Page.objects.filter(translation_key=work, live=True).select_related("locale").specific()
        if isinstance(page, tuple(searchable_page_models()))
    ]
    pages = {page.locale.language_code: page for page in live if is_current(page)}
    audience = work_clauses((page.path for page in live), asked)
    expires_at = min((page.expire_at for page in pages.values() if page.expire_at), default=None)
    codes = [code for code, _name in settings.LANGUAGES]
    representing = next((pages[code] for code in codes if code in pages), None)
    if representing is None:
        return {}
    documents = {}
    for code in codes:
        with translation.override(code):
            document = pages.get(code, representing).get_search_document()
        languages = document.languages or tuple(sorted(pages))
        documents[code] = dataclasses.replace(document, languages=languages, audience=audience, expires_at=expires_at)
    return attach(documents, pages, audience)


def store(work: UUID, documents: Mapping[str, SearchDocument], *, version: int | None = None) -> None:
    """Write a work's entries from its documents by language of the interface; none empties them.

    Part of ``index_works`` and ``rebuild``; on its own it is for data that does not come from pages.
    """
    if not documents:
        _empty_entries(work)
        return
    version = version or _next_version(IndexChange.Kind.WORK, work)
    for locale, document, columns in _rows(documents):
        entry, _created = IndexEntry.objects.update_or_create(
            work=work, locale=locale, defaults={**columns, "version": version}
        )
        entry.terms.all().delete()
        IndexTerm.objects.bulk_create(_terms(entry, document))


def store_new(works: Iterable[tuple[UUID, Mapping[str, SearchDocument]]]) -> None:
    """Write the entries of works that the index does not have yet, many at once; as ``store``, of which it is the bulk.

    The engine is not told: after the last call, let it catch up. Raises ``IntegrityError`` for a work that is there.
    """
    with transaction.atomic():
        version = _next_version(IndexChange.Kind.REBUILD)
        pairs = [
            (IndexEntry(work=work, locale=locale, version=version, **columns), document)
            for work, documents in works
            for locale, document, columns in _rows(documents)
        ]
        IndexEntry.objects.bulk_create(entry for entry, _document in pairs)
        IndexTerm.objects.bulk_create(term for entry, document in pairs for term in _terms(entry, document))


def _rows(documents: Mapping[str, SearchDocument]) -> Iterator[tuple[str, SearchDocument, dict[str, Any]]]:
    """Yield the language of the interface, the document, and the columns of each entry of a work."""
    words = {document.locale: document.words for document in documents.values()}
    for locale, document in documents.items():
        others = {code: text for code, text in words.items() if code != document.locale}
        yield locale, document, {**_columns(document), "other_words": others}


def _batches(works: Iterator[UUID]) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for work in works:
        batch.append(work)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _empty_entries(work: UUID) -> None:
    entries = IndexEntry.objects.filter(work=work, is_live=True)
    if not entries.exists():
        return
    version = _next_version(IndexChange.Kind.WORK, work)
    IndexTerm.objects.filter(entry__work=work).delete()
    # The words go as well: what was withdrawn is not kept in a table nobody looks at.
    entries.update(
        is_live=False, version=version, page_id=None, title="", summary="", body="", other_words={}, url="",
        periods=[], card={}, values={}, weight=0.0, attachments=[], attached=[],
    )  # fmt: skip


def _columns(document: SearchDocument) -> dict[str, Any]:
    return {
        "public_id": public_id(document.work),
        "is_live": True,
        "page_id": document.page_id,
        "language": document.locale,
        "type": document.type,
        "title": document.title,
        "summary": document.summary,
        "body": document.body,
        "url": document.url,
        "published_at": document.published_at,
        "deadline": document.deadline,
        "weight": min(max(document.weight, 0.0), 1.0),
        "periods": [period.to_json() for period in document.periods],
        "values": {key: list(values) for key, values in _values(document).items()},
        "card": dict(document.card),
        "attachments": [found.to_json() for found in document.attachments if found.parts],
        "attached": [[found.language, found.texts] for found in document.attachments if found.parts],
    }


def _values(document: SearchDocument) -> dict[str, tuple[str, ...]]:
    return {**document.facets, "type": (document.type,), "language": document.languages or ()}


def _terms(entry: IndexEntry, document: SearchDocument) -> Iterator[IndexTerm]:
    about = tuple(str(work) for work in document.about)
    until = (clock.stamp_of(document.expires_at),) if document.expires_at else ()
    audience = tuple(sorted(document.audience))
    values = {**_values(document), AUDIENCE: audience, ABOUT: about, UNTIL: until, FILE: document.files}
    for facet, found in values.items():
        for value in dict.fromkeys(found):
            yield IndexTerm(entry=entry, facet=facet, value=value)


def _tell_the_engine() -> None:
    from search.engines import get_engine  # noqa: PLC0415 - engines read what is written here

    # A failing engine must not undo a publication: it catches up at the next read.
    transaction.on_commit(get_engine().catch_up, robust=True)
