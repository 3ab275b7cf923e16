"""The words of a work as every engine indexes them: those of its texts, and of what people call its subject by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from search.engines.analysis import languages
from search.facets import get_facets
from search.hits import LABELS, Labels


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one or more entries of a work: those of a work without translation are the same in each language."""

    language: str
    title: str
    summary: str
    body: str
    # By language: the words of other translations and of labels, and those of documents that the work offers.
    others: tuple[tuple[str, str], ...]
    attached: tuple[tuple[str, str], ...]

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Yield its words: field (``FIELDS``), language, and text; nothing for those of others that are not there."""
        for name in ("title", "summary", "body"):
            yield name, self.language, getattr(self, name)
        for name, found in (("other", self.others), ("attached", self.attached)):
            yield from ((name, language, words) for language, words in found if words)


# The words of every facet by language: what somebody calls the subject of a work, if perhaps not its text.
Words = Mapping[str, Mapping[str, Labels]]


def read_words(stamp: UUID | None) -> Words:
    """Return the words of the facets that works share a subject by (``Facet.kinship``), as of one version."""
    told = [facet for facet in get_facets() if facet.kinship]
    return {language: {facet.key: LABELS.get(facet, language, stamp) for facet in told} for language in languages()}


def label_words(values: Mapping[str, Sequence[str]], words: Mapping[str, Labels]) -> str:
    """Return the words of the values of a work that people call its subject by."""
    return "\n".join(
        labels[value].label for facet, labels in words.items() for value in values.get(facet, ()) if value in labels
    )
