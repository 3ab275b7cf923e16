"""Did you mean: the nearest word that stands in what the viewer may see, and only when it finds something."""

import pytest

from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.normalise import normalise
from search.query import SearchQuery
from search.spelling import corrected, nearest
from tests.search.builders import days, make_document, period, store

pytestmark = pytest.mark.django_db

PUBLIC, MEMBER = frozenset({"public"}), frozenset({"public", "user"})


def mended(text, **values):
    query = corrected(get_engine(), SearchQuery(text=normalise(text), **values))
    return query and query.text.text


@pytest.mark.parametrize(
    ("word", "words", "found"),
    [
        ("federatif", ["federatief", "federatie"], "federatief"),
        ("algoritmeregster", ["algoritmeregister", "register"], "algoritmeregister"),
        ("coordinatei", ["Coördinatie"], "coördinatie"),
        ("kwantumkaas", ["kwantificeren", "kaas"], ""),
        ("zorg", [], ""),
    ],
)
def test_the_nearest_word_is_a_slip_away_and_no_further(word, words, found):
    assert nearest(word, words) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("federatif leren", "federatief leren"),
        ("spraakherkening", "spraakherkenning"),
        ("SPRAAKHERKENING", "spraakherkenning"),
        ("lerne federatief", "leren federatief"),
        # Found as they are, too short to guess at, too far away, or more than a slip.
        ("federatief", None),
        ("xy", None),
        ("kwantumkaas", None),
        ("een twee drie vier vijf federatif", None),
        ("", None),
    ],
)
def test_a_slip_of_the_pen_is_mended_and_the_other_words_stay(typed, meant):
    store(
        make_document("Federatief leren", body="Zes ziekenhuizen trainen samen."),
        make_document("Meldkamer", summary="Spraakherkenning in dialect."),
    )

    assert mended(typed) == meant


def test_words_that_are_never_together_are_no_correction():
    store(make_document("Federatief"), make_document("Spraakherkenning"))

    assert mended("federatief spraakherkening") is None


def test_filters_stay_when_they_leave_anything_and_go_when_they_do_not():
    store(make_document("Federatief leren", building_block=["data-sharing"]))
    chosen, other = ({"building_block": (value,)} for value in ("data-sharing", "human-capital"))

    kept = corrected(get_engine(), SearchQuery(text=normalise("federatif"), filters=chosen))
    dropped = corrected(get_engine(), SearchQuery(text=normalise("federatif"), filters=other))

    assert (kept.filters, dropped.filters) == (chosen, {})


def test_a_word_of_a_private_work_is_suggested_to_nobody_but_who_sees_it():
    store(make_document("Sluipkanarie", audience=frozenset({"user"})), make_document("Mus"))

    assert mended("sluipkanari", tokens=PUBLIC) is None
    assert get_engine().near_words("sluipkanari", SearchQuery(tokens=PUBLIC)) == frozenset()
    assert mended("sluipkanari", tokens=MEMBER) == "sluipkanarie"


def test_a_word_of_what_is_over_is_suggested_only_with_what_is_over():
    store(make_document("Zomerschool", type="event", periods=(period(-9),)))

    assert mended("zomerschol") is None
    assert mended("zomerschol", past=True) == "zomerschool"


def test_the_page_offers_the_spelling_with_its_number(site, client):
    store(make_document("Federatief <leren>", published_at=days(-1)), make_document("Federatief delen"))

    html = client.get("/nl/search/?q=federatif").content.decode()

    assert 'Bedoelde je <a href="/nl/search/?q=federatief">federatief</a>? Dat geeft 2 resultaten.' in html
    assert "Did you mean" in client.get("/en/search/?q=federatif").content.decode()


def test_what_finds_something_costs_no_other_search(site, client, monkeypatch):
    store(make_document("Federatief leren"))
    monkeypatch.setattr("search.spelling.nearest", lambda *args: pytest.fail("asked for another spelling"))

    assert client.get("/nl/search/?q=federatief").status_code == 200
    assert client.get("/nl/search/?building_block=onbekend").status_code == 200


def test_when_the_engine_goes_away_meanwhile_the_page_says_so(site, client, monkeypatch):
    def gone(*args):
        raise SearchUnavailable

    monkeypatch.setattr(get_engine(), "near_words", gone)

    assert client.get("/nl/search/?q=federatif").status_code == 503


def test_private_works_change_nothing_that_is_offered_to_others():
    store(*(make_document(f"Kanaries {number}") for number in range(30)))
    before = get_engine().near_words("kanariess", SearchQuery(tokens=PUBLIC))
    store(*(make_document(f"Kanariens {number}", audience=frozenset({"user"})) for number in range(30)))

    assert before != frozenset()
    assert get_engine().near_words("kanariess", SearchQuery(tokens=PUBLIC)) == before
    assert "Kanariens" in get_engine().near_words("kanarienz", SearchQuery(tokens=MEMBER))
