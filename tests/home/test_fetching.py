"""Fetching from the open web and from nowhere else (threat C30)."""

import socket
import time

import pytest

from home import fetching
from home.fetching import FetchFailed, PublicGuard, check_address, fetch
from tests.home.fetch_server import BODY, DrippingHeaders, Handler, TestGuard, serve


@pytest.fixture
def server(settings):
    running = serve()
    settings.HUB_FETCH_GUARD = "tests.home.fetch_server.TestGuard"
    TestGuard.open_ports = {running.server_port}
    Handler.asked.clear()
    yield f"http://localhost.hub.example:{running.server_port}"
    TestGuard.open_ports = set()
    running.shutdown()
    running.server_close()


@pytest.fixture
def names(monkeypatch):
    """Names and the addresses that each look-up of them gives, one after the other; the last one stays."""
    known = {"localhost.hub.example": [["127.0.0.1"]]}
    real = socket.getaddrinfo

    def look_up(host, port, *args, **options):
        if host not in known:
            return real(host, port, *args, flags=socket.AI_NUMERICHOST, **options)
        answers = known[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [row for address in addresses for row in real(address, port, *args, **options)]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
    return known


def refusal(url, **options):
    with pytest.raises(FetchFailed) as caught:
        fetch(url, **options)
    return caught.value.code


NOT_PUBLIC = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "no address",
    "",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_none_to_connect_to(address):
    assert PublicGuard().is_allowed(address) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_a_public_address_is(address):
    assert PublicGuard().is_allowed(address) is True


HOSTS = [
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "169.254.169.254",
    "[fd00:ec2::254]",
]


@pytest.mark.parametrize("host", HOSTS)
def test_whatever_way_an_address_is_written_it_is_judged_by_where_it_leads(host, names):
    assert refusal(f"https://{host}/") in ("private", "name")


ADDRESSES = {
    "ftp://hub.example/a.ics": "scheme",
    "file:///etc/passwd": "address",
    "gopher://hub.example/": "scheme",
    "http://hub.example/a.ics": "scheme",
    "https://user@hub.example/": "credentials",
    "https://user:secret@hub.example/": "credentials",
    "https://hub.example@127.0.0.1/": "credentials",
    "https://hub.example:22/": "port",
    "https://hub.example:6379/": "port",
    "https://hub.example:99999/": "address",
    "https:///a.ics": "address",
    "https://hub.example/a b": "address",
    "https://hub.example/\r\nHost: elders": "address",
    "https://[::1/": "address",
    "hub.example/a.ics": "address",
    "": "address",
    "https://hub.example/" + "x" * 2000: "address",
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_could_never_be_fetched_is_refused_by_its_looks(url):
    with pytest.raises(FetchFailed) as caught:
        check_address(url)

    assert caught.value.code == ADDRESSES[url]


def test_what_is_there_is_fetched_from_the_address_and_asked_by_its_name(server, names):
    answer = fetch(f"{server}/ok?dag=1#deel")

    assert (answer.status, answer.body, answer.headers["etag"]) == (200, BODY, '"een"')
    path, host, _etag = Handler.asked[0]
    assert (path, host) == ("/ok?dag=1", server.removeprefix("http://"))


def test_what_is_as_it_was_is_not_sent_again(server, names):
    assert fetch(f"{server}/ok", headers={"If-None-Match": '"een"'}).status == 304


def test_what_is_packed_is_unpacked(server, names):
    assert fetch(f"{server}/gzip").body == BODY


ANSWERS = {
    "missing": "status",
    "bomb": "size",
    "trail": "encoding",
    "brotli": "encoding",
    "large": "size",
    "endless": "size",
    "cut": "connection",
    "around": "redirects",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_a_hostile_answer_is_refused(server, names, path):
    assert refusal(f"{server}/{path}") == ANSWERS[path]


@pytest.mark.parametrize("part", ["body", "headers"])
def test_who_sends_a_byte_at_a_time_is_hung_up_on(server, names, monkeypatch, part):
    monkeypatch.setattr(fetching, "MAX_SECONDS", 1.0)
    if part == "headers":
        slow = DrippingHeaders()
        slow.start()
        TestGuard.open_ports = {slow.port}
        url = f"http://localhost.hub.example:{slow.port}/"
    else:
        url = f"{server}/drip"
    begin = time.monotonic()

    assert refusal(url) == "slow"
    assert time.monotonic() - begin < 10


REDIRECTS = {
    "https://169.254.169.254/latest/meta-data/": "private",
    "https://[::1]/": "private",
    "https://10.0.0.1/": "private",
    "file:///etc/passwd": "address",
    "ftp://hub.example/": "scheme",
    "https://hub.example:22/": "port",
    "//user@hub.example/": "credentials",
    "https://[": "address",
}


@pytest.mark.parametrize("to", REDIRECTS)
def test_a_redirect_is_checked_as_the_first_address_was(server, names, to):
    assert refusal(f"{server}/away?{to}") == REDIRECTS[to]


def test_a_redirect_to_where_one_may_go_is_followed(server, names):
    assert fetch(f"{server}/once").body == BODY


def test_a_name_with_one_address_that_is_not_public_is_refused_altogether(server, names):
    names["half.hub.example"] = [["93.184.216.34", "10.0.0.1"]]

    assert refusal("https://half.hub.example/") == "private"


def test_a_name_that_answers_otherwise_a_moment_later_changes_nothing(server, names):
    port = server.rpartition(":")[2]
    names["wissel.hub.example"] = [["127.0.0.1"], ["10.0.0.1"]]

    assert fetch(f"http://wissel.hub.example:{port}/ok").body == BODY
    # One look-up was all: the second answer is still to come.
    assert names["wissel.hub.example"] == [["10.0.0.1"]]


def test_a_name_that_is_nowhere_is_said_to_be(names):
    assert refusal("https://nergens.invalid/") == "name"
