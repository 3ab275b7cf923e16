"""Another index is made beside the one that is asked, and takes its place in one step; nothing is lost or shown."""

from contextlib import contextmanager

import pytest

from search import indexing
from search.engines.elasticsearch import feeding, indices, lifecycle, writing
from search.engines.elasticsearch.feeding import Outcome, drain
from search.engines.elasticsearch.lifecycle import rebuild, sweep
from search.engines.elasticsearch.turns import REBUILDING
from search.exceptions import SearchUnavailable
from search.models import IndexChange, IndexEntry, IndexState
from tests.search.builders import make_document, store
from tests.search.elastic import names, server
from tests.search.elasticsearch.holding import held, is_believed, is_current, seen, turn_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def fed(elasticsearch):
    """An index that has three public works; returns the alias."""
    store(make_document("Kanarie"), make_document("Merel"), make_document("Zwaluw"))
    drain()
    return elasticsearch


def during(monkeypatch, module, name, act, *, before=True):
    """Let something happen before (or after) the first call of a function of the feeder."""
    original, done = getattr(module, name), []

    def call(*args, **kwargs):
        if before and not done:
            done.append(act())
        answer = original(*args, **kwargs)
        if not before and not done:
            done.append(act())
        return answer

    monkeypatch.setattr(module, name, call)


def works():
    return list(dict.fromkeys(IndexEntry.objects.order_by("pk").values_list("work", flat=True)))


def test_the_new_index_takes_the_place_of_the_old_one_which_is_removed(fed):
    (old,) = names(fed)
    told = []

    made = rebuild(progress=lambda done, total: told.append((done, total)))

    (new,) = names(fed)
    assert new != old
    assert made == feeding.Fed(Outcome.REBUILT, IndexState.objects.get().version, 6)
    assert told == [(6, 6)]
    assert is_current(fed)
    settings = server().indices.get_settings(index=new)[new]["settings"]["index"]
    assert settings["auto_expand_replicas"] == "0-1"


@pytest.mark.parametrize("stage", [(lifecycle, "write"), (indices, "finish"), (indices, "switch")])
def test_what_is_published_restricted_and_removed_meanwhile_is_so_in_the_new_index(fed, monkeypatch, stage):
    sealed, gone, _stays = works()

    def change():
        store(make_document("Nieuw"), make_document("Kanarie", work=sealed, audience=frozenset({"login"})))
        indexing.remove_work(gone)

    during(monkeypatch, *stage, change, before=stage[1] != "write")
    assert rebuild().outcome is Outcome.REBUILT

    # What came after the last look at the database is for the next round, and the index says so.
    assert is_current(fed) == (stage[1] != "switch")
    assert drain().outcome is (Outcome.FED if stage[1] == "switch" else Outcome.CURRENT)
    assert is_current(fed)
    public = {entry.work: entry.public_id for entry in IndexEntry.objects.filter(is_live=True)}
    assert seen(fed) == sorted(number for work, number in public.items() if work != sealed)


def test_the_old_index_is_fed_while_another_one_is_made(fed, monkeypatch):
    outcomes = []

    def publish_and_feed():
        store(make_document("Nieuw"))
        outcomes.append((drain().outcome, is_current(fed), len(names(fed))))

    during(monkeypatch, indices, "finish", publish_and_feed)
    rebuild()

    assert outcomes == [(Outcome.FED, True, 2)]
    assert is_current(fed)


@pytest.mark.parametrize("kind", [IndexChange.Kind.REBUILD, "words"])
def test_an_index_that_was_overtaken_is_thrown_away_and_made_again(fed, monkeypatch, kind, site, terms):
    def overtake():
        if kind == "words":
            terms["human-capital"].texts.update(name="Zundafkunde")
            indexing.touch()
        else:
            indexing.rebuild()

    during(monkeypatch, indices, "finish", overtake)
    created = []
    create = indices.create
    monkeypatch.setattr(indices, "create", lambda words: created.append(create(words)) or created[-1])

    assert rebuild().outcome is Outcome.REBUILT

    assert len(created) == 2
    assert names(fed) == created[1:]
    assert is_current(fed)


def test_one_is_made_at_a_time_and_meanwhile_the_old_one_is_fed(fed):
    with turn_elsewhere(REBUILDING):
        store(make_document("Nieuw"))
        assert rebuild() == feeding.Fed(Outcome.BUSY)
        assert sweep() == []
        assert drain().outcome is Outcome.FED
    assert rebuild().outcome is Outcome.REBUILT


def test_who_wants_one_for_certain_waits_for_the_one_that_is_made_and_brings_it_up_to_date(fed, monkeypatch):
    monkeypatch.setattr(lifecycle, "REBUILD_SECONDS", 0.2)
    store(make_document("Nieuw"))
    with turn_elsewhere(REBUILDING):
        assert rebuild(wait=True).outcome is Outcome.FED
    assert is_current(fed)


def test_one_that_fails_leaves_the_old_one_as_it_was_and_nothing_of_its_own(fed, monkeypatch):
    before = names(fed)

    def fail():
        raise SearchUnavailable("a document was refused: 400")

    during(monkeypatch, indices, "finish", fail)
    with pytest.raises(SearchUnavailable):
        rebuild()

    assert names(fed) == before
    assert is_current(fed)


def test_what_was_left_by_one_that_was_killed_is_swept_and_what_is_not_ours_stays(fed):
    (asked,) = names(fed)
    server().indices.create(index=f"{fed}-20200101000000-0123abcd")
    others = [f"{fed}-other", f"{fed}-test-20200101000000-0123abcd", f"{fed}-20200101"]
    for name in others:
        server().indices.create(index=name)

    assert sweep() == [f"{fed}-20200101000000-0123abcd"]

    assert names(fed) == sorted([asked, *others])
    assert held(fed)


STAGES = [(writing, "write"), (writing, "show"), (feeding, "write_down"), (lifecycle, "write_down"),
          (indices, "create"), (indices, "finish"), (indices, "switch"), (indices, "remove")]  # fmt: skip


@contextmanager
def watched(monkeypatch, look):
    """Look before and after each step of feeders."""
    with monkeypatch.context() as patch:
        for module, name in STAGES:
            original = getattr(module, name)

            def step(*args, original=original, **kwargs):
                look()
                answer = original(*args, **kwargs)
                look()
                return answer

            patch.setattr(module, name, step)
        yield


@pytest.mark.parametrize("act", [drain, rebuild])
def test_a_work_that_was_restricted_is_never_believed_to_be_public(fed, monkeypatch, act):
    """The index still shows it when the feeder begins: so there is something that could leak."""
    sealed = IndexEntry.objects.filter(work=works()[0])[0].public_id
    store(make_document("Kanarie", work=works()[0], audience=frozenset({"nobody"})))
    looked = []

    def look():
        server().indices.refresh(index=f"{fed}-*")
        looked.append((sealed in seen(fed), is_believed(fed)))

    look()
    with watched(monkeypatch, look):
        act()
    look()

    assert looked[0] == (True, False)
    assert looked[-1] == (False, True)
    assert (True, True) not in looked
    assert len(looked) > 6
