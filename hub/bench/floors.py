"""What the text library does by itself: the least that any engine on top of it could take.

``RawText`` asks the folder that the embedded engine made, with code of its own: the words' stems in every field that
holds stems, all matches ranked, and the number of each. ``index_raw`` makes an index of the same texts.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy
from django.conf import settings
from django.core.management.base import CommandError
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from search.models import IndexEntry
from search.query import SearchQuery

STEMMERS = {"nl": "dutch", "en": "english"}
# The language of fields without one in their name: what stands inside compounds.
COMPOUNDING = "nl"
# What is not asked: fields that hold whole words, or no words.
OTHER_FIELDS = ("locale", "work", "words", "title_words")
MAX_TOKEN_BYTES = 120
WRITER_BYTES = 128_000_000


def analyzer(language: str) -> tantivy.TextAnalyzer:
    """Return the analysis of texts: words, lower case, without accents, stems; for no language of ours whole words."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(MAX_TOKEN_BYTES))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.build()


class RawText:
    """The folder of the embedded engine, read without the engine."""

    def __init__(self, folder: Path) -> None:
        """Open the newest index in a folder; raises ``CommandError`` when there is none."""
        found = sorted(folder.glob("*/public/meta.json"), key=lambda path: path.stat().st_mtime)
        if not found:
            raise CommandError(f"There is no text index in {folder}.")
        self._index = tantivy.Index.open(str(found[-1].parent))
        fields = json.loads(found[-1].read_text())["schema"]
        self._fields = [
            (field["name"], _language_of(field["name"]))
            for field in fields
            if field["type"] == "text" and field["name"] not in OTHER_FIELDS
        ]
        self._analyzers = {language: analyzer(language) for _name, language in self._fields}

    def build(self, query: SearchQuery) -> Query:
        """Return the library's query for the words of a question, in the language of its interface."""
        schema = self._index.schema
        locale = Query.const_score_query(Query.term_query(schema, "locale", query.locale, "basic"), 0.0)
        parts = [(Occur.Must, locale)]
        for part in query.text.wanted:
            ask = self._beginning if part.is_prefix else self._word
            parts.extend((Occur.Must, ask(word)) for word in part.words)
        return Query.boolean_query(parts)

    def _word(self, word: str) -> Query:
        found = []
        for name, language in self._fields:
            tokens = self._analyzers[language].analyze(word)
            if len(tokens) == 1:
                found.append((Occur.Should, Query.term_query(self._index.schema, name, tokens[0])))
            elif tokens:
                found.append((Occur.Should, Query.phrase_query(self._index.schema, name, list(tokens))))
        return Query.boolean_query(found) if found else Query.empty_query()

    def _beginning(self, word: str) -> Query:
        (token,) = analyzer("").analyze(word)[:1] or [""]
        found = Query.fuzzy_term_query(self._index.schema, "words", token, distance=0, prefix=True)
        return found if token else Query.empty_query()

    def rank(self, query: Query) -> int:
        """Rank every match and read the number of each; return how many there are."""
        searcher = self._index.searcher()
        found = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
        ids = searcher.fast_field_values("entry_nl", [address for _score, address in found])
        return len(ids)


def _language_of(field: str) -> str:
    ending = field.rpartition("_")[2]
    return ending if ending in STEMMERS else COMPOUNDING


Texts = tuple[int, str, str, dict[str, str]]


def read_texts(limit: int) -> list[Texts]:
    """Return the first entries as the library is given them: number, locale, and text by field; for ``index_raw``."""
    rows = IndexEntry.objects.filter(is_live=True).order_by("pk")[:limit]
    return list(map(_texts, rows.iterator(chunk_size=2_000)))


def _texts(entry: IndexEntry) -> Texts:
    fields = {f"{part}_{entry.language}": getattr(entry, part) for part in ("title", "summary", "body")}
    fields |= {f"other_{language}": words for language, words in entry.other_words.items()}
    return entry.pk, entry.locale, " ".join(fields.values()), fields


def index_raw(texts: Iterable[Texts]) -> None:
    """Index texts in a new folder as fast as the library does, with threads as it chooses; the folder is removed."""
    languages = [code for code, _name in settings.LANGUAGES]
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("entry", indexed=True, fast=True)
    builder.add_text_field("locale", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    for name in _names(languages):
        builder.add_text_field(name, tokenizer_name=name.rpartition("_")[2])
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(builder.build(), path=folder)
        for language in ("words", *languages):
            index.register_tokenizer(language, analyzer(language))
        writer = index.writer(WRITER_BYTES)
        for number, locale, words, fields in texts:
            document = tantivy.Document()
            document.add_unsigned("entry", number)
            document.add_text("locale", locale)
            document.add_text("words", words)
            for name, text in fields.items():
                document.add_text(name, text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()


def _names(languages: Iterable[str]) -> Iterator[str]:
    return (f"{part}_{language}" for language in languages for part in ("title", "summary", "body", "other"))
