"""From index entries to what a list of results draws; the same for every engine.

No page is loaded: a hit is drawn from its entry, and its labels from the vocabularies, which are kept in
memory until the index or a vocabulary changes.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from search.audience import satisfies
from search.documents import Period
from search.facets import Facet, FacetLabel, get_facets
from search.marking import NO_MARK, Mark
from search.models import AUDIENCE, IndexChange, IndexEntry, IndexState, IndexTerm
from search.query import SearchQuery
from search.results import Bucket, Hit

Labels = Mapping[str, FacetLabel]


class OrderedLabels(dict[str, FacetLabel]):
    """The words of a vocabulary, with the place of each value in its order."""

    @cached_property
    def rank(self) -> dict[str, int]:
        """Return the place of each value."""
        return {value: place for place, value in enumerate(self)}


class LabelCache:
    """The words of every facet in every language, as of one version of the index.

    Kept from version to version until a vocabulary changes or everything is indexed anew: the ledger says so.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: UUID | None = None
        self._labels: dict[tuple[str, str], Labels] = {}

    def get(self, facet: Facet, language: str, stamp: UUID | None) -> Labels:
        """Return a facet's words; asks the vocabulary at most once a version."""
        key = (facet.key, language)
        with self._lock:
            if self._stamp != stamp:
                if not self._is_unchanged():
                    self._labels = {}
                self._stamp = stamp
            if key not in self._labels:
                self._labels[key] = OrderedLabels(facet.labels(language))
            return self._labels[key]

    def _is_unchanged(self) -> bool:
        """Return whether no vocabulary has changed since the version that is remembered."""
        if self._stamp is None:
            return False
        seen = IndexChange.objects.filter(stamp=self._stamp).values_list("version", flat=True).first()
        if seen is None:
            return False
        return not IndexChange.objects.filter(version__gt=seen).exclude(kind=IndexChange.Kind.WORK).exists()

    def current(self, facet: Facet, language: str) -> Labels:
        """Return a facet's words as of the version that the database has now."""
        state = IndexState.current()
        return self.get(facet, language, state[1] if state else None)

    def all(self, language: str, stamp: UUID | None) -> dict[str, Labels]:
        """Return the words of every facet by its key."""
        return {facet.key: self.get(facet, language, stamp) for facet in get_facets()}


# One for the whole process: engines, API and feeds show the same words.
LABELS = LabelCache()


def make_bucket(value: str, label: FacetLabel, count: int = 0, *, is_selected: bool = False) -> Bucket:
    """Return a value with its words and a count."""
    return Bucket(value, label.label, count, is_selected, label.icon, label.dye)


def next_period(periods: Sequence[Period], now: datetime) -> Period | None:
    """Return the next date that is not over, a cancelled one only when there is no other; else the last."""
    upcoming = [period for period in periods if period.ends_at > now]
    held = [period for period in upcoming if not period.cancelled]
    return next(iter(held or upcoming), periods[-1] if periods else None)


def load_entries(ids: Iterable[int]) -> dict[int, IndexEntry]:
    """Return the live entries with these keys: one query, whatever their number, and none for none."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {entry.pk: entry for entry in IndexEntry.objects.filter(pk__in=wanted, is_live=True).defer("other_words")}


def load_texts(ids: Iterable[int]) -> Iterator[str]:
    """Yield every text of the live entries with these keys, those of their documents among them: one query."""
    for entry in IndexEntry.objects.filter(pk__in=set(ids), is_live=True).defer(None):
        yield from (entry.title, entry.summary, entry.body, *entry.other_words.values())
        for _language, texts in entry.attached:
            yield from texts


def find_hits(works: Sequence[UUID], query: SearchQuery) -> list[Hit]:
    """Return these works in the order given, as the viewer of ``query`` may see them: one database query.

    What is over is among them. What does not exist, or is not for the viewer, is left out.
    """
    if not works:
        return []
    rows = IndexTerm.objects.filter(
        facet=AUDIENCE, entry__work__in=works, entry__locale=query.locale, entry__is_live=True
    ).select_related("entry")
    entries: dict[UUID, IndexEntry] = {}
    barred: set[UUID] = set()
    for row in rows.defer("entry__body", "entry__other_words", "entry__attached"):
        entries[row.entry.work] = row.entry
        if not satisfies(query.tokens, row.value):
            barred.add(row.entry.work)
    state, now = IndexState.current(), timezone.now()
    labels = LABELS.all(query.locale, state[1] if state else None)
    shown = (entries[work] for work in dict.fromkeys(works) if work in entries and work not in barred)
    return [build_hit(entry, query, labels, now) for entry in shown]


def build_hit(
    entry: IndexEntry, query: SearchQuery, labels: Mapping[str, Labels], now: datetime, mark: Mark = NO_MARK
) -> Hit:
    """Return how one entry looks in a list of results."""
    period = next_period(entry.get_periods(), now)
    kind = labels["type"].get(entry.type, FacetLabel(entry.type))
    return Hit(
        key=str(entry),
        work=entry.work,
        public_id=entry.public_id,
        page_id=entry.page_id or 0,
        type=entry.type,
        type_label=kind.label,
        type_icon=kind.icon,
        title=entry.title,
        summary=entry.summary,
        highlight=mark.highlight,
        url=entry.url,
        language=entry.language,
        is_other_language=entry.language != query.locale,
        published_at=entry.published_at,
        date=period.starts_at if period else entry.published_at,
        period=period,
        labels=_labels_of(entry, labels, query.filters),
        card=entry.card,
        deadline=entry.deadline,
        found_in=mark.found_in,
    )


def _labels_of(
    entry: IndexEntry, labels: Mapping[str, Labels], chosen: Mapping[str, Sequence[str]]
) -> dict[str, list[Bucket]]:
    """Return the entry's values with their words: what was searched for first, then in the vocabulary's order."""
    return {key: _labelled(entry.values.get(key, ()), words, chosen.get(key, ())) for key, words in labels.items()}


def _labelled(values: Sequence[str], words: Labels, chosen: Sequence[str]) -> list[Bucket]:
    if not values:
        return []
    rank = words.rank if isinstance(words, OrderedLabels) else {value: place for place, value in enumerate(words)}
    known = sorted((value for value in values if value in words), key=lambda value: (value not in chosen, rank[value]))
    return [make_bucket(value, words[value]) for value in known]
