"""What the server is given of an entry, compared whole; no server."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from search.documents import Period
from search.engines.analysis import Vocabulary
from search.engines.elasticsearch.documents import MOMENT_OFFSET, read_documents, to_micros
from search.engines.elasticsearch.mapping import index_body, schema_digest
from search.engines.texts import read_words
from search.facets import get_facets
from search.models import IndexEntry
from tests.search.builders import make_document, store, store_versions

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MICROS = 1_767_323_045_678_901


def documents(**where):
    entries = IndexEntry.objects.filter(**where).order_by("pk")
    return list(read_documents(entries, read_words(None), Vocabulary.current()))


def test_a_moment_is_exact_to_the_microsecond():
    assert to_micros(PUBLISHED) == MICROS
    assert to_micros(datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)) == -1


def test_an_entry_is_tokens_and_facts():
    work = UUID("12345678-1234-4234-8234-123456789012")
    about = UUID("22345678-1234-4234-8234-123456789012")
    store_versions(
        make_document(
            "Coördinatie van taalmodellen",
            work=work,
            summary="Voor gezondheidszorg",
            body="Meten & delen",
            published_at=PUBLISHED,
            weight=0.5,
            about=(about,),
            audience=frozenset({"login", "group:9|group:10"}),
            tag=["x"],
        ),
        make_document("Coordination", locale="en", work=work, published_at=PUBLISHED, audience=frozenset({"login"})),
    )
    entry = IndexEntry.objects.get(work=work, locale="nl")

    ((key, version, body),) = documents(pk=entry.pk)

    facets = {facet.key: [] for facet in get_facets()}
    assert (key, version) == (entry.pk, entry.version)
    assert body == {
        "key": entry.pk,
        "locale": "nl",
        "work": work.hex,
        "public_id": entry.public_id,
        "version": entry.version,
        "audience": "group:9|group:10 & login",
        "about": [str(about)],
        "facet": {**facets, "type": ["best-practice"], "language": ["nl"], "tag": ["x"]},
        "published": MICROS,
        "closes": None,
        "last_start": MICROS,
        "spans": [{"gte": MICROS, "lte": MICROS + 1}],
        "dates": [],
        "weight": 0.5,
        "title_order": "coördinatie van taalmodellen",
        "title_nl": ["coordineer van taalmodel"],
        "summary_nl": ["voor zondheidszorg"],
        "body_nl": ["meet deel"],
        "other_en": ["coordin"],
        "words": "coordinatie van taalmodellen voor gezondheidszorg meten delen coordination",
        "title_words": "coordinatie van taalmodellen",
        "title_parts": "taal model",
        "parts": "taal model zon zorg",
    }


def test_dates_are_spans_and_what_the_order_by_the_next_one_reads():
    start = PUBLISHED + timedelta(days=1)
    dates = (
        Period(start, start + timedelta(hours=1)),
        Period(start + timedelta(days=1), start + timedelta(days=1, hours=2), cancelled=True),
    )
    store(make_document("Dag", type="event", published_at=PUBLISHED, periods=dates))

    body = documents(locale="nl")[0].body

    first, last = (to_micros(date.starts_at) for date in dates)
    ends = [to_micros(date.ends_at) for date in dates]
    assert body["spans"] == [{"gte": first, "lte": ends[0]}, {"gte": last, "lte": ends[1]}]
    assert body["dates"] == [
        f"{ends[0] + MOMENT_OFFSET}{first + MOMENT_OFFSET}1",
        f"{ends[1] + MOMENT_OFFSET}{last + MOMENT_OFFSET}0",
    ]
    assert all(len(date) == 18 + 18 + 1 for date in body["dates"])
    assert (body["closes"], body["last_start"]) == (ends[1], last)


def test_what_nobody_may_see_has_no_audience():
    store(make_document("Van niemand", audience=frozenset()))

    assert [document.body["audience"] for document in documents()] == [None] * 2


def test_of_an_entry_that_is_gone_only_its_key_and_version_are_told():
    work = make_document("Weg")
    store(work)
    IndexEntry.objects.filter(work=work.work).update(is_live=False)

    assert {document.body for document in documents()} == {None}


def test_the_index_takes_no_field_that_it_does_not_know_and_keeps_no_text():
    mappings = index_body()["mappings"]

    assert (mappings["dynamic"], mappings["_source"], mappings["_meta"]) == (
        "strict",
        {"enabled": False},
        {"schema": schema_digest()},
    )
    assert mappings["properties"]["facet"]["dynamic"] == "strict"
