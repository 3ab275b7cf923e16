"""The worker is asked once however much is published, and asks itself again until the server is back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from search.engines.elasticsearch import feeding
from search.engines.elasticsearch.tasks import feed_index, request_feed
from search.engines.elasticsearch.turns import FEEDING
from search.models import IndexFeed
from tests.search.builders import make_document, store
from tests.search.elasticsearch.holding import is_current, turn_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def queue(settings, elasticsearch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def waiting():
    """Return how often each task that waits has failed, and in how many seconds it is due."""
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("run_after")
    now = timezone.now()
    return [
        (row.args_kwargs["args"], 0 if row.run_after.year == 9999 else round((row.run_after - now).total_seconds()))
        for row in rows
    ]


def work_off():
    """Do what the worker does with everything that waits, due or not."""
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY):
        row.claim("worker")
        row.set_successful(row.task.call(*row.args_kwargs["args"]))


def test_ten_publications_are_one_task_and_one_that_runs_is_followed_by_another(elasticsearch):
    for _publication in range(10):
        request_feed()
    assert waiting() == [([], 0)]

    DBTaskResult.objects.get().claim("worker")
    request_feed()

    assert waiting() == [([], 0)]
    store(make_document("Kanarie"))
    work_off()
    assert is_current(elasticsearch)
    assert waiting() == []


def test_it_asks_itself_again_less_and_less_often_until_the_server_is_back(elasticsearch, settings):
    here = settings.HUB_ELASTICSEARCH
    store(make_document("Kanarie"))
    settings.HUB_ELASTICSEARCH = {**here, "URL": NOBODY}
    request_feed()
    seconds = []
    for _failure in range(6):
        work_off()
        ((_failures, due),) = waiting()
        seconds.append(due)
        # Who publishes meanwhile does not make the worker ask a server that is not there.
        request_feed()
        assert len(waiting()) == 1

    settings.HUB_ELASTICSEARCH = here
    work_off()

    assert seconds == [5, 10, 20, 40, 60, 60]
    assert waiting() == []
    assert is_current(elasticsearch)
    assert IndexFeed.objects.get().failure == ""


def test_a_try_that_waits_is_not_waited_for_once_the_index_is_fed_again(elasticsearch):
    feed_index.using(run_after=timezone.now() + timedelta(seconds=60)).enqueue(5)

    request_feed()

    assert sorted(waiting()) == [([], 0), ([5], 60)]


def test_what_another_feeder_may_not_have_seen_is_looked_for_again(elasticsearch, monkeypatch):
    monkeypatch.setattr(feeding, "PATIENCE", 0.0)
    store(make_document("Kanarie"))
    request_feed()
    with turn_elsewhere(FEEDING):
        work_off()
    assert waiting() == [([1], 5)]

    work_off()

    assert is_current(elasticsearch)
