"""The contract of a search engine, written once and run on each (docs/architecture.md, "Engines")."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from search import indexing
from search.documents import Period
from search.hits import find_hits
from search.models import IndexEntry
from search.normalise import normalise
from search.query import Interval, SearchQuery
from tests.factories.home import TagFactory
from tests.search.builders import attachment, days, make_document, period, store, store_versions
from tests.search.engines import ENGINES, chosen_engine

pytestmark = pytest.mark.django_db


@pytest.fixture(params=ENGINES, autouse=True)
def engine(request, settings):
    return chosen_engine(request, settings)


def find(engine, text="", **values):
    filters = {
        key: tuple(values.pop(key))
        for key in ("type", "building_block", "application_area", "tag", "organisation", "language")
        if key in values
    }
    return engine.search(SearchQuery(text=normalise(text), filters=filters, **values))


def titles(results):
    return [hit.title for hit in results.hits]


def counts(results, facet):
    return {bucket.value: bucket.count for bucket in results.facet(facet).buckets if bucket.count}


def test_no_text_means_everything_newest_first(engine):
    store(make_document("Oud", published_at=days(-9)), make_document("Nieuw", published_at=days(-1)))

    results = find(engine)

    assert titles(results) == ["Nieuw", "Oud"]
    assert results.total == 2


def test_several_searches_are_answered_in_their_order_with_one_query_for_all_hits(engine, django_assert_num_queries):
    store(make_document("Praktijk"), make_document("Lab", type="fieldlab"), make_document("Ander lab", type="fieldlab"))
    queries = [
        SearchQuery(filters={"type": ("fieldlab",)}, sort="title"),
        SearchQuery(size=0),
        SearchQuery(filters={"type": ("course",)}, past=True),
        SearchQuery(filters={"type": ("best-practice",)}),
    ]
    engine.search_many(queries)

    # Outside a request: the version of the index for each search, or of both engines with how far one is fed; all hits.
    with django_assert_num_queries({"embedded": len(queries) + 1, "elasticsearch": 4}[engine.name]):
        answers = engine.search_many(queries)

    assert [(titles(results), results.total) for results in answers] == [
        (["Ander lab", "Lab"], 2),
        ([], 3),
        ([], 0),
        (["Praktijk"], 1),
    ]
    assert [results.query for results in answers] == queries
    assert engine.search_many([]) == []


def test_text_narrows_hits_and_counts(engine):
    store(make_document("Federatief leren"), make_document("Spraak herkennen", type="fieldlab"))

    results = find(engine, "federatief")

    assert titles(results) == ["Federatief leren"]
    assert counts(results, "type") == {"best-practice": 1}


def test_every_word_must_occur_somewhere(engine):
    store(make_document("Federatief leren", summary="Ziekenhuizen"), make_document("Federatief delen"))

    assert titles(find(engine, "federatief ziekenhuis")) == ["Federatief leren"]


def test_title_outranks_summary_outranks_body(engine):
    store(
        make_document("Algemeen een", body="algoritme"),
        make_document("Algemeen twee", summary="algoritme"),
        make_document("Algoritme drie"),
    )

    assert titles(find(engine, "algoritme")) == ["Algoritme drie", "Algemeen twee", "Algemeen een"]


def test_accents_and_endings_do_not_matter(engine):
    store(make_document("Coördinatie van ziekenhuizen"))

    assert find(engine, "coordinatie ziekenhuis").total == 1


def test_values_in_a_facet_are_alternatives_and_facets_all_hold(engine):
    store(
        make_document("A", tag=["x"], organisation=["o"]),
        make_document("B", tag=["y"], organisation=["o"]),
        make_document("C", tag=["y"], organisation=["p"]),
        make_document("D", tag=["z"], organisation=["o"]),
    )

    results = find(engine, tag=["x", "y"], organisation=["o"], sort="title")

    assert titles(results) == ["A", "B"]


def test_a_selection_narrows_other_facets_but_not_its_own(engine):
    store(
        make_document("A"), make_document("B", type="fieldlab"), make_document("C", type="fieldlab", languages=("en",))
    )

    results = find(engine, type=["fieldlab"])

    assert counts(results, "type") == {"best-practice": 1, "fieldlab": 2}
    assert counts(results, "language") == {"nl": 1, "en": 1}


def test_buckets_are_ordered_by_count_then_label_and_a_chosen_value_stays_at_zero(engine):
    store(make_document("A"), make_document("B"), make_document("C", type="fieldlab", languages=("en",)))

    results = find(engine, type=["event"], language=["nl"])

    assert [(b.value, b.count, b.is_selected) for b in results.facet("type").buckets][:1] == [
        ("best-practice", 2, False)
    ]
    assert [(b.value, b.count) for b in results.facet("type").selected] == [("event", 0)]
    assert results.total == 0


def test_every_value_is_counted_without_a_limit(engine, monkeypatch):
    from home.facets import tag_facet
    from search.facets import FacetLabel

    monkeypatch.setattr(tag_facet, "labels", lambda language: {f"tag-{n}": FacetLabel(f"Tag {n}") for n in range(40)})
    store(*(make_document(f"P{n}", tag=[f"tag-{n}"]) for n in range(40)))

    assert len(counts(find(engine), "tag")) == 40


def test_the_audience_narrows_hits_totals_counts_and_values(engine, monkeypatch):
    from home.facets import tag_facet
    from search.facets import FacetLabel

    monkeypatch.setattr(
        tag_facet, "labels", lambda language: {"geheim": FacetLabel("Geheim"), "open": FacetLabel("Open")}
    )
    store(
        make_document("Open praktijk", tag=["open"]),
        make_document("Geheime praktijk", tag=["geheim"], audience=frozenset({"group:1|group:2"})),
    )

    public = find(engine)
    member = find(engine, tokens=frozenset({"public", "login", "group:2"}))
    guessed = find(engine, tag=["geheim"])

    assert (titles(public), public.total, counts(public, "type"), counts(public, "tag")) == (
        ["Open praktijk"], 1, {"best-practice": 1}, {"open": 1},
    )  # fmt: skip
    assert (member.total, counts(member, "tag")) == (2, {"geheim": 1, "open": 1})
    # Asking for the hidden value by name tells as little as asking for one that does not exist.
    assert [(b.value, b.label, b.count) for b in guessed.facet("tag").selected] == [("geheim", "geheim", 0)]
    assert [value for _facet, value in guessed.unknown] == ["geheim"]


def test_every_clause_must_be_met(engine):
    store(make_document("Dubbel", audience=frozenset({"login", "group:7"})))

    assert find(engine, tokens=frozenset({"public", "login"})).total == 0
    assert find(engine, tokens=frozenset({"public", "group:7"})).total == 0
    assert find(engine, tokens=frozenset({"public", "login", "group:7"})).total == 1
    assert find(engine, tokens=frozenset({"*"})).total == 1


def test_an_entry_without_any_clause_is_seen_by_nobody(engine):
    store(make_document("Vergeten", audience=frozenset()))

    assert find(engine, tokens=frozenset({"*", "public"})).total == 0


def test_restricted_words_are_not_found_either(engine):
    store(make_document("Kanariewoord", body="kanariewoord", audience=frozenset({"login"})))

    assert find(engine, "kanariewoord").total == 0
    assert find(engine, "kanariewoord", tokens=frozenset({"public", "login"})).total == 1


def test_what_is_over_is_absent_from_hits_and_counts_unless_asked_for(engine):
    store(
        make_document("Voorbij", type="event", periods=(period(-3),)),
        make_document("Straks", type="event", periods=(period(-10), period(3))),
        make_document("Gesloten oproep", type="funding-call", deadline=days(-1)),
    )

    now, everything = find(engine), find(engine, past=True)

    assert (titles(now), counts(now, "type")) == (["Straks"], {"event": 1})
    assert everything.total == 3
    assert find(engine, "voorbij").past_total == 1


def test_a_period_keeps_what_overlaps_it_with_any_date(engine):
    store(
        make_document("Reeks", type="event", periods=(period(2), period(40))),
        make_document("Lang", type="event", periods=(period(1, 20),)),
        make_document("Later", type="event", periods=(period(60),)),
        make_document("Praktijk", published_at=days(-400)),
    )
    first, last = days(9).date(), days(45).date()

    within = find(engine, when=Interval(first, last), sort="title")

    assert titles(within) == ["Lang", "Reeks"]
    assert titles(find(engine, when=Interval(None, days(-390).date()))) == ["Praktijk"]


def test_soonest_orders_by_next_date_and_puts_what_has_none_last(engine):
    store(
        make_document("Praktijk"),
        make_document("Tweede", type="event", periods=(period(-5), period(8))),
        make_document("Eerste", type="event", periods=(period(4),)),
    )

    results = find(engine, sort="soonest")

    assert titles(results) == ["Eerste", "Tweede", "Praktijk"]
    assert results.hits[1].starts_at == days(8)


def test_soonest_takes_a_deadline_to_come_for_a_date_of_what_has_none(engine):
    store(
        make_document("Praktijk"),
        make_document("Dag", type="event", periods=(period(4),)),
        make_document("Sluit straks", type="funding-call", deadline=days(9)),
        make_document("Sluit eerst", type="funding-call", deadline=days(2)),
        make_document("Gesloten", type="funding-call", deadline=days(-2), published_at=days(-60)),
    )

    results = find(engine, sort="soonest", past=True)

    assert titles(results) == ["Sluit eerst", "Dag", "Sluit straks", "Praktijk", "Gesloten"]
    assert results.hits[0].deadline == days(2)
    # The date of a result stays that of its publication (decision 11).
    assert results.hits[0].date == days(-30)


def test_what_points_at_a_work_is_found_by_that_work_under_every_other_rule(engine):
    practice, other = uuid4(), uuid4()
    store(
        make_document("Nieuws", type="news", about=(practice, other)),
        make_document("Gesloten oproep", type="funding-call", deadline=days(-1), about=(practice,)),
        make_document("Besloten", audience=frozenset({"login"}), about=(practice,)),
        make_document("Iets anders", about=(other,)),
    )

    assert titles(find(engine, about=practice)) == ["Nieuws"]
    assert counts(find(engine, about=practice), "type") == {"news": 1}
    assert find(engine, about=practice, past=True).total == 2
    assert find(engine, about=practice, tokens=frozenset({"public", "login"})).total == 2
    assert find(engine, about=uuid4()).total == 0


def test_works_that_are_named_are_shown_in_that_order_to_who_may_see_them(db, django_assert_num_queries):
    over, secret, shown = store(
        make_document("Voorbij", type="event", periods=(period(-3),)),
        make_document("Besloten", audience=frozenset({"login", "group:1"})),
        make_document("Praktijk"),
    )
    wanted = [shown, secret, uuid4(), over, shown]
    find_hits(wanted, SearchQuery(locale="en"))

    with django_assert_num_queries(2):
        hits = find_hits(wanted, SearchQuery(locale="en"))

    assert [hit.title for hit in hits] == ["Praktijk", "Voorbij"]
    assert [hit.is_other_language for hit in hits] == [True, True]
    half = SearchQuery(tokens=frozenset({"public", "login"}))
    assert [hit.title for hit in find_hits(wanted, half)] == ["Praktijk", "Voorbij"]
    whole = SearchQuery(tokens=frozenset({"public", "login", "group:1"}))
    assert [hit.title for hit in find_hits(wanted, whole)] == ["Praktijk", "Besloten", "Voorbij"]
    assert find_hits([], whole) == []


def test_a_cancelled_date_is_passed_over_when_another_follows(engine):
    store(make_document("Reeks", type="event", periods=(period(2, cancelled=True), period(9))))

    assert find(engine).hits[0].starts_at == days(9)


def test_the_total_is_exact_past_the_last_page(engine):
    store(*(make_document(f"P{n:02}") for n in range(7)))

    assert titles(find(engine, sort="title", size=3, page=3)) == ["P06"]
    beyond = find(engine, size=3, page=4)
    assert (beyond.hits, beyond.total, beyond.pages) == ([], 7, 3)


def test_order_is_stable_between_equals(engine):
    store(*(make_document("Gelijk", published_at=days(-1)) for _ in range(9)))

    shown = [hit.public_id for page in (1, 2, 3) for hit in find(engine, size=3, page=page).hits]

    assert shown == sorted(shown)
    assert [hit.public_id for hit in find(engine, "gelijk").hits] == shown


def test_a_work_is_found_once_by_the_words_of_either_language(engine):
    work = store_versions(
        make_document("Federatief leren", languages=("nl", "en")),
        make_document("Learning together", languages=("nl", "en")),
    )

    results = find(engine, "together")

    assert [(hit.work, hit.title, hit.is_other_language) for hit in results.hits] == [(work, "Federatief leren", False)]
    assert titles(find(engine, "together", locale="en")) == ["Learning together"]
    assert counts(find(engine), "language") == {"nl": 1, "en": 1}


def test_own_words_outrank_those_of_a_translation(engine):
    store_versions(make_document("Anders", body="gans"), make_document("Robot wagon"))
    store(make_document("Robot"))

    assert titles(find(engine, "robot")) == ["Robot", "Anders"]


def test_a_work_without_translation_is_found_and_marked(engine):
    store(make_document("Alleen Nederlands"))

    hit = find(engine, locale="en").hits[0]

    assert (hit.title, hit.language, hit.is_other_language) == ("Alleen Nederlands", "nl", True)


def test_highlight_marks_the_words_and_escapes_the_rest(engine):
    store(make_document("Titel", summary="Een <b>model</b> leert van ziekenhuizen & zorg"))

    assert find(engine, "ziekenhuis").hits[0].highlight == (
        "Een &lt;b&gt;model&lt;/b&gt; leert van <mark>ziekenhuizen</mark> &amp; zorg"
    )


@pytest.mark.parametrize(
    "text", ['"', "x\x00", "a" * 10_000, "woord " * 900, "NEAR( ^ * : -", "🙈", "\u202eabc", "../../etc", "'; --"]
)
def test_no_question_breaks_the_engine(engine, text):
    store(make_document("Gewoon"))

    assert find(engine, text).total == 0


def test_cross_count_counts_a_work_once_in_each_cell_and_once_in_each_total(engine, terms):
    store(
        make_document("A", building_block=["data-sharing", "human-capital"], application_area=["health-and-care"]),
        make_document("B", building_block=["data-sharing"], application_area=["health-and-care", "agri-food"]),
        make_document("C", building_block=["data-sharing"]),
        make_document(
            "D", building_block=["data-sharing"], application_area=["agri-food"], audience=frozenset({"login"})
        ),
    )

    table = engine.cross_count(SearchQuery(), "building_block", "application_area")

    filled = {(cell.row.value, cell.column.value): cell.count for cell in table if cell.count}
    assert filled == {
        ("data-sharing", "health-and-care"): 2,
        ("human-capital", "health-and-care"): 1,
        ("data-sharing", "agri-food"): 1,
    }
    assert {row.value: row.count for row in table.rows if row.count} == {"data-sharing": 3, "human-capital": 1}
    assert table.total == 3
    assert len(list(table)) == 40


def test_indexing_twice_and_removing_the_unknown_are_harmless(engine):
    document = make_document("Twee keer")
    store(document)
    store(document)
    indexing.remove_work(make_document("Nooit").work)

    assert titles(find(engine, "twee")) == ["Twee keer"]


def test_a_removed_work_is_gone_with_its_words(engine):
    document = make_document("Weg ermee", body="geheime tekst")
    store(document)
    assert find(engine, "geheime").total == 1

    indexing.remove_work(document.work)

    assert (find(engine).total, find(engine, "geheime").total) == (0, 0)
    assert set(IndexEntry.objects.filter(work=document.work).values_list("title", "body")) == {("", "")}


def test_a_change_is_found_at_once(engine):
    document = make_document("Eerst")
    store(document)
    assert find(engine, "eerst").total == 1

    store(make_document("Daarna", work=document.work))

    assert (find(engine, "eerst").total, find(engine, "daarna").total) == (0, 1)


def test_what_was_rolled_back_is_never_shown(engine):
    class Rollback(Exception):
        pass

    with pytest.raises(Rollback), transaction.atomic():
        store(make_document("Fantoom"))
        assert find(engine, "fantoom").total == 1
        raise Rollback
    store(make_document("Echt"))

    assert (titles(find(engine)), find(engine, "fantoom").total) == (["Echt"], 0)


def test_rebuild_of_the_engine_loses_nothing(engine):
    store(make_document("Blijft"))
    assert find(engine, "blijft").total == 1

    engine.rebuild()

    assert titles(find(engine, "blijft")) == ["Blijft"]


def test_works_gives_every_key_whatever_the_page(engine):
    works = store(*(make_document(f"P{n}") for n in range(5)))

    assert engine.works(SearchQuery(size=2, sort="title")) == works


def test_a_retired_term_is_a_gap_no_more_and_stays_where_it_is_used(engine, terms):
    from datetime import date

    terms["human-capital"].retired_at = date(2020, 1, 1)
    terms["human-capital"].save()
    assert "human-capital" not in [row.value for row in engine.cross_count(SearchQuery(), "building_block", "tag").rows]

    store(make_document("A", building_block=["human-capital"]))

    assert counts(find(engine), "building_block") == {"human-capital": 1}


def test_a_date_that_ends_while_nothing_changes_gives_way_to_the_next(engine):
    series = make_document("Reeks", type="event", periods=(period(1), period(5)))
    store(series, make_document("Eenmalig", type="event", periods=(period(3),)))
    assert titles(find(engine, sort="soonest")) == ["Reeks", "Eenmalig"]

    with freeze_time(days(2)):
        later = find(engine, sort="soonest")

    assert titles(later) == ["Eenmalig", "Reeks"]
    assert later.hits[1].starts_at == days(5)


def test_a_cancelled_date_does_not_bring_an_event_forward(engine):
    moved = make_document("Verzet", type="event", periods=(period(2, cancelled=True), period(9)))
    store(moved, make_document("Gewoon", type="event", periods=(period(5),)))

    assert titles(find(engine, sort="soonest")) == ["Gewoon", "Verzet"]


def test_a_table_does_not_name_what_only_others_have(engine):
    TagFactory(slug="geheim")
    store(make_document("Besloten", tag=["geheim"], audience=frozenset({"login"})))

    def columns(**values):
        return [bucket.value for bucket in engine.cross_count(SearchQuery(**values), "type", "tag").columns]

    assert columns() == []
    assert columns(tokens=frozenset({"public", "login"})) == ["geheim"]


def test_what_is_related_has_a_reason(engine):
    TagFactory(slug="melk")
    own, *_others = store(
        make_document("Koeien tellen", tag=["melk", "onbekend"]),
        make_document("Melkprijs", tag=["melk"]),
        make_document("Zonder woord", tag=["onbekend"]),
        make_document("Koeien", summary=""),
        make_document("Iets anders"),
    )

    found = engine.related(own, SearchQuery(), words="Koeien tellen", size=9)

    reasons = {
        one.hit.title: ([bucket.value for bucket in one.shared.get("tag", ())], one.has_same_words) for one in found
    }
    assert reasons["Melkprijs"] == (["melk"], False)
    assert all(shared or same for shared, same in reasons.values())
    assert reasons.keys().isdisjoint({"Iets anders", "Zonder woord"})


def test_works_that_are_like_a_text_have_most_of_its_words(engine):
    store(
        make_document("Koeien tellen met een camera"),
        make_document("Koeien tellen"),
        make_document("Een camera aan het plafond", tag=["open"]),
        make_document("Iets anders"),
        make_document("Koeien tellen met een camera in het geheim", audience=frozenset({"login"})),
    )

    def titles(words, **values):
        return [hit.title for hit in engine.alike(words, SearchQuery(**values), size=9)]

    assert titles("Koeien tellen met een camera")[0] == "Koeien tellen met een camera"
    assert sorted(titles("koeien camera")) == [
        "Een camera aan het plafond",
        "Koeien tellen",
        "Koeien tellen met een camera",
    ]
    assert titles("koeien camera", filters={"tag": ("open",)}) == ["Een camera aan het plafond"]
    assert len(titles("koeien camera", tokens=frozenset({"public", "login"}))) == 4
    assert titles("") == titles("met een de") == titles('"\0 OR * -') == []


# --- Documents that works offer -------------------------------------------------------------------------


def where(hit):
    """Return in which document, and where in it, words were found, with the piece that is shown."""
    found = hit.found_in
    return None if found is None else (found.title, found.kind, found.label, found.url, found.highlight)


def test_the_words_of_a_document_find_its_work_and_say_on_which_page(engine):
    guide = attachment("Over dit stuk", "Van wevers en hun <getouwen>", title="Handreiking")
    store(make_document("Praktijk", attachments=(guide,)), make_document("Iets anders"))

    results = find(engine, "wever")

    assert titles(results) == ["Praktijk"]
    address = "/documents/1/handreiking.pdf#page=2"
    piece = "Van <mark>wevers</mark> en hun &lt;getouwen&gt;"
    assert where(results.hits[0]) == ("Handreiking", "page", "2", address, piece)
    assert counts(results, "type") == {"best-practice": 1}


def test_one_word_on_the_page_and_another_in_its_document_are_found_together(engine):
    store(
        make_document("Federatief leren", attachments=(attachment("niets", "ziekenhuizen en wevers"),)),
        make_document("Federatief delen"),
        make_document("Anders", attachments=(attachment("ziekenhuizen"),)),
    )

    assert titles(find(engine, "federatief ziekenhuis")) == ["Federatief leren"]
    assert find(engine, "federatief ziekenhuis").hits[0].found_in.label == "2"
    assert titles(find(engine, "federatief -ziekenhuis")) == ["Federatief delen"]


def test_a_document_is_not_named_for_words_that_the_page_has(engine):
    store(
        make_document("Wevers", summary="Over wevers", attachments=(attachment("wevers", "spinners"),)),
        make_document("Zonder", summary="Over wevers"),
    )

    assert [where(hit) for hit in find(engine, "wevers", sort="title").hits] == [None, None]
    assert [hit.found_in and hit.found_in.label for hit in find(engine, "wevers spinners").hits] == ["2"]
    assert [hit.found_in for hit in find(engine).hits] == [None, None]


def test_the_page_that_has_most_of_the_words_is_named(engine):
    store(make_document("Praktijk", attachments=(attachment("wevers"), attachment("spinners", "wevers en spinners"))))

    assert find(engine, "wevers spinners").hits[0].found_in.label == "2"


def test_words_of_a_document_count_for_less_than_those_of_any_page(engine):
    store(
        make_document("Een", attachments=(attachment("algoritme"),)),
        make_document("Twee", body="algoritme"),
        make_document("Drie", summary="algoritme"),
    )

    assert titles(find(engine, "algoritme")) == ["Drie", "Twee", "Een"]


@pytest.mark.parametrize("text", ["wev*", '"getouwen weven"', "zorgketen", "keten", "wever"])
def test_beginnings_phrases_compounds_and_endings_find_words_of_documents(engine, text):
    store(make_document("Praktijk", attachments=(attachment("Zij laat getouwen weven in de zorgketen", "wevers"),)))

    assert titles(find(engine, text)) == ["Praktijk"]


def test_a_document_of_the_other_language_finds_a_work_and_is_named(engine):
    english = attachment("Weavers and their looms", title="Guide", language="en")
    store(make_document("Praktijk", attachments=(english,)))

    for locale in ("nl", "en"):
        hit = find(engine, "weaver", locale=locale).hits[0]
        assert (hit.found_in.title, hit.found_in.highlight) == ("Guide", "<mark>Weavers</mark> and their looms")


def test_the_words_of_documents_cost_as_many_queries_for_twenty_hits_as_for_one(engine):
    asked = []
    for number in (1, 19):
        guide = attachment("wevers")
        store(*(make_document(f"Nummer {number} {place}", attachments=(guide,)) for place in range(number)))
        find(engine, "wevers")
        with CaptureQueriesContext(connection) as queries:
            hits = find(engine, "wevers").hits
        asked.append(len(queries))
        assert all(hit.found_in for hit in hits)

    find(engine, "nummer")
    with CaptureQueriesContext(connection) as queries:
        find(engine, "nummer")

    # One for the words, and none when the pages have them all.
    assert (asked[0] == asked[1], asked[1] - len(queries)) == (True, 1)


def test_a_phrase_does_not_go_over_what_is_too_long_for_a_word(engine):
    store(make_document("Cijfers", body=f"alfa {'a1' * 64} beta"))

    assert [find(engine, text).total for text in ('"alfa beta"', "alfa beta", '"beta"')] == [0, 1, 1]


def test_dates_of_a_far_future_are_in_their_order(engine):
    far = [datetime(year, 12, 31, tzinfo=UTC) for year in (2300, 9998)]
    store(
        make_document("Nooit", published_at=days(-1)),
        make_document("Ooit", deadline=far[1]),
        make_document("Later", deadline=far[0]),
        make_document("Nog later", type="event", periods=(Period(far[1] - timedelta(days=9), far[1]),)),
        make_document("Morgen", deadline=days(1)),
    )

    assert titles(find(engine, sort="soonest")) == ["Morgen", "Later", "Nog later", "Ooit", "Nooit"]


def test_a_slip_of_the_pen_is_mended_by_the_words_of_a_document(engine):
    store(make_document("Praktijk", attachments=(attachment("verpleegkundigen"),)))

    assert "verpleegkundigen" in engine.near_words("verpleegkundgen", SearchQuery())


def test_the_words_of_a_document_go_with_it(engine):
    document = make_document("Praktijk", attachments=(attachment("wevers"),))
    store(document)
    assert find(engine, "wevers").total == 1

    store(dataclasses.replace(document, attachments=()))

    assert (find(engine, "wevers").total, find(engine, "praktijk").total) == (0, 1)
    with transaction.atomic():
        indexing.remove_work(document.work)
    assert IndexEntry.objects.values_list("attached", "attachments").distinct().get() == ([], [])
