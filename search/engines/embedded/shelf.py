"""One tantivy index in one folder, of which the text index has two: what everybody may see, and the rest.

Apart, because the weight of a word depends on how many texts have it: what is not for everybody may not change, by its
mere presence, the order in which everybody finds the rest. The restricted shelf is weighed by the words of the public
one, so that the scores of both stand in one list.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import Query

from search.engines.analysis import WORDS, analyzer, languages
from search.engines.embedded.queries import inverse_frequency
from search.engines.embedded.schema import PUBLISHED, WORK, build_schema, entry_field

WRITER_BYTES = 32_000_000
# For everything at once: fewer, larger segments.
WHOLE_BYTES = 128_000_000


def is_damage(error: BaseException) -> bool:
    """Return whether an error says that the index on disk is not as it should be.

    tantivy panics on files that changed under it; such a panic reaches Python past ``Exception``.
    """
    return isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException"


class Shelf:
    """Opens, writes and asks one index; raises whatever tantivy raises (``is_damage``)."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(build_schema(), path=str(path))
        for name in (WORDS, *languages()):
            self._index.register_tokenizer(name, analyzer(name))
        self._writer: tantivy.IndexWriter | None = None
        self.searcher = self._index.searcher()

    @classmethod
    def new(cls, path: Path) -> "Shelf":
        """Return an empty one, whatever there was."""
        shutil.rmtree(path, ignore_errors=True)
        return cls(path)

    # Asking

    def ranked(self, query: Query, locale: str, limit: int | None = None) -> tuple[list[int], list[float]]:
        """Return the key of every entry that matches (or of the best ``limit``) and its score, best first."""
        hits = self.searcher.search(query, limit=limit or max(1, self.searcher.num_docs), count=False).hits
        keys = self.searcher.fast_field_values(entry_field(locale), [address for _score, address in hits])
        return [int(key or 0) for key in keys], [score for score, _address in hits]

    def newest(self, query: Query, locale: str, limit: int) -> list[int]:
        """Return the keys of so many entries that match, the newest first."""
        hits = self.searcher.search(query, limit=limit, count=False, order_by_field=PUBLISHED).hits
        keys = self.searcher.fast_field_values(entry_field(locale), [address for _moment, address in hits])
        return [int(key or 0) for key in keys]

    def rarity(self, name: str, token: str) -> float:
        """Return how much a word of a field weighs here."""
        return inverse_frequency(self.searcher.num_docs, self.searcher.doc_freq(name, token))

    def has(self, work: str) -> bool:
        """Return whether there may be a record of a work: also for a while after it was taken away."""
        return self.searcher.doc_freq(WORK, work) > 0

    # Writing

    def begin(self, *, is_whole: bool) -> None:
        """Become the one writer of this index."""
        if self._writer is None:
            self._writer = self._index.writer(WHOLE_BYTES if is_whole else WRITER_BYTES, num_threads=1)
        if is_whole:
            self._writer.delete_all_documents()

    def put(self, work: str, documents: Iterable[tantivy.Document], *, is_new: bool = False) -> None:
        """Write a work's records in the place of those it had."""
        assert self._writer is not None
        if not is_new:
            self._writer.delete_documents_by_query(Query.term_query(build_schema(), WORK, work, "basic"))
        for document in documents:
            self._writer.add_document(document)

    def commit(self) -> None:
        """Make what was written findable, here at once and in other processes when they look."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self.searcher = self._index.searcher()
