"""Which documents a work offers, and whose words count: the rule of ADR 28.

The words of a document become words of a work only when everybody who may see the work may read the document. Then
whoever finds the work by them may click it, and nobody learns of words that are not for them. Anything else fails
closed: such a document is left out altogether, for those who may read it as well.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from wagtail.documents import get_document_model

from search.attachments.limits import EXTENSIONS, MOST_CHARACTERS_OF_WORK
from search.audience import clauses_on, collection_requirements, is_implied
from search.documents import Attachment, OfferedFile, Part, SearchDocument
from search.models import FileText


def attach(
    documents: Mapping[str, SearchDocument], pages: Mapping[str, Any], audience: frozenset[str]
) -> dict[str, SearchDocument]:
    """Return a work's documents by language of the interface with the files that its live pages offer.

    ``pages`` are those pages by language, ``audience`` the clauses of the work. In each language the files of the page
    that represents the work come first; a file that two languages offer is there once. Two queries, and none for a
    work without files.
    """
    offers = {language: list(page.get_search_files()) for language, page in pages.items()}
    following = {offer.key for found in offers.values() for offer in found if offer.follows_page}
    keys = {offer.key for found in offers.values() for offer in found}
    if not keys:
        return dict(documents)
    rows = get_document_model().objects.filter(pk__in=keys).select_related("collection").in_bulk()
    counting = {key: row for key, row in rows.items() if counts(row, audience, follows_page=key in following)}
    texts = _texts_of(row.file_hash for row in counting.values())
    files = tuple(str(key) for key in sorted(rows))
    return {
        code: dataclasses.replace(
            document, files=files, attachments=tuple(_attachments(document.locale, offers, counting, texts))
        )
        for code, document in documents.items()
    }


def counts(document: Any, audience: frozenset[str], *, follows_page: bool = False) -> bool:
    """Return whether the words of a document count for a work: everybody of its audience may read the document.

    ``follows_page``: whoever sees the page may read the document, with or without an account, whatever its collection
    asks.
    """
    if document.file_extension.lower() not in EXTENSIONS:
        return False
    if follows_page:
        return True
    asked = clauses_on(document.collection.path, collection_requirements())
    return all(is_implied(clause, audience) for clause in asked)


def _texts_of(digests: Iterable[str]) -> dict[str, FileText]:
    known = FileText.objects.filter(digest__in=set(digests) - {""})
    return {text.digest: text for text in known}


def _attachments(
    language: str, offers: Mapping[str, list[OfferedFile]], rows: Mapping[int, Any], texts: Mapping[str, FileText]
) -> Iterator[Attachment]:
    seen: set[int] = set()
    room = MOST_CHARACTERS_OF_WORK
    for code in sorted(offers, key=lambda code: (code != language, code)):
        for offer in offers[code]:
            row = rows.get(offer.key)
            if row is None or offer.key in seen:
                continue
            seen.add(offer.key)
            text = texts.get(row.file_hash)
            parts = _fitting(text.get_parts(), room) if text else ()
            room -= sum(map(_size, parts))
            yield Attachment(
                title=row.title,
                url=row.url,
                language=code,
                digest=row.file_hash,
                parts=parts,
            )


def _fitting(parts: tuple[Part, ...], room: int) -> tuple[Part, ...]:
    """Return the first parts that together have no more characters than there is room for."""
    totals = accumulate(map(_size, parts))
    return tuple(part for part, total in zip(parts, totals, strict=True) if total <= room)


def _size(part: Part) -> int:
    return len(part.label) + len(part.text)
