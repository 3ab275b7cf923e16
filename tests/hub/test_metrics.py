"""Figures for Prometheus: who may read them, what they say, and what they must not."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from django.urls import get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from hub.models import ScheduledRun
from hub.observability import gauges, metrics
from hub.scheduling.table import TABLE
from members.enums import MailState
from members.models import MailMessage
from search import metrics as search_metrics
from search.metrics import Reading
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db
TOKEN = "only-for-this-test-0123456789"


@pytest.fixture
def read(client, settings):
    """Read the figures: name and labels -> value."""
    settings.HUB_METRICS_TOKEN = TOKEN

    def samples():
        response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        families = text_string_to_metric_families(response.content.decode())
        return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}

    return samples


def make_message(**values):
    return MailMessage.objects.create(key=f"k{MailMessage.objects.count()}", message_id="<a@hub.example>", **values)


def make_job(**values):
    return DBTaskResult.objects.create(
        task_path="home.tasks.publish_due", args_kwargs={"args": [], "kwargs": {}}, backend_name="default", **values
    )


@pytest.mark.parametrize(
    ("token", "given"),
    [
        (TOKEN, ""), (TOKEN, "Bearer"), (TOKEN, "Bearer wrong"), (TOKEN, f"Basic {TOKEN}"), (TOKEN, f"Bearer {TOKEN} "),
        (TOKEN, "Bearer é"), ("", "Bearer "), ("", ""),
    ],
)  # fmt: skip
def test_without_the_token_there_is_no_such_address(site, client, settings, token, given):
    settings.HUB_METRICS_TOKEN = token
    headers = {"authorization": given} if given else {}

    response = client.get("/metrics", headers=headers)

    assert (response.status_code, b"hub_" in response.content) == (404, False)


def test_requests_are_counted_by_view_method_and_status(site, client, read):
    def counted():
        return {key[1:]: value for key, value in read().items() if key[0] == "hub_http_requests_total"}

    before = counted()
    client.get("/nl/search/")
    # A second visitor is answered from memory.
    client.get("/nl/search/")
    client.get("/nl/geen-pagina/")
    client.generic("BREW", "/healthz")
    client.get("/admin/")
    found = {key: number - before.get(key, 0) for key, number in counted().items() if number != before.get(key, 0)}

    # The reading of before is counted after it was made.
    assert found == {
        ("200", "GET", "metrics"): 1,
        ("200", "GET", "search:search"): 1,
        ("200", "GET", "kept page"): 1,
        ("404", "GET", "wagtail_serve"): 1,
        ("405", "healthz", "other"): 1,
        ("302", "GET", "admin"): 1,
    }


def test_how_long_a_view_takes_is_a_histogram_that_tells_a_kept_page_from_a_slow_one(site, client, read):
    client.get("/nl/search/")

    found = read()
    buckets = [key[1] for key in found if key[0] == "hub_http_request_seconds_bucket" and key[2] == "search:search"]
    assert buckets == [str(float(edge)) for edge in metrics.BUCKETS] + ["+Inf"]
    assert found["hub_http_request_seconds_count", "search:search"] >= 1


def test_no_label_says_more_than_a_name_of_the_code(site, client, read):
    page = BestPracticePageFactory(title="Geheime praktijk", slug="geheime-praktijk")
    client.get(page.url)
    client.get("/nl/search/?q=zeldzamekwaal")
    client.get("/nl/jan-de-vries/", headers={"user-agent": "GeheimeBrowser"})

    views = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    views |= {"kept page", "unresolved", "admin", "search:search", "metrics"}
    labels = {label for key in read() for label in key[1:]}
    assert not [label for label in labels for word in ("geheim", "kwaal", "jan-de") if word in label.lower()]
    requested = {key[-1] for key in read() if key[0] == "hub_http_request_seconds_count"}
    assert requested - views - {view for view in requested if ":" in view} == set()


def test_the_queue_tells_how_many_wait_and_for_how_long(site, read):
    now = timezone.now()
    make_job(run_after=now - timedelta(minutes=2))
    make_job(run_after=now + timedelta(hours=1))
    at_once = make_job()
    DBTaskResult.objects.filter(pk=at_once.pk).update(enqueued_at=now - timedelta(minutes=10))
    make_job(status="FAILED", run_after=now)

    found = read()

    assert (found["hub_tasks_ready",], found["hub_tasks_failed",]) == (2, 1)
    assert found["hub_tasks_oldest_seconds",] == pytest.approx(600, abs=30)


def test_an_empty_queue_has_waited_for_nothing(site, read):
    found = read()

    assert (found["hub_tasks_ready",], found["hub_tasks_oldest_seconds",]) == (0, 0)


def test_mail_that_is_due_failed_or_in_doubt_is_counted(site, read):
    now = timezone.now()
    make_message(next_attempt_at=now - timedelta(minutes=5))
    make_message(next_attempt_at=now + timedelta(hours=1))
    make_message(state=MailState.IN_DOUBT)
    make_message(state=MailState.FAILED)
    make_message(state=MailState.FAILED, pruned_at=now)

    found = read()

    assert {key[1]: value for key, value in found.items() if key[0] == "hub_mail_messages"} == {
        "due": 1, "failed": 1, "in-doubt": 1,
    }  # fmt: skip
    assert found["hub_mail_oldest_due_seconds",] == pytest.approx(300, abs=30)


def test_each_command_of_the_schedule_tells_when_it_last_succeeded(site, read):
    now = timezone.now()
    ScheduledRun.objects.create(command="send_mail", succeeded_at=now)
    ScheduledRun.objects.create(command="follow_events", succeeded_at=now - timedelta(hours=3))

    found = read()

    assert found["hub_schedule_last_success_timestamp_seconds", "send_mail"] == pytest.approx(now.timestamp())
    overdue = {key[1]: value for key, value in found.items() if key[0] == "hub_schedule_overdue"}
    assert overdue == {entry.command: int(entry.command != "send_mail") for entry in TABLE}


def test_the_index_tells_its_version_and_whether_the_engine_answers(site, read):
    before = read()["hub_search_index_version",]
    BestPracticePageFactory().save_revision().publish()

    found = read()
    assert (found["hub_search_index_version",] > before, found["hub_search_ready",]) == (True, 1)


def test_an_engine_adds_its_own_figures(site, read, monkeypatch):
    monkeypatch.setattr(search_metrics, "_sources", [])

    @search_metrics.register
    def lag():
        for node in ("a", "b"):
            yield Reading("hub_search_lag_versions", "Versions behind.", 3, {"node": node})

    search_metrics.register(lag)

    found = {key: value for key, value in read().items() if key[0] == "hub_search_lag_versions"}
    assert found == {("hub_search_lag_versions", "a"): 3, ("hub_search_lag_versions", "b"): 3}


def test_a_part_that_cannot_be_read_takes_nothing_else_with_it(site, read, monkeypatch):
    def broken():
        raise DatabaseError
        yield

    monkeypatch.setattr(search_metrics, "_sources", [broken])

    found = read()
    assert found["hub_database_up",] == 1
    assert ("hub_tasks_ready",) in found


def test_without_a_database_there_are_still_figures(monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(gauges, "connection", Gone())

    found = {family.name: family.samples[0].value for family in gauges.StateCollector().collect()}
    assert found == {"hub_database_up": 0, "hub_cache_up": 1}


def test_a_cache_that_forgets_says_so(site, read, monkeypatch):
    monkeypatch.setattr(caches["rates"], "set", lambda *args: None)
    caches["rates"].clear()

    found = read()
    assert (found["hub_cache_up", "rates"], found["hub_cache_up", "default"]) == (0, 1)


def test_a_page_asks_the_database_nothing_for_the_figures(site, client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(0):
        client.get("/healthz")
