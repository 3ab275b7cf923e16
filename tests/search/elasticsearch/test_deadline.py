"""Every request has one deadline, from looking up the name to the last byte; no server is needed to see that."""

import socket
import threading
import time

import pytest
from elasticsearch import Elasticsearch

from hub.bench.proxy import (
    FAULTS,
    Answer,
    FaultyProxy,
    black_hole,
    boundless,
    drip,
    drip_body,
    endless,
    half_body,
    half_headers,
    works,
)
from search.engines.elasticsearch.connection import translated
from search.engines.elasticsearch.deadline import DeadlineNode, within
from search.exceptions import Reason, SearchUnavailable

SECONDS = 0.4
# What a busy machine may add.
SPARE = 0.4


def client(url, seconds=SECONDS, **options):
    return Elasticsearch(url, node_class=DeadlineNode, request_timeout=seconds, max_retries=0, **options)


@pytest.fixture
def proxy(monkeypatch):
    monkeypatch.setattr("hub.bench.proxy.Handler.ask", lambda handler: Answer(200, b'{"took": 1}'))
    with FaultyProxy("http://127.0.0.1:1") as one:
        yield one


def wait_until(holds, seconds):
    """Wait for something to hold; fails when it does not by then."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.05)


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "elasticsearch-connect"]


def test_an_answer_in_time_is_the_answer(proxy):
    with client(proxy.url) as asked:
        assert asked.perform_request("GET", "/").body == {"took": 1}


@pytest.mark.parametrize("fault", [black_hole, half_headers, half_body, drip, drip_body])
def test_what_is_not_whole_in_time_is_given_up(proxy, fault):
    proxy.go_wrong(fault)
    started = time.monotonic()

    with client(proxy.url) as asked, pytest.raises(SearchUnavailable) as raised, translated():
        asked.perform_request("GET", "/")

    assert raised.value.reason == Reason.SLOW
    assert SECONDS <= time.monotonic() - started < SECONDS + SPARE


def test_a_connection_that_stalled_is_not_used_again(proxy):
    with client(proxy.url, connections_per_node=1) as asked:
        for fault in (half_body, drip, half_headers):
            proxy.go_wrong(fault)
            with pytest.raises(SearchUnavailable), translated():
                asked.perform_request("GET", "/")
        proxy.recover()

        assert asked.perform_request("GET", "/").body == {"took": 1}


@pytest.mark.parametrize("fault", [endless, boundless])
def test_an_endless_answer_is_cut_off_before_it_fills_the_memory(proxy, fault):
    proxy.go_wrong(fault)

    with client(proxy.url, seconds=30) as asked, pytest.raises(SearchUnavailable) as raised, translated():
        asked.perform_request("GET", "/")

    assert raised.value.reason == Reason.UNREACHABLE


def test_a_name_that_is_looked_up_for_ever_is_given_up_too(monkeypatch):
    looked_up = threading.Event()

    def getaddrinfo(*args, **kwargs):
        looked_up.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    started = time.monotonic()

    with client("http://search.invalid:9200") as asked, pytest.raises(SearchUnavailable) as raised, translated():
        asked.perform_request("GET", "/")

    assert raised.value.reason == Reason.SLOW
    assert time.monotonic() - started < SECONDS + SPARE
    looked_up.set()
    wait_until(lambda: not threads(), 2)


def test_several_requests_share_the_time_that_is_left(proxy):
    proxy.go_wrong(lambda handler: (time.sleep(0.2), works(handler)))
    started = time.monotonic()

    with client(proxy.url, seconds=5) as asked, pytest.raises(SearchUnavailable) as raised, translated(), within(0.5):
        while True:
            asked.perform_request("GET", "/")

    assert (raised.value.reason, proxy.requests) == (Reason.SLOW, 3)
    assert time.monotonic() - started < 0.5 + SPARE


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("reset", Reason.UNREACHABLE),
        ("hangs up", Reason.UNREACHABLE),
        ("401", Reason.REFUSED),
        ("429", Reason.REFUSED),
        ("503", Reason.REFUSED),
        ("500", Reason.OTHER),
        ("502 of another proxy", Reason.OTHER),
        ("half of the JSON", Reason.OTHER),
    ],
)
def test_what_goes_wrong_has_a_word(proxy, name, reason):
    proxy.go_wrong(FAULTS[name])

    with client(proxy.url) as asked, pytest.raises(SearchUnavailable) as raised, translated():
        asked.info()

    assert raised.value.reason == reason


def test_a_closed_port_has_a_word(proxy):
    proxy.close()

    with client(proxy.url) as asked, pytest.raises(SearchUnavailable) as raised, translated():
        asked.info()

    assert raised.value.reason == Reason.UNREACHABLE
