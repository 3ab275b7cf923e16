import pytest

from search.engines.analysis import stem
from search.language.compounds import Splitter, build_words, read_words
from search.language.stopwords import is_stop_word


@pytest.fixture(scope="module")
def splitter():
    return Splitter(read_words(), lambda word: stem("nl", word))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("gezondheidszorg", ("gezondheid", "zorg")),
        ("taalmodellen", ("taal", "modellen")),
        ("privacywet", ("privacy", "wet")),
        ("gezondheidszorgsysteem", ("gezondheidszorg", "gezondheid", "zorg", "systeem")),
        # Words that look like compounds, and what is none.
        ("onderwijs", ()),
        ("wetenschap", ()),
        ("voordeel", ()),
        ("implementatie", ()),
        ("", ()),
        ("x" * 500, ()),
    ],
)
def test_a_compound_is_split_into_the_words_it_is_made_of(splitter, word, parts):
    assert splitter.parts(word) == parts


def test_the_site_s_own_words_split_what_the_list_does_not_know():
    own = Splitter(read_words() | {"quux"}, lambda word: word)

    assert own.parts("quuxregister") == ("quux", "register")
    assert Splitter(read_words(), lambda word: word).parts("quuxregister") == ()


def test_a_list_is_made_of_the_words_that_its_compounds_share():
    listed = ["taal", "model", "register", "taalmodel", "taalregister", "modelregister", "los"]

    assert build_words(listed) == ["model", "register", "taal"]


@pytest.mark.parametrize(("word", "says_nothing"), [("de", True), ("the", True), ("IT", False), ("zorg", False)])
def test_a_word_that_says_nothing_is_known_by_its_language_and_not_in_capitals(word, says_nothing):
    assert is_stop_word(word) is says_nothing
