"""Works as a large site would have them, made up: the same ones at every call with the same seed."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings

from events.enums import EventForm, EventKind
from home.models import BuildingBlock
from hub.bench.words import Writer, draw, zipf
from knowledge.enums import PublicationKind
from search.audience import EVERYBODY
from search.documents import Period, SearchDocument
from search.facets import get_facets
from search.searchable import searchable_types

SEED = 2026
# Pages that exist have lower numbers.
FIRST_PAGE_ID = 10_000_000
RESTRICTED = 0.05
TRANSLATED = 0.40
# Of works in one language, how many are in the site's first one.
FIRST_LANGUAGE = 0.80
EVENT_ENDED = 0.55

# How many in a hundred are of each type; a type that is not here has one.
TYPES = {
    "news": 20,
    "publication": 17,
    "use-case": 12,
    "event": 12,
    "best-practice": 11,
    "course": 9,
    "organisation": 8,
    "fieldlab": 4,
    "funding-call": 3,
    "page": 3,
}
# How many values a work has of a facet: (how many, with which share); one where nothing is said.
HOW_MANY: dict[str, tuple[float, ...]] = {
    # None, one, two, three, four.
    "building_block": (0.05, 0.65, 0.30),
    "application_area": (0.10, 0.70, 0.20),
    "tag": (0.05, 0.20, 0.35, 0.25, 0.15),
    "organisation": (0.10, 0.55, 0.25, 0.10),
    "audience": (0.05, 0.50, 0.30, 0.15),
    "region": (0.30, 0.70),
    "reuse": (0.85, 0.15),
}
# One facet, and another set of values for each type.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("event", "kind"): tuple(EventKind.values),
    ("publication", "kind"): tuple(PublicationKind.values),
    ("event", "form"): tuple(EventForm.values),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What facets can be filled with: the values of each, most used first; the dye and weave of each building block;
    and the clause of what is restricted.
    """

    values: Mapping[str, Sequence[str]]
    cloths: Mapping[str, tuple[str, str]]
    clause: str

    @classmethod
    def of_the_site(cls, clause: str) -> "Terms":
        """Return the vocabularies of this database."""
        language = settings.LANGUAGE_CODE
        return cls(
            values={facet.key: tuple(facet.labels(language)) for facet in get_facets()},
            cloths={block.slug: (block.dye, block.weave) for block in BuildingBlock.objects.all()},
            clause=clause,
        )


class Corpus:
    """Draws one work after another."""

    def __init__(self, terms: Terms, *, now: datetime | None = None, seed: int = SEED) -> None:
        self._terms = terms
        self._now = now or datetime.now(UTC)
        self._random = np.random.default_rng(seed)
        self._writers = {code: Writer(code, self._random) for code, _name in settings.LANGUAGES}
        self._types = list(searchable_types())
        shares = np.array([TYPES.get(value, 1) for value in self._types], dtype=np.float64)
        self._type_shares = np.cumsum(shares / shares.sum())
        self._zipfs = {key: zipf(len(values), 0.9) for key, values in terms.values.items() if values}

    def works(self, count: int) -> Iterator[tuple[UUID, dict[str, SearchDocument]]]:
        """Yield works with their documents by language of the interface, as ``search.indexing.store`` takes them."""
        for number in itertools.islice(itertools.count(1), count):
            yield self._work(number)

    def _work(self, number: int) -> tuple[UUID, dict[str, SearchDocument]]:
        work = UUID(bytes=self._random.bytes(16), version=4)
        kind = self._types[int(np.searchsorted(self._type_shares, self._random.random(), side="right"))]
        facets = self._facets(kind)
        areas = facets.get("application_area", ())
        topic = self._terms.values["application_area"].index(areas[0]) if areas else 0
        audience = frozenset({self._terms.clause}) if self._random.random() < RESTRICTED else EVERYBODY
        periods = self._periods() if kind == "event" else ()
        languages = self._languages()
        documents = {
            language: SearchDocument(
                work=work,
                page_id=FIRST_PAGE_ID + 10 * number + place,
                locale=language,
                type=kind,
                url=f"/{language}/{kind}/w{number}/",
                published_at=self._now - timedelta(seconds=int(self._random.exponential(500 * 86_400))),
                facets=facets,
                languages=tuple(sorted(languages)),
                audience=audience,
                periods=periods,
                deadline=self._deadline() if kind == "funding-call" else None,
                weight=float(self._random.random()) if "evidence" in facets else 0.0,
                card=self._card(facets),
                **self._text(language, topic),
            )
            for place, language in enumerate(languages)
        }
        first = next(iter(documents.values()))
        return work, {code: documents.get(code, first) for code, _name in settings.LANGUAGES}

    def _languages(self) -> list[str]:
        first, *others = (code for code, _name in settings.LANGUAGES)
        if self._random.random() < TRANSLATED:
            return [first, *others]
        return [first] if self._random.random() < FIRST_LANGUAGE else others

    def _text(self, language: str, topic: int) -> dict[str, Any]:
        writer = self._writers[language]
        return {
            "title": writer.title(topic),
            "summary": writer.sentences(int(self._random.integers(14, 27)), topic),
            "body": writer.sentences(int(self._random.integers(80, 151)), topic),
        }

    def _facets(self, kind: str) -> dict[str, tuple[str, ...]]:
        keys = searchable_types()[kind].search_facets
        return {key: self._values(kind, key) for key in keys}

    def _values(self, kind: str, key: str) -> tuple[str, ...]:
        count = 1
        if key in HOW_MANY:
            count = int(np.searchsorted(np.cumsum(HOW_MANY[key]), self._random.random(), side="right"))
            count = min(count, len(HOW_MANY[key]) - 1)
        if (kind, key) in CHOICES:
            values = CHOICES[kind, key]
            return (values[int(self._random.integers(len(values)))],)
        values = tuple(self._terms.values.get(key, ()))
        if not values:
            return ()
        return tuple(dict.fromkeys(values[place] for place in draw(self._random, self._zipfs[key], count)))

    def _periods(self) -> tuple[Period, ...]:
        is_over = self._random.random() < EVENT_ENDED
        away = timedelta(hours=int(self._random.exponential(24 * 200)) + 12)
        starts = self._now - away if is_over else self._now + away
        form = EventForm.values[int(self._random.integers(len(EventForm.values)))]
        count = 1 if self._random.random() < 0.9 else 3
        days = [starts + timedelta(days=7 * place) * (-1 if is_over else 1) for place in range(count)]
        return tuple(Period(day, day + timedelta(hours=3), form=form) for day in sorted(days))

    def _deadline(self) -> datetime:
        return self._now + timedelta(days=int(self._random.integers(-400, 200)))

    def _card(self, facets: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        block = next(iter(facets.get("building_block", ())), "")
        area = next(iter(facets.get("application_area", ())), "")
        dye, weave = self._terms.cloths.get(block, ("", ""))
        return {"cover": {"block": block, "area": area, "slug": area, "dye": dye, "weave": weave}} if block else {}
