"""The index as the database knows it: the truth that every engine follows.

Written in the page's own transaction (``search.indexing``), on every installation, whichever engine
answers. One ``IndexEntry`` per work and language of the interface (decision 8); its facet values, and the
clauses of its audience, are ``IndexTerm`` rows alike.
"""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import connection, models

from search import clock, scope
from search.documents import Attachment, Period

# What is a term without being a facet: the clauses of a work's audience, the language of the interface, the works that
# a work points at, the moment at which a page of it expires, and the documents that it offers. A facet by one of these
# names would mix its values with them (search.E005).
AUDIENCE = "clause"
LOCALE = "locale"
ABOUT = "about"
UNTIL = "until"
FILE = "file"
RESERVED_KEYS = frozenset({AUDIENCE, LOCALE, ABOUT, UNTIL, FILE})


class IndexEntryManager(models.Manager["IndexEntry"]):
    """Entries without the words of their documents, which may be those of whole books."""

    def get_queryset(self) -> models.QuerySet["IndexEntry"]:
        """Leave the words in the database until somebody asks for them."""
        return super().get_queryset().defer("attached")


class IndexEntry(models.Model):
    """A work as it is found in one language of the interface.

    When its last page goes, an entry is emptied and kept (``is_live`` false), so that processes that
    follow the version counter learn of it; a rebuild sweeps such rows away.
    """

    work = models.UUIDField()
    public_id = models.CharField(max_length=10, db_index=True)
    locale = models.CharField(max_length=10)
    is_live = models.BooleanField(default=True)
    version = models.PositiveBigIntegerField(db_index=True)
    page_id = models.PositiveBigIntegerField(null=True, db_index=True)
    # The language of the page that represents the work here; differs from ``locale`` without a translation.
    language = models.CharField(max_length=10)
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # The words of the work's other live translations by language, found with less weight.
    other_words = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=500)
    published_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    # From 0 to 1: how well it is borne out, a gentle signal of relevance.
    weight = models.FloatField(default=0.0)
    periods = models.JSONField(default=list, blank=True)
    # The facet values again, so that a list of results is one query; ``IndexTerm`` is for counting.
    values = models.JSONField(default=dict, blank=True)
    card = models.JSONField(default=dict, blank=True)
    # The documents that the work offers, of which the words count: what a result names (``Attachment.to_json``).
    attachments = models.JSONField(default=list, blank=True)
    # Their words in the same order, apart because they are long: the language in which they are found, and a text for
    # each page.
    attached = models.JSONField(default=list, blank=True)

    objects: ClassVar[IndexEntryManager] = IndexEntryManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work", "locale"], name="search_entry_work_locale"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}:{self.locale}"

    def get_periods(self) -> tuple[Period, ...]:
        """Return its dates, earliest first."""
        return tuple(Period.from_json(row) for row in self.periods)

    def get_attachments(self) -> tuple[Attachment, ...]:
        """Return its documents with their words; reads them when the list left them in the database."""
        pairs = zip(self.attachments, self.attached, strict=True)
        return tuple(Attachment.from_json(row, language, texts) for row, (language, texts) in pairs)


class IndexTerm(models.Model):
    """One value of one facet of an entry; the clauses of its audience are values of ``AUDIENCE``."""

    entry = models.ForeignKey(IndexEntry, on_delete=models.CASCADE, related_name="terms")
    facet = models.CharField(max_length=40)
    value = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "facet", "value"], name="search_term_unique"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["facet", "value"])]

    def __str__(self) -> str:
        return f"{self.facet}={self.value}"


class IndexState(models.Model):
    """One row: the version of the index, and the lock that gives writers their turn.

    ``stamp`` is drawn anew with each version. Who remembers a version remembers its stamp: if the
    database knows that version by another stamp, what was remembered came from a transaction that was
    rolled back, and is thrown away.
    """

    version = models.PositiveBigIntegerField(default=0)
    stamp = models.UUIDField(default=uuid4)

    def __str__(self) -> str:
        return f"version {self.version}"

    @classmethod
    def current(cls) -> tuple[int, UUID] | None:
        """Return version and stamp, read once a request; ``None`` before anything was indexed.

        What expired since it was indexed is followed first (``search.clock``), so whoever asks for the version, as
        every search and every kept page does, has it as of this moment.
        """
        return scope.once("index_state", cls._read)

    @classmethod
    def _read(cls) -> tuple[int, UUID] | None:
        row = cls._row()
        if row is not None and clock.is_due(row[2]) and clock.follow():
            row = cls._row()
        return None if row is None else row[:2]

    @classmethod
    def _row(cls) -> tuple[int, UUID, str | None] | None:
        # Written out, because every search asks it and building the query would take ten times as long as the answer.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT version, stamp, (SELECT value FROM search_indexterm WHERE facet = %s ORDER BY value LIMIT 1)"
                " FROM search_indexstate WHERE id = 1",
                [UNTIL],
            )
            row = cursor.fetchone()
        return None if row is None else (int(row[0]), UUID(str(row[1])), row[2])


class IndexChange(models.Model):
    """The ledger: one row per version, with the work it changed (none: the vocabulary, or everything)."""

    class Kind(models.TextChoices):
        """What happened."""

        WORK = "work"
        VOCABULARY = "vocabulary"
        REBUILD = "rebuild"

    version = models.PositiveBigIntegerField(primary_key=True)
    stamp = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    work = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.version}: {self.kind}"

    @classmethod
    def knows(cls, version: int, stamp: UUID) -> bool:
        """Return whether there is a version by this very stamp, so that following from it is safe."""
        return cls.objects.filter(version=version, stamp=stamp).exists()
