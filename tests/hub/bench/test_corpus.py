"""The generator of works for measuring: the same at every call, and shaped like a site's own."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from home.models import Tag
from hub.bench import loading
from hub.bench.corpus import CHOICES, TYPES, Corpus, Terms
from hub.bench.words import SIZES, lexicon, zipf
from hub.demo.vocabulary import load_regions, load_terms
from members.models import Organisation
from search import indexing
from search.engines import get_engine
from search.models import IndexEntry, IndexTerm
from search.query import SearchQuery
from search.searchable import searchable_types

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
TERMS = Terms(
    values={
        "building_block": ("een", "twee", "drie"),
        "application_area": ("zorg", "energie"),
        "tag": tuple(f"t{number}" for number in range(50)),
        "organisation": tuple(f"o{number}" for number in range(50)),
    },
    cloths={"een": ("madder", "basket")},
    clause="group:7",
)


def make(count=1_000, seed=1):
    return list(Corpus(TERMS, now=NOW, seed=seed).works(count))


def test_the_same_seed_makes_the_same_works():
    assert make(30) == make(30)
    assert make(30) != make(30, seed=2)


def test_every_work_has_an_entry_in_each_language_and_two_fifths_are_translated():
    works = make()

    assert all(list(documents) == ["nl", "en"] for _work, documents in works)
    translated = [documents for _work, documents in works if documents["nl"] != documents["en"]]
    assert 0.35 < len(translated) / len(works) < 0.45
    assert all(documents["en"].locale == "en" for documents in translated)
    assert {documents["en"].languages for documents in translated} == {("en", "nl")}


def test_a_twentieth_is_restricted_and_an_eighth_are_events_over_or_to_come():
    documents = [documents["nl"] for _work, documents in make()]

    restricted = [document for document in documents if document.audience == {"group:7"}]
    assert 0.03 < len(restricted) / len(documents) < 0.07
    events = [document for document in documents if document.type == "event"]
    assert 0.08 < len(events) / len(documents) < 0.16
    assert Counter(document.periods[-1].ends_at > NOW for document in events).keys() == {True, False}
    assert all(document.periods == () for document in documents if document.type != "event")


def test_texts_are_as_long_as_those_of_a_site():
    lengths = [len(documents["nl"].body.split()) for _work, documents in make(200)]

    assert min(lengths) >= 80
    assert max(lengths) <= 150


def test_types_and_choices_are_those_that_search_finds():
    assert set(TYPES) <= set(searchable_types())
    assert all(facet in searchable_types()[kind].search_facets for kind, facet in CHOICES)


def test_the_first_values_of_a_vocabulary_are_the_most_used():
    counts = Counter(tag for _work, documents in make() for tag in documents["nl"].facets.get("tag", ()))

    assert counts["t0"] > counts["t5"] > counts["t40"]


@pytest.mark.parametrize("language", sorted(SIZES))
def test_a_lexicon_has_its_size_and_no_word_twice(language):
    words = lexicon(language)

    assert len(words) == len(set(words)) == SIZES[language]


def test_shares_fall_from_place_to_place_and_sum_to_one():
    running = zipf(100).tolist()

    steps = [later - earlier for earlier, later in pairwise([0.0, *running])]
    assert running[-1] == 1.0
    assert all(earlier > later > 0 for earlier, later in pairwise(steps[:-1]))


@pytest.mark.django_db
def test_works_written_in_bulk_are_as_those_written_one_by_one():
    works = make(20)
    indexing.store_new(works)
    bulk = rows()
    IndexEntry.objects.all().delete()
    for work, documents in works:
        indexing.store(work, documents)

    assert bulk == rows()


def rows():
    entries = [
        {key: value for key, value in entry.items() if key not in ("id", "version")}
        for entry in IndexEntry.objects.order_by("work", "locale").values()
    ]
    terms = IndexTerm.objects.values_list("entry__work", "entry__locale", "facet", "value")
    return [{key: value for key, value in entry.items() if key not in ("id", "version")} for entry in entries], set(
        terms
    )


@pytest.mark.django_db
def test_a_loaded_corpus_is_found_with_labels_for_its_values(monkeypatch):
    load_regions()
    load_terms()
    monkeypatch.setattr(loading, "ORGANISATIONS", 20)
    monkeypatch.setattr(loading, "TAGS", 20)

    loading.corpus_load(100)

    results = get_engine().search(SearchQuery(past=True))
    public = IndexTerm.objects.filter(facet="clause", value="public", entry__locale="nl").count()
    assert results.total == public > 80
    assert Organisation.objects.count() == Tag.objects.count() == 20
    assert all(bucket.label != bucket.value for bucket in results.facet("organisation").buckets)
    with pytest.raises(CommandError, match="already"):
        loading.corpus_load(100)


def test_a_corpus_is_written_to_no_other_folder():
    with pytest.raises(CommandError, match="HUB_VAR_DIR"):
        call_command("bench_corpus", works=1)


def test_a_folder_for_measuring_is_one(settings, tmp_path):
    folder = tmp_path / "bench-10"
    settings.HUB_INDEX_DIR = folder / "index"
    settings.DATABASES["default"]["NAME"], kept = folder / "hub.sqlite3", settings.DATABASES["default"]["NAME"]
    try:
        assert loading.check_folder() is None
    finally:
        settings.DATABASES["default"]["NAME"] = kept


def test_the_languages_are_those_of_the_site():
    assert set(SIZES) == {code for code, _name in settings.LANGUAGES}
