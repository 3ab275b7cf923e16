"""The writes of what files say: reading what was ordered, and forgetting what is gone.

One file is one claim and one write, so whoever is killed in between loses nothing: the order stays, and is taken again
by whoever looks next after the claim has run out.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.documents import get_document_model

from search import indexing
from search.attachments.extraction import Extraction, extract
from search.attachments.limits import MOST_BYTES, WALL_SECONDS
from search.attachments.orders import works_offering
from search.models import FileText

logger = logging.getLogger(__name__)

# Who began to read a file longer ago than this does not read it any more.
CLAIM: Final = timedelta(seconds=2 * WALL_SECONDS)
# Who takes the worker along so often is not read again.
MOST_TRIES: Final = 3


def file_read_next() -> bool:
    """Read one file that waits, index the works that offer it, and return whether there was one."""
    row = _claim()
    if row is None:
        return False
    _file_read(row)
    return True


def files_order_again() -> int:
    """Order every file that a work offers anew, also what was read or refused; returns how many.

    After an upgrade of a reader. What was read is found until it has been read again.
    """
    return FileText.objects.update(state=FileText.State.WAITING, tries=0, begun_at=None)


def digests_add() -> int:
    """Give documents of before their content was digested one, by which their words are known; returns how many."""
    count = 0
    for document in get_document_model().objects.filter(file_hash=""):
        try:
            document.get_file_hash()
        except OSError:
            logger.warning("The file of document %s is not there.", document.pk)
        else:
            count += 1
    return count


def file_texts_prune() -> int:
    """Forget the words of contents that no document has any more; returns how many."""
    kept = get_document_model().objects.exclude(file_hash="").values("file_hash")
    count, _by_model = FileText.objects.exclude(digest__in=kept).delete()
    return count


def _waiting() -> QuerySet[FileText]:
    free = Q(begun_at=None) | Q(begun_at__lt=timezone.now() - CLAIM)
    return FileText.objects.filter(free, state=FileText.State.WAITING)


def _claim() -> FileText | None:
    """Take an order, those that were never begun first; ``None`` when there is none."""
    for row in _waiting().order_by("tries", "pk")[:10]:
        mine = FileText.objects.filter(pk=row.pk, tries=row.tries, state=FileText.State.WAITING)
        if mine.update(tries=F("tries") + 1, begun_at=timezone.now()):
            return row
    return None


def _file_read(row: FileText) -> None:
    documents = list(get_document_model().objects.filter(file_hash=row.digest))
    if not documents:
        row.delete()
        return
    is_hopeless = row.tries >= MOST_TRIES
    try:
        found = Extraction(FileText.State.TOO_LARGE) if is_hopeless else _extracted(documents)
    except OSError:
        logger.warning("No file can be read here now; %s waits.", row, exc_info=True)
        # No try of this file. It is taken again when the claim has run out, and not before.
        FileText.objects.filter(pk=row.pk).update(tries=row.tries)
        return
    with transaction.atomic():
        FileText.objects.filter(pk=row.pk).update(
            state=found.state,
            parts=[[part.kind, part.label, part.text] for part in found.parts],
            is_cut=found.is_cut,
            read_at=timezone.now(),
        )
        indexing.index_works(sorted(works_offering(document.pk for document in documents)))


def _extracted(documents: Iterable[Any]) -> Extraction:
    """Return what a content says, from the first of the documents whose file is there; without any it is unreadable.

    Raises ``OSError`` when the machine cannot read any file now.
    """
    for document in documents:
        try:
            with document.open_file() as file:
                content = file.read(MOST_BYTES + 1)
        except OSError:
            continue
        if len(content) > MOST_BYTES:
            return Extraction(FileText.State.TOO_LARGE)
        return extract(content, document.file_extension.lower())
    return Extraction(FileText.State.UNREADABLE)
