"""Orders to read files, written by whoever makes a page offer one; and which works offer which files."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from search.documents import SearchDocument
from search.models import FILE, FileText, IndexTerm


def files_order(documents: Iterable[SearchDocument]) -> int:
    """Order the files of these documents that nobody has read; returns how many. One query when there are files.

    A content that another document has as well is read once.
    """
    digests = {found.digest for document in documents for found in document.attachments} - {""}
    if not digests:
        return 0
    known = FileText.objects.filter(digest__in=digests).values_list("digest", flat=True)
    unknown = sorted(digests - set(known))
    if unknown:
        FileText.objects.bulk_create([FileText(digest=digest) for digest in unknown], ignore_conflicts=True)
        reading_enqueue()
    return len(unknown)


def reading_enqueue() -> None:
    """Ask the worker to read what waits, once this transaction is there to be seen."""
    from search.tasks import read_file  # noqa: PLC0415 - the task reads what is ordered here

    transaction.on_commit(partial(read_file.enqueue), robust=True)


def works_offering(documents: Iterable[int]) -> set[UUID]:
    """Return the works that offer one of these documents, whether its words count or not."""
    terms = IndexTerm.objects.filter(facet=FILE, value__in=[str(key) for key in documents])
    return set(terms.values_list("entry__work", flat=True))
