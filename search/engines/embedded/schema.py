"""What is stored of a work in the text index: the fields, and the record made of its entries."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import tantivy
from django.db.models import QuerySet

from search.engines.analysis import COMPOUNDING, WORDS, Vocabulary, languages
from search.engines.questions import FIELDS, PARTS, TITLE_WORDS
from search.engines.texts import Text, Words, label_words
from search.models import IndexEntry

# A folder of another number is thrown away: raise it with every change of fields or analysis.
SCHEMA_NUMBER = 4
WORK = "work"
PUBLISHED = "published"
COLUMNS = (
    "pk",
    "work",
    "is_live",
    "locale",
    "language",
    "title",
    "summary",
    "body",
    "other_words",
    "attached",
    "values",
    "published_at",
)
# Small, because a row may have the words of whole books.
CHUNK = 500


def entry_field(locale: str) -> str:
    """Return the field with the key of a work's entry in an interface language."""
    return f"entry_{locale}"


@functools.cache
def build_schema() -> tantivy.Schema:
    """Return the fields: the work, its entries, and its words by weight and language."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(WORK, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("locale", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(PUBLISHED, fast=True)
    for name in (WORDS, TITLE_WORDS):
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
    for name in PARTS:
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="freq")
    for language in languages():
        builder.add_unsigned_field(entry_field(language), fast=True)
        for name in FIELDS:
            builder.add_text_field(f"{name}_{language}", tokenizer_name=language)
    return builder.build()


@dataclass(slots=True)
class WorkTexts:
    """A work as the text index has it: each different text with the keys of its entries by interface language."""

    work: UUID
    published: int
    texts: dict[Text, dict[str, int]]

    @property
    def keys(self) -> list[int]:
        """Return the keys of its live entries."""
        return [key for entries in self.texts.values() for key in entries.values()]


def read_works(entries: "QuerySet[IndexEntry]", words: Words) -> Iterator[WorkTexts]:
    """Yield the works of a queryset of entries, one that has gone without any text.

    The labels of a work's facet values in each language count as words of its other texts.
    """
    current: WorkTexts | None = None
    rows = entries.order_by("work", "locale").values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    for pk, work, is_live, locale, language, title, summary, body, others, attached, values, published_at in rows:
        if current is None or current.work != work:
            if current is not None:
                yield current
            current = WorkTexts(work, max(0, int(published_at.timestamp())), {})
        if is_live:
            told = ((code, f"{others.get(code, '')}\n{label_words(values, words[code])}".strip()) for code in words)
            files = ((code, "\n".join(texts)) for code, texts in attached)
            text = Text(language, title, summary, body, tuple(told), tuple(files))
            current.texts.setdefault(text, {})[locale] = pk
    if current is not None:
        yield current


def to_documents(found: WorkTexts, vocabulary: Vocabulary) -> Iterable[tantivy.Document]:
    """Return the records of a work: one for each different text."""
    for text, entries in found.texts.items():
        document = tantivy.Document()
        document.add_text(WORK, found.work.hex)
        document.add_unsigned(PUBLISHED, found.published)
        for locale, key in entries.items():
            document.add_text("locale", locale)
            document.add_unsigned(entry_field(locale), key)
        document.add_text(TITLE_WORDS, text.title)
        if text.language == COMPOUNDING:
            document.add_text("title_parts", vocabulary.parts_of(text.title))
        for name, language, words in text.fields():
            document.add_text(f"{name}_{language}", words)
            document.add_text(WORDS, words)
            if language == COMPOUNDING and (inside := vocabulary.parts_of(words)):
                document.add_text("parts", inside)
        yield document
