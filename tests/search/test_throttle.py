"""How often one address may ask, what it is told then, and that nobody else notices."""

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from search.throttle import client_address, limited, parse_rate, seconds_to_wait


@pytest.fixture(autouse=True)
def _rates(settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "suggest": "2/h", "export": "1/h"}


@limited("suggest")
def answered(request, *args, **kwargs):
    return HttpResponse("ok")


def statuses(view, *requests):
    return [view(request).status_code for request in requests]


def test_beyond_the_rate_the_answer_is_429_and_says_how_long(rf):
    request = rf.get("/")

    assert statuses(answered, *[request] * 3) == [200, 200, 429]
    refused = answered(request)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    assert refused["Retry-After"] in refused.content.decode()
    assert refused["Cache-Control"] == "no-store"


def test_each_address_and_each_scope_is_counted_for_itself(rf):
    for _number in range(3):
        answered(rf.get("/"))

    assert answered(rf.get("/", REMOTE_ADDR="192.0.2.7")).status_code == 200
    assert seconds_to_wait("export", rf.get("/")) == 0
    assert seconds_to_wait("export", rf.get("/")) > 0


def test_the_next_window_begins_at_nought(rf, monkeypatch):
    monkeypatch.setattr("search.throttle.time.time", lambda: 7200.0 + 3590)
    request = rf.get("/")
    assert statuses(answered, *[request] * 3) == [200, 200, 429]
    assert seconds_to_wait("suggest", request) == 10

    monkeypatch.setattr("search.throttle.time.time", lambda: 7200.0 + 3600)
    assert answered(request).status_code == 200


def test_only_what_applies_is_counted_and_the_answer_can_be_its_own(rf):
    @limited(
        "export", respond=lambda request, seconds: HttpResponse("wait", status=429), applies=lambda r: "q" in r.GET
    )
    def view(request):
        return HttpResponse("ok")

    assert statuses(view, *[rf.get("/")] * 3, *[rf.get("/?q=x")] * 2) == [200, 200, 200, 200, 429]
    assert view(rf.get("/?q=x")).content == b"wait"


def test_an_empty_rate_limits_nothing(rf, settings):
    settings.HUB_RATES = {"suggest": ""}

    assert statuses(answered, *[rf.get("/")] * 50) == [200] * 50


def test_a_neighbour_in_one_network_of_the_sixth_version_is_the_same_visitor(rf):
    same = [rf.get("/", REMOTE_ADDR=f"2001:db8:0:1::{number}") for number in range(3)]

    assert statuses(answered, *same) == [200, 200, 429]
    assert answered(rf.get("/", REMOTE_ADDR="2001:db8:0:2::1")).status_code == 200


def test_a_request_without_an_address_is_answered(rf):
    assert statuses(answered, *[rf.get("/", REMOTE_ADDR="")] * 5) == [200] * 5


def test_a_counter_that_the_cache_dropped_begins_anew(rf, monkeypatch):
    monkeypatch.setattr(type(caches["rates"]), "add", lambda *args, **kwargs: False)

    assert answered(rf.get("/")).status_code == 200


@pytest.mark.parametrize("rate", ["120", "0/m", "x/m", "120/day", "-1/s"])
def test_a_rate_that_cannot_be_read_is_named(rate):
    with pytest.raises(ImproperlyConfigured, match=rate):
        parse_rate(rate)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        # What stands before the trusted hops was written by the visitor.
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        # Who did not come through the proxies is who asks.
        (1, "", "10.0.0.1"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")) == address
