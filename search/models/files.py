"""The words of files: read once for each content, whatever number of documents and pages have it."""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.documents import Part


class FileText(models.Model):
    """What a file says, by the digest of its content (``Document.file_hash``), and what came of reading it.

    A row that waits is the order to read it; it is made in the transaction that makes a page offer the file, so an
    order is never lost with the process that would have carried it out (``search.attachments.services``).
    """

    class State(models.TextChoices):
        """What came of reading a file."""

        WAITING = "waiting", _("waits")
        READ = "read", _("read")
        EMPTY = "empty", _("without words")
        ENCRYPTED = "encrypted", _("locked")
        TOO_LARGE = "too_large", _("too large")
        UNREADABLE = "unreadable", _("cannot be read")

    digest = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    # In order: kind, label, text (``search.documents.Part``).
    parts = models.JSONField(default=list, blank=True)
    # Whether the file goes on after what was read.
    is_cut = models.BooleanField(default=False)
    # How often somebody began to read it, and when last: whoever was killed meanwhile has not finished.
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(state="waiting"), name="search_file_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]}: {self.state}"

    def get_parts(self) -> tuple[Part, ...]:
        """Return its words by page, slide or section."""
        return tuple(Part.from_json(row) for row in self.parts)


# What came of reading a file, for editors: what is found of it, and what to do about the rest.
CUT: Final[Promise] = _("Search finds the words of its first pages; the rest is too long.")
SENTENCES: Final[Mapping[FileText.State, Promise]] = {
    FileText.State.WAITING: _("Search will find its words soon: it waits to be read."),
    FileText.State.READ: _("Search finds its words."),
    FileText.State.EMPTY: _("There are no words in it. Perhaps its pages are images: scan it with text recognition."),
    FileText.State.ENCRYPTED: _("It asks for a password. Upload it without one to have its words found."),
    FileText.State.TOO_LARGE: _("It takes too much time or memory to read. Upload it in parts, or made smaller."),
    FileText.State.UNREADABLE: _("It is damaged, or is not what its name says. Save it anew and upload it again."),
}


def said_of(state: str, is_cut: bool) -> Promise:
    """Return what came of reading a file, in a sentence for editors."""
    return CUT if is_cut else SENTENCES[FileText.State(state)]
