"""What the words of a question find, in the languages that people type them in; part of the engines' contract."""

import pytest

from search.engines import get_engine
from search.engines.embedded.engine import EmbeddedEngine
from search.models import SynonymSet
from search.normalise import normalise
from search.query import SearchQuery
from tests.factories.home import BuildingBlockFactory
from tests.search.builders import days, make_document, store, store_versions

pytestmark = pytest.mark.django_db


def titles(text, **values):
    return [hit.title for hit in get_engine().search(SearchQuery(text=normalise(text), **values)).hits]


@pytest.fixture
def works():
    store(
        make_document("Gezondheidszorg", body="Over instellingen en hun taalmodellen."),
        make_document("Data delen in de keten", body="Boeren delen hun gegevens."),
        make_document("Leren van coördinatie", body="Wie werkt er samen?"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A word inside a compound, at both ends, and in the plural.
        ("zorg", ["Gezondheidszorg"]),
        ("gezondheid", ["Gezondheidszorg"]),
        ("taalmodel", ["Gezondheidszorg"]),
        ("modellen", ["Gezondheidszorg"]),
        # A compound that stands in two words.
        ("datadelen", ["Data delen in de keten"]),
        # Accents, inflection, and words that say nothing.
        ("coordinatie", ["Leren van coördinatie"]),
        ("boeren gegevens", ["Data delen in de keten"]),
        # Nothing has all three of these words; two of them are enough then.
        ("hoe kun je van de boeren leren over delen", ["Data delen in de keten"]),
        ("wat is de gezondheidszorg", ["Gezondheidszorg"]),
        # Words together, left out, and begun.
        ('"data delen"', ["Data delen in de keten"]),
        ('"delen data"', []),
        ("delen -boeren", []),
        ("instel*", ["Gezondheidszorg"]),
        ("nstelling*", []),
    ],
)
def test_words_find_what_a_reader_expects(works, text, found):
    assert titles(text) == found


def test_what_is_left_out_alone_leaves_the_rest(works):
    assert titles("-boeren", sort="title") == ["Gezondheidszorg", "Leren van coördinatie"]


def test_a_question_of_words_that_say_nothing_is_asked_as_it_is(works):
    assert titles("wie er") == ["Leren van coördinatie"]


def test_most_of_the_words_are_enough_only_when_nothing_visible_has_them_all():
    store(
        make_document("Rekenhulp", body="subsidie aanvragen"),
        make_document("Besloten", body="subsidie aanvragen voor ondernemers", audience=frozenset({"group:9"})),
    )
    query = SearchQuery(text=normalise("subsidie aanvragen ondernemers"))
    member = query.replace(tokens=frozenset({"public", "login", "group:9"}))

    everybody, insider = get_engine().search(query), get_engine().search(member)

    assert ([hit.title for hit in everybody.hits], everybody.is_relaxed) == (["Rekenhulp"], True)
    assert ([hit.title for hit in insider.hits], insider.is_relaxed) == (["Besloten"], False)
    assert titles("subsidie ondernemers") == []


def test_the_label_of_a_value_finds_the_works_that_have_it():
    block = BuildingBlockFactory(slug="human-capital")
    store(make_document("Zonder dat woord", building_block=[block.slug]), make_document("Iets anders"))

    assert titles(block.name_in("nl")) == ["Zonder dat woord"]


def test_what_is_borne_out_and_recent_goes_first_among_works_that_say_the_same():
    store(
        make_document("Vissen tellen", weight=0.0, published_at=days(-900)),
        make_document("Vissen tellen", weight=0.0, published_at=days(-1), summary=""),
        make_document("Vissen tellen", weight=1.0, published_at=days(-900)),
    )

    hits = get_engine().search(SearchQuery(text=normalise("vissen tellen"))).hits

    assert [hit.published_at for hit in hits] == [days(-900), days(-1), days(-900)]


def test_a_signal_does_not_bring_up_what_is_not_about_the_words():
    store(
        make_document("Algoritmeregister", weight=0.0, published_at=days(-3000)),
        make_document("Iets anders", body="noemt het algoritmeregister", weight=1.0, published_at=days(-1)),
    )

    assert titles("algoritmeregister") == ["Algoritmeregister", "Iets anders"]


def test_what_is_not_for_everybody_does_not_change_the_order_of_the_rest():
    store(make_document("Water meten"), make_document("Bodem", body="water en bodem en water meten en bodem"))
    store(make_document("Lang", body="water " + "en nog veel meer woorden over iets anders " * 20 + " meten"))
    before = titles("water meten"), titles("bodem water")

    store(
        *(
            make_document(f"Bodem {number}", body="bodem water meten", audience=frozenset({"login"}))
            for number in range(50)
        )
    )

    assert (titles("water meten"), titles("bodem water")) == before
    assert len(titles("bodem", size=100, tokens=frozenset({"public", "login"}))) == 51


def test_a_member_finds_both_in_one_order():
    store(make_document("Over dijken", body="water"), make_document("Water", audience=frozenset({"login"})))

    assert titles("water", tokens=frozenset({"public", "login"})) == ["Water", "Over dijken"]


def test_the_words_searched_for_are_marked_inside_compounds_too():
    store(make_document("Titel", body="Wat de gezondheidszorg ermee doet."))

    (hit,) = get_engine().search(SearchQuery(text=normalise("zorg"))).hits

    assert hit.highlight == "Wat de <mark>gezondheidszorg</mark> ermee doet."


def test_a_word_of_the_other_language_version_finds_a_work():
    store_versions(make_document("Data delen"), make_document("Sharing data", locale="en"))

    assert titles("sharing", locale="nl") == ["Data delen"]


@pytest.mark.parametrize("text", ["zorg", "datadelen", '"data delen"', "instel*", "delen -boeren", "coördinatie"])
def test_without_the_text_index_words_are_still_answered(works, text, settings, tmp_path):
    """Slower and by their letters; what the letters do not say (a compound in two words) is missed, never an error."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.HUB_INDEX_DIR = blocked
    found = EmbeddedEngine().search(SearchQuery(text=normalise(text)))

    expected = {
        "zorg": ["Gezondheidszorg"],
        '"data delen"': ["Data delen in de keten"],
        "instel*": ["Gezondheidszorg"],
        "coördinatie": ["Leren van coördinatie"],
    }
    assert [hit.title for hit in found.hits] == expected.get(text, [])


def test_an_editor_s_synonym_is_active_at_the_next_search_and_gone_with_it():
    store(make_document("Een taalmodel in de klas"), make_document("LLM's vergeleken"), make_document("Iets anders"))
    assert titles("LLM") == ["LLM's vergeleken"]

    kept = SynonymSet.objects.create(expressions="LLM\ntaalmodel\nlarge language model")

    assert set(titles("llm")) == {"LLM's vergeleken", "Een taalmodel in de klas"}
    assert set(titles("large language model")) == {"LLM's vergeleken", "Een taalmodel in de klas"}
    assert titles("llm klas") == ["Een taalmodel in de klas"]

    kept.delete()
    assert titles("LLM") == ["LLM's vergeleken"]
