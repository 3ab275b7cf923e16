"""What would be forgotten fails `manage.py check`."""

from home.models import StandardPage
from knowledge.facets import phase_facet
from search.checks import check_facets_exist, check_page_types_are_declared
from search.searchable import UNDECLARED


def ids(messages):
    return [(message.id, message.obj) for message in messages]


def test_the_site_as_it_is_passes():
    assert check_page_types_are_declared(None) + check_facets_exist(None) == []


def test_a_page_type_that_says_nothing_fails(monkeypatch):
    monkeypatch.setattr(StandardPage, "search_type", UNDECLARED)

    assert ids(check_page_types_are_declared(None)) == [("search.E001", StandardPage)]


def test_two_page_types_with_one_search_type_fail(monkeypatch):
    monkeypatch.setattr(StandardPage, "search_type", "event")

    assert [message.id for message in check_page_types_are_declared(None)] == ["search.E004"]


def test_an_unknown_facet_and_an_attribute_that_is_not_there_fail(monkeypatch):
    monkeypatch.setattr(StandardPage, "search_facets", {"taste": "title", "tag": "no_such_thing"})

    assert ids(check_facets_exist(None)) == [("search.E002", StandardPage), ("search.E003", StandardPage)]


def test_a_facet_with_a_key_that_the_index_needs_itself_fails(monkeypatch):
    """A facet called like the clauses of audiences would give everybody's rights away, or take them."""
    monkeypatch.setattr(phase_facet, "key", "clause", raising=False)

    assert "search.E005" in [message.id for message in check_facets_exist(None)]
