"""What an engine shows is compared with what the database says, for each kind of viewer."""

import pytest

from search.auditing import compare, viewers
from search.engines import get_engine
from search.models import AUDIENCE, IndexEntry, IndexTerm
from tests.search.builders import make_document, store

pytestmark = pytest.mark.django_db


def sets(*rows):
    return {frozenset(row) for row in rows}


def test_there_is_a_viewer_for_everybody_for_each_token_for_each_audience_and_for_who_sees_everything():
    audiences = sets({"public"}, {"login"}, {"group:1|group:2", "login"})

    assert set(viewers(audiences)) == sets(
        {"public"},
        {"public", "login"},
        {"public", "group:1"},
        {"public", "group:2"},
        {"public", "group:1", "group:2", "login"},
        {"*"},
    )


@pytest.fixture
def entries():
    """The entries of a public work and of one for two groups at once; the engine has read them."""
    works = store(
        make_document("Kanarie", tag=["vogels"]),
        make_document("Merel", audience=frozenset({"group:1|group:2", "group:3"})),
    )
    get_engine().feed()
    return [set(IndexEntry.objects.filter(work=work).values_list("pk", flat=True)) for work in works]


def found():
    differences = compare(get_engine())
    return differences.hidden, differences.leaking, differences.miscounted


def test_a_sound_engine_differs_in_nothing(entries):
    assert found() == (set(), set(), set())


def test_what_is_shown_to_who_may_not_see_it_is_named_and_mended(entries):
    """The database is changed past the services, so the engine does not follow."""
    public, _restricted = entries
    IndexTerm.objects.filter(entry__in=public, facet=AUDIENCE).update(value="group:3")

    # It leaks to everybody, and to those who see nothing but what everybody sees.
    assert found() == (set(), public, set())
    get_engine().repair(sorted(public))
    assert found() == (set(), set(), set())


def test_what_is_hidden_from_who_may_see_it_is_named_and_mended(entries):
    _public, restricted = entries
    IndexTerm.objects.filter(entry__in=restricted, facet=AUDIENCE, value="group:3").delete()

    assert found() == (restricted, set(), set())
    get_engine().repair(sorted(restricted))
    assert found() == (set(), set(), set())


def test_what_is_counted_otherwise_is_named_and_mended(entries):
    public, _restricted = entries
    IndexTerm.objects.filter(entry__in=public, facet="tag").update(value="dieren")

    assert found() == (set(), set(), public)
    get_engine().repair(sorted(public))
    assert found() == (set(), set(), set())


def test_what_is_left_is_named(entries):
    public, _restricted = entries
    IndexEntry.objects.filter(pk__in=public).update(is_live=False)

    assert found() == (set(), public, set())


def test_what_is_changed_while_they_are_compared_is_left_to_the_next_time(entries):
    public, _restricted = entries
    IndexTerm.objects.filter(entry__in=public, facet="tag").update(value="dieren")
    IndexEntry.objects.filter(pk__in=public).update(version=10**6)

    assert found() == (set(), set(), set())
