"""What an operator, another program or a disaster does to the index: noticed before it is believed, and mended."""

import logging
from uuid import uuid4

import pytest
from django.utils import timezone

from search import indexing
from search.engines.elasticsearch import feeding, indices, writing
from search.engines.elasticsearch.feeding import Outcome, drain
from search.engines.elasticsearch.mapping import schema_digest
from search.exceptions import SearchUnavailable
from search.models import IndexChange, IndexFeed, IndexState
from tests.search.builders import days, make_document, store
from tests.search.elastic import names, server
from tests.search.elasticsearch.holding import is_current, seen

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def fed(elasticsearch):
    """An index that has two works, of which one is public; returns the alias."""
    store(make_document("Kanarie"), make_document("Merel", audience=frozenset({"login"})))
    drain()
    assert is_current(elasticsearch)
    return elasticsearch


def behind(alias):
    ((name, _told),) = server().indices.get_alias(name=alias).body.items()
    return name


def publish():
    store(make_document("Nieuw"))


def delete_the_index(alias):
    server().indices.delete(index=behind(alias))


def drop_the_alias(alias):
    server().indices.delete_alias(index=behind(alias), name=alias)


def point_at_two(alias):
    server().indices.create(index=f"{alias}-other", aliases={alias: {}})


def point_at_an_empty_one(alias):
    drop_the_alias(alias)
    server().indices.create(index=f"{alias}-other", aliases={alias: {}})


def let_the_server_make_one(alias):
    """Delete the index, and let another program write to its name: the server guesses the fields."""
    name = behind(alias)
    server().indices.delete(index=name)
    server().index(index=name, id="1", document={"audience": "public", "locale": "nl"}, refresh=True)
    server().indices.update_aliases(actions=[{"add": {"index": name, "alias": alias}}])


def change_the_make(alias):
    server().indices.put_mapping(index=behind(alias), meta={"schema": "another"})


def change_the_words(alias):
    told = server().indices.get(index=behind(alias)).body[behind(alias)]["mappings"]["_meta"]
    server().indices.put_mapping(index=behind(alias), meta={**told, "words": "another"})


def lose_the_state(alias):
    server().delete(index=behind(alias), id="state", version=10**6, version_type="external", refresh=True)


def put_back_another_database(alias):
    """The ledger knows the version that the index shows by another stamp."""
    IndexChange.objects.filter(version=IndexFeed.objects.get().version).update(stamp=uuid4())


def go_back(alias):
    """The database has fewer versions than the index, as after a backup was put back."""
    IndexChange.objects.filter(version__gt=1).delete()
    IndexState.objects.update(version=1, stamp=IndexChange.objects.get(version=1).stamp)


MISHAPS = [
    delete_the_index, drop_the_alias, point_at_two, point_at_an_empty_one, let_the_server_make_one, change_the_make,
    change_the_words, lose_the_state, put_back_another_database, go_back,
]  # fmt: skip


@pytest.mark.parametrize("mishap", MISHAPS)
def test_an_index_that_cannot_be_gone_on_from_is_made_anew(fed, mishap):
    mishap(fed)
    publish()

    assert drain().outcome is Outcome.REBUILT

    assert is_current(fed)
    assert len(seen(fed)) == 2
    assert [name for name in names(fed) if name != f"{fed}-other"] == [behind(fed)]


def test_so_it_is_when_everything_was_indexed_anew(fed, site):
    indexing.rebuild()

    assert drain().outcome is Outcome.REBUILT
    assert is_current(fed)


def test_an_index_put_back_from_a_snapshot_is_gone_on_from(fed):
    """It shows an earlier version, and says so: what was changed since is written again."""
    old = behind(fed)
    server().indices.put_settings(index=old, settings={"index.blocks.write": True})
    server().indices.clone(index=old, target=f"{old}0", wait_for_active_shards="1")
    server().indices.put_settings(index=f"{old}0", settings={"index.blocks.write": None})
    server().indices.put_settings(index=old, settings={"index.blocks.write": None})
    publish()
    drain()
    server().indices.update_aliases(
        actions=[
            {"remove_index": {"index": old}},
            {"add": {"index": f"{old}0", "alias": fed}},
            {"add": {"index": f"{old}0", "alias": indices.entrance(f"{old}0")}},
        ]
    )

    assert drain().outcome is Outcome.FED
    assert is_current(fed)


def test_a_feeder_that_was_killed_before_it_wrote_down_what_the_index_shows_is_believed_by_the_next(fed, monkeypatch):
    publish()
    monkeypatch.setattr(feeding, "write_down", stop)
    with pytest.raises(KeyboardInterrupt):
        drain()
    monkeypatch.undo()
    assert IndexFeed.current(fed, schema_digest()) != IndexState.current()

    assert drain() == feeding.Fed(Outcome.CURRENT, IndexState.objects.get().version)
    assert is_current(fed)


def stop(*args, **kwargs):
    raise KeyboardInterrupt


def test_an_index_that_is_deleted_while_it_is_fed_is_not_made_by_the_write(fed, monkeypatch):
    publish()
    send = writing._send

    def delete_and_send(index, documents):
        server().indices.delete(index=index)
        return send(index, documents)

    monkeypatch.setattr(writing, "_send", delete_and_send)
    with pytest.raises(SearchUnavailable, match="404"):
        drain()
    assert names(fed) == []
    monkeypatch.undo()

    assert drain().outcome is Outcome.REBUILT
    assert is_current(fed)


def test_an_index_in_the_place_of_the_alias_is_left_alone_and_named(fed):
    """It may be somebody else's: whoever set the name is told."""
    delete_the_index(fed)
    server().indices.create(index=fed)

    with pytest.raises(SearchUnavailable, match="an index has the name of the alias"):
        drain()

    assert names(fed) == [fed]
    assert IndexFeed.objects.get().failure == "an index has the name of the alias"


def refuse_writes(alias, is_blocked):
    server().indices.put_settings(index=behind(alias), settings={"index.blocks.write": is_blocked})


def test_a_failure_is_written_down_and_told_once_until_it_is_over(fed, caplog):
    caplog.set_level(logging.INFO, logger="search")
    before = IndexFeed.objects.get()
    publish()
    refuse_writes(fed, True)
    for number in range(3):
        with pytest.raises(SearchUnavailable, match="403 cluster_block_exception"):
            drain(now=days(number))

    row = IndexFeed.objects.get()
    assert (row.stamp, row.failing_since) == (before.stamp, days(0))
    assert row.failure == "a document was refused: 403 cluster_block_exception"
    refuse_writes(fed, None)
    drain(now=days(9))

    assert is_current(fed)
    row = IndexFeed.objects.get()
    assert (row.failing_since, row.failure, row.fed_at) == (None, "", days(9))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("search.engines")] == [
        "The search index cannot be fed: a document was refused: 403 cluster_block_exception",
        "The search index is fed again.",
    ]


def test_a_server_that_is_not_there_is_a_failure_like_any_other(fed, settings):
    publish()
    settings.HUB_ELASTICSEARCH = {**settings.HUB_ELASTICSEARCH, "URL": "http://127.0.0.1:9"}
    with pytest.raises(SearchUnavailable, match="ConnectionError"):
        drain()
    assert IndexFeed.objects.get().failing_since <= timezone.now()


def test_what_is_written_twice_or_late_ends_as_the_latest(fed):
    """A feeder that was held up writes what it read before another wrote the same entries anew."""
    (work,) = store(make_document("Straks dicht", body="zundaf"))
    early = writing.Reached.now()
    late = writing._documents(list(entries_of(work)), early)
    drain()
    store(make_document("Straks dicht", work=work, audience=frozenset({"nobody"})))
    drain()
    indexing.remove_work(store(make_document("Weg"))[0])
    drain()

    assert writing._send(behind(fed), late) == 2
    with pytest.raises(SearchUnavailable, match="ConflictError 409"), feeding.noted(None):
        writing.show(behind(fed), early)
    server().indices.refresh(index=fed)

    assert is_current(fed)


def entries_of(work):
    from search.models import IndexEntry

    return IndexEntry.objects.filter(work=work).values_list("pk", flat=True)
