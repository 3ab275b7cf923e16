"""What search makes of a document, in a sentence for whoever edits it."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from search.attachments.limits import EXTENSIONS
from search.models import FileText
from search.models.files import said_of

# What an editor can do something about.
TROUBLED: Final = Q(is_cut=True) | Q(
    state__in=[
        FileText.State.EMPTY,
        FileText.State.ENCRYPTED,
        FileText.State.TOO_LARGE,
        FileText.State.UNREADABLE,
    ]
)


def what_search_finds(document: Any) -> str:
    """Return whether search finds the words of a document, and why not: one query."""
    if document.file_extension.lower() not in EXTENSIONS:
        return _("Search does not read files of this kind.")
    row = FileText.objects.filter(digest=document.file_hash).values_list("state", "is_cut").first()
    if row is None:
        return _("Search reads it once a published page offers it to everybody who sees that page.")
    return str(said_of(*row))


def troubled(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow documents to those whose words are not found, or not all; with ``file_state`` and ``file_is_cut``."""
    texts = FileText.objects.filter(digest=OuterRef("file_hash"))
    return documents.filter(Exists(texts.filter(TROUBLED))).annotate(
        file_state=Subquery(texts.values("state")[:1]), file_is_cut=Subquery(texts.values("is_cut")[:1])
    )
