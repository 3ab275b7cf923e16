import unicodedata

import pytest
from hypothesis import given, strategies as st

from search.normalise import MAX_CHARACTERS, MAX_TERMS, normalise


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
