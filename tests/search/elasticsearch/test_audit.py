"""The audit of the index of a server: somebody changed documents there, and it is found, told and mended."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from search.auditing import compare
from search.engines import get_engine
from search.engines.elasticsearch import auditing, feeding, indices, writing
from search.models import IndexEntry
from tests.search.elastic import names, server
from tests.search.elasticsearch.holding import is_current, seen
from tests.search.pages import make_group, publish, restrict

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(autouse=True)
def engine(settings, elasticsearch):
    settings.HUB_SEARCH_ENGINE = "search.engines.elasticsearch.engine.ElasticsearchEngine"
    return get_engine()


@pytest.fixture
def public(site):
    """The keys of a public work's entries; there is one for a group and one for who is signed in as well."""
    page = publish("Kanarie")
    for title, options in (("Merel", {}), ("Zwaluw", {"kind": "groups", "groups": [make_group()]})):
        restrict(publish(title), **options)
    call_command("audit_search_index", repair=True)
    call_command("feed_search_index")
    return keys_of(page)


def keys_of(page):
    return sorted(IndexEntry.objects.filter(work=page.translation_key).values_list("pk", flat=True))


def tamper(keys, *, later=0, **changes):
    """Write other documents of these entries to the index, past the feeder."""
    index = indices.look().name
    for document in writing._documents(list(keys), writing.Reached.now()):
        server().index(
            index=index,
            id=str(document.key),
            document=document.body | changes,
            version=document.version + later,
            version_type="external_gte",
        )
    server().indices.refresh(index=index)


def found():
    differences = compare(get_engine())
    return sorted(differences.hidden), sorted(differences.leaking), sorted(differences.miscounted)


def test_a_sound_index_passes(public, capsys, monkeypatch):
    monkeypatch.setattr(auditing, "PAGE", 2)

    call_command("audit_search_index")

    assert capsys.readouterr().out.endswith("the engine hides 0 entries, shows 0 to others, and counts 0 otherwise.\n")
    assert found() == ([], [], [])


def test_a_private_work_that_everybody_sees_is_found_and_mended(public, elasticsearch):
    (private,) = IndexEntry.objects.filter(title="Zwaluw", locale="nl").values_list("pk", flat=True)
    assert len(seen(elasticsearch)) == 1
    tamper([private], audience="public")
    assert len(seen(elasticsearch)) == 2

    assert found() == ([], [private], [])
    with pytest.raises(CommandError, match="hides 0 entries, shows 1 to others, and counts 0 otherwise"):
        call_command("audit_search_index")
    call_command("audit_search_index", repair=True)

    call_command("audit_search_index")
    assert len(seen(elasticsearch)) == 1
    assert is_current(elasticsearch)


def test_what_is_hidden_and_what_is_counted_otherwise_is_found_and_mended(public, elasticsearch):
    hidden, counted = public
    tamper([hidden], audience="nobody")
    tamper([counted], facet={"type": ["course"]})

    assert found() == ([hidden], [], [counted])
    call_command("audit_search_index", repair=True)
    assert found() == ([], [], [])


def test_what_has_no_entry_is_removed(public, elasticsearch):
    tamper(public, key=10**6)
    server().index(
        index=elasticsearch,
        id="1000000",
        document={"key": 1000000, "locale": "nl", "audience": "public"},
        version=1,
        version_type="external_gte",
        refresh=True,
    )

    assert found() == ([], [1000000], [])
    call_command("audit_search_index", repair=True)
    assert found() == ([], [], [])


def test_what_cannot_be_mended_piece_by_piece_is_made_anew(public, elasticsearch):
    """A document of a later version than its entry has is not written over."""
    before = names(elasticsearch)
    tamper(public, later=1000, audience="nobody")

    call_command("audit_search_index", repair=True)

    assert found() == ([], [], [])
    assert names(elasticsearch) != before


def test_so_it_is_when_they_are_many(public, elasticsearch, monkeypatch):
    monkeypatch.setattr(feeding, "MANY_ENTRIES", 1)
    before = names(elasticsearch)
    tamper(public, audience="nobody")

    call_command("audit_search_index", repair=True)

    assert found() == ([], [], [])
    assert names(elasticsearch) != before


def test_a_server_that_is_not_there_is_told(public, settings):
    settings.HUB_ELASTICSEARCH = {**settings.HUB_ELASTICSEARCH, "URL": "http://127.0.0.1:9"}

    with pytest.raises(CommandError, match=r"3 works live, 0 missing.*the engine cannot be compared: ConnectionError"):
        call_command("audit_search_index")
    with pytest.raises(CommandError, match="cannot be fed: ConnectionError"):
        call_command("feed_search_index")
    with pytest.raises(CommandError, match=r"3 works indexed, but .* not made: ConnectionError"):
        call_command("rebuild_search_index")


def test_the_command_for_each_minute_feeds_and_removes_what_nobody_asks(public, elasticsearch, capsys):
    orphan = f"{elasticsearch}-20200101000000-0123abcd"
    server().indices.create(index=orphan)
    publish("Nieuw")

    call_command("feed_search_index")

    told = capsys.readouterr().out
    assert "version" in told
    assert told.endswith(f"Removed: {orphan}.\n")
    assert is_current(elasticsearch)


def test_a_rebuild_draws_how_far_it_is_where_somebody_looks(public, elasticsearch):
    from io import StringIO

    class Terminal(StringIO):
        def isatty(self):
            return True

    terminal, pipe = Terminal(), StringIO()
    call_command("rebuild_search_index", stdout=terminal)
    call_command("rebuild_search_index", stdout=pipe)

    assert f"\r[{'#' * 40}] 6 of 6\n3 works indexed." in terminal.getvalue()
    assert pipe.getvalue() == "3 works indexed.\n"
    assert is_current(elasticsearch)
