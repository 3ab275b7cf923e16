import unicodedata

import pytest
from hypothesis import given, strategies as st

from search.normalise import MAX_CHARACTERS, MAX_TERMS, as_typed, normalise, plain


@pytest.mark.parametrize(
    ("raw", "terms"),
    [
        ("federatief leren", ("federatief", "leren")),
        ('"federatief leren', ("federatief", "leren")),
        ("a\x00b", ("a", "b")),
        ("NEAR( ^ * : -", ("NEAR",)),
        ("coo\u0308rdinatie", ("coördinatie",)),
        ("C++ en R&D", ("C++", "en", "R&D")),
        ("zoek_dit", ("zoek", "dit")),
        ("  ", ()),
        ("🙈 …", ()),
    ],
)
def test_what_is_typed_becomes_plain_words(raw, terms):
    assert normalise(raw).terms == terms


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ('"data delen" zorg', [(("data", "delen"), "phrase"), (("zorg",), "")]),
        ("„data delen”", [(("data", "delen"), "phrase")]),
        ('"zorg"', [(("zorg",), "")]),
        ('zorg -"data delen" -les', [(("zorg",), ""), (("data", "delen"), "phrase excluded"), (("les",), "excluded")]),
        ("AI-geletterdheid - zorg", [(("AI-geletterdheid",), ""), (("zorg",), "")]),
        ("gezond* a*", [(("gezond",), "prefix"), (("a",), "")]),
        ('half "open', [(("half",), ""), (("open",), "")]),
        ('""', []),
    ],
)
def test_three_signs_have_a_meaning(raw, parts):
    def kind(part):
        flags = {"phrase": part.is_phrase, "excluded": part.is_excluded, "prefix": part.is_prefix}
        return " ".join(name for name, is_set in flags.items() if is_set)

    assert [(part.words, kind(part)) for part in normalise(raw).parts] == parts


def test_what_is_left_out_is_no_word_that_is_looked_for():
    assert (normalise("zorg -les").terms, len(normalise("zorg -les").excluded)) == (("zorg",), 1)


def test_another_text_has_no_signs():
    assert plain("zorg -les").terms == ("zorg", "les")


@pytest.mark.parametrize("typed", ['"data delen"', "-les", "gezond*", "zorg", '-"data delen"'])
def test_a_part_is_typed_again_as_it_was(typed):
    (part,) = normalise(typed).parts

    assert as_typed(part) == typed


def test_what_is_too_long_is_cut_and_said_so():
    many = normalise("woord " * 900)

    assert (len(many.text) <= MAX_CHARACTERS, len(many.terms), many.is_shortened) == (True, MAX_TERMS, True)
    assert normalise("kort").is_shortened is False


@given(st.text(max_size=400))
def test_any_string_is_a_valid_question(raw):
    found = normalise(raw)

    assert len(found.terms) <= MAX_TERMS
    assert len(found.text) <= MAX_CHARACTERS
    assert all(unicodedata.category(c)[0] != "C" for c in found.text)
