"""The text index: tantivy, in a disposable folder; it turns words into ranked entry ids, nothing else.

It follows the index by the same version counter as the facets. What it has not followed yet can at worst
be missed for a moment, never shown: visibility and filters come from the bitmaps.
"""

import functools
import json
import logging
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import tantivy
from django.conf import settings
from filelock import FileLock, Timeout
from pyroaring import BitMap
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.engines.embedded.facets import Snapshot, is_known
from search.exceptions import SearchUnavailable
from search.models import IndexChange, IndexEntry

logger = logging.getLogger(__name__)

# A folder of another number is thrown away: raise it with every change of fields or analysis.
SCHEMA_NUMBER = 2
STEMMERS = {"nl": "dutch", "en": "english"}
# A word in the title says what a page is about; in another language's text it is a hint.
WEIGHTS = {"title": 8.0, "summary": 3.0, "body": 1.0, "other": 0.4}
WRITER_BYTES = 32_000_000
LOCK_SECONDS = 10
CACHED_MATCHES = 256
MAX_TOKEN_BYTES = 120
# The field with every word as it is written, for other spellings: a stem is too far from a slip.
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries that have all the words: ranked, best first, with their scores; and as a set."""

    ranked: tuple[tuple[int, float], ...]
    ids: BitMap


def is_damage(error: BaseException) -> bool:
    """Return whether an error says that the index on disk is not as it should be.

    tantivy panics on files that changed under it; such a panic reaches Python past ``Exception``.
    """
    return isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException"


@functools.cache
def analyzer(language: str) -> TextAnalyzer:
    """Return the analysis of a language: words, lower case, stems, without accents; for ``WORDS`` no stems."""
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(MAX_TOKEN_BYTES)).filter(Filter.lowercase())
    # Folded before stemming, so that "coordinatie" and "coördinatie" have one stem.
    builder = builder.filter(Filter.ascii_fold())
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.build()


def tokenise(language: str, text: str) -> list[tuple[str, int, int]]:
    """Return (stem, first character, character after the last) for every word of a text."""
    tokens = analyzer(language).pre_tokenize(text).tokens
    return [(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


def stems(language: str, terms: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words searched for."""
    return frozenset(stem for term in terms for stem in analyzer(language).analyze(term))


def languages() -> list[str]:
    """Return the codes of the site's languages."""
    return [code for code, _name in settings.LANGUAGES]


@functools.cache
def build_schema() -> tantivy.Schema:
    """Return the fields: an id, the language of the interface, and each weight in each language."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("entry", indexed=True, fast=True)
    builder.add_text_field("locale", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(WORDS, tokenizer_name=WORDS, index_option="basic")
    for language in languages():
        for part in WEIGHTS:
            builder.add_text_field(f"{part}_{language}", tokenizer_name=language)
    return builder.build()


def build_query(terms: Iterable[str], locale: str) -> Query:
    """Return the query for entries of one interface language that have every word somewhere.

    Built from objects, never from a query string: there is no syntax that could be broken.
    """
    schema = build_schema()
    in_locale = Query.const_score_query(Query.term_query(schema, "locale", locale, "basic"), 0.0)
    parts = [(Occur.Must, in_locale)]
    parts.extend((Occur.Must, _word_query(schema, term)) for term in terms)
    return Query.boolean_query(parts)


def _word_query(schema: tantivy.Schema, word: str) -> Query:
    found = []
    for language in languages():
        tokens = analyzer(language).analyze(word)
        for part, weight in WEIGHTS.items() if tokens else ():
            name = f"{part}_{language}"
            if len(tokens) == 1:
                query = Query.term_query(schema, name, tokens[0])
            else:
                query = Query.phrase_query(schema, name, list(tokens))
            found.append((Occur.Should, Query.boost_query(query, weight)))
    return Query.boolean_query(found) if found else Query.empty_query()


def near_query(word: str, locale: str, slips: int) -> Query:
    """Return the query for entries of one interface language with a word at most so many slips from this one."""
    schema = build_schema()
    tokens = analyzer(WORDS).analyze(word)
    like = Query.fuzzy_term_query(schema, WORDS, tokens[0], distance=slips) if tokens else Query.empty_query()
    in_locale = Query.const_score_query(Query.term_query(schema, "locale", locale, "basic"), 0.0)
    return Query.boolean_query([(Occur.Must, in_locale), (Occur.Must, like)])


def to_tantivy(entry: IndexEntry) -> tantivy.Document:
    """Return the record of an entry."""
    document = tantivy.Document()
    document.add_unsigned("entry", entry.pk)
    document.add_text("locale", entry.locale)
    for part in ("title", "summary", "body"):
        document.add_text(f"{part}_{entry.language}", getattr(entry, part))
    for language, words in entry.other_words.items():
        document.add_text(f"other_{language}", words)
    for text in (entry.title, entry.summary, entry.body, *entry.other_words.values()):
        document.add_text(WORDS, text)
    return document


class TextIndex:
    """This process's view of the folder ``HUB_INDEX_DIR``."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._index: tantivy.Index | None = None
        self._stamp: UUID | None = None
        self._cache: OrderedDict[tuple[UUID | None, str, tuple[str, ...]], Matches] = OrderedDict()

    @property
    def folder(self) -> Path:
        """Return where the index lives; may be deleted at any time."""
        return Path(settings.HUB_INDEX_DIR)

    def match(self, terms: tuple[str, ...], locale: str, snapshot: Snapshot) -> Matches:
        """Return every entry with all the words, best first; raises ``SearchUnavailable``."""
        key = (snapshot.stamp, locale, terms)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
            is_current = self.catch_up(snapshot)
            matches = self._run(build_query(terms, locale))
            if is_current:
                self._cache[key] = matches
                while len(self._cache) > CACHED_MATCHES:
                    self._cache.popitem(last=False)
            return matches

    def near(self, word: str, locale: str, snapshot: Snapshot, slips: int) -> BitMap:
        """Return the entries with a word at most so many slips (1 or 2) away; raises ``SearchUnavailable``."""
        with self._lock:
            self.catch_up(snapshot)
            return self._run(near_query(word, locale, slips)).ids

    def _run(self, query: Query) -> Matches:
        """Return what a query finds; an index that is damaged while it is open is made anew by the next search."""
        try:
            return self._found(query)
        except BaseException as error:
            if not is_damage(error):
                raise
            self.forget()
            raise SearchUnavailable("The text index is damaged.") from error

    def _found(self, query: Query) -> Matches:
        if self._index is None:
            return Matches((), BitMap())
        searcher = self._index.searcher()
        found = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
        ids = searcher.fast_field_values("entry", [address for _score, address in found])
        ranked = tuple((int(key or 0), score) for key, (score, _address) in zip(ids, found, strict=True))
        return Matches(ranked, BitMap(key for key, _score in ranked))

    def catch_up(self, snapshot: Snapshot) -> bool:
        """Follow the index to a snapshot's version; return whether that was reached.

        Another process may be writing: after ``LOCK_SECONDS`` this one goes on with what there is.
        """
        with self._lock:
            is_there = self._index is not None and self._state_file.exists()
            if is_there and self._stamp == snapshot.stamp:
                return True
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                with FileLock(self.folder / "hub.lock", timeout=LOCK_SECONDS):
                    self._follow(snapshot)
                return True
            except Timeout:
                logger.warning("Another process holds the text index; searching an older version.")
                return False
            except BaseException as error:
                if not is_damage(error):
                    raise
                # Whatever is half written or unreadable is made anew by the next search.
                if self.folder.is_dir():
                    self._state_file.unlink(missing_ok=True)
                raise SearchUnavailable("The text index cannot be read or written.") from error

    def _follow(self, snapshot: Snapshot) -> None:
        # Opened anew before each write: a writer with an old view would collect another's new files.
        self._index = self._open()
        seen = self._read_state()
        if seen is None or seen[1] != str(snapshot.stamp):
            after = seen[0] if seen and is_known(seen[0], UUID(seen[1])) else None
            self._write(self._changes(after), is_whole=after is None)
            self._write_state(snapshot)
            self._index.reload()
        self._stamp = snapshot.stamp

    def _changes(self, after: int | None) -> Iterator[IndexEntry]:
        entries = IndexEntry.objects.order_by("pk")
        if after is None or IndexChange.objects.filter(version__gt=after, kind=IndexChange.Kind.REBUILD).exists():
            return entries.filter(is_live=True).iterator(chunk_size=500)
        return entries.filter(version__gt=after).iterator(chunk_size=500)

    def _write(self, entries: Iterator[IndexEntry], *, is_whole: bool) -> None:
        assert self._index is not None
        writer = self._index.writer(WRITER_BYTES, num_threads=1)
        if is_whole:
            writer.delete_all_documents()
        for entry in entries:
            # By query: deleting by term takes the number for a signed one and finds nothing (tantivy 0.27).
            writer.delete_documents_by_query(Query.term_query(build_schema(), "entry", entry.pk))
            if entry.is_live:
                writer.add_document(to_tantivy(entry))
        writer.commit()
        writer.wait_merging_threads()

    def _open(self) -> tantivy.Index:
        path = self.folder / f"schema-{SCHEMA_NUMBER}"
        if self._read_state() is None:
            shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
        try:
            index = tantivy.Index(build_schema(), path=str(path))
        except BaseException as error:
            if not is_damage(error):
                raise
            logger.warning("The text index is damaged; making it anew.")
            shutil.rmtree(path)
            path.mkdir()
            self._state_file.unlink(missing_ok=True)
            index = tantivy.Index(build_schema(), path=str(path))
        for name in (WORDS, *languages()):
            index.register_tokenizer(name, analyzer(name))
        return index

    @property
    def _state_file(self) -> Path:
        return self.folder / f"schema-{SCHEMA_NUMBER}.json"

    def _read_state(self) -> tuple[int, str] | None:
        try:
            state = json.loads(self._state_file.read_text())
            return int(state["version"]), str(UUID(state["stamp"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write_state(self, snapshot: Snapshot) -> None:
        draft = self._state_file.with_suffix(".draft")
        draft.write_text(json.dumps({"version": snapshot.version, "stamp": str(snapshot.stamp)}))
        draft.replace(self._state_file)

    def forget(self) -> None:
        """Throw the folder's content away, so that the next search makes it anew."""
        with self._lock, FileLock(self.folder / "hub.lock", timeout=LOCK_SECONDS):
            self._state_file.unlink(missing_ok=True)
            self._index = None
            self._stamp = None
            self._cache.clear()
