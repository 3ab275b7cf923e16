"""The dates of a search on the site of a partner."""

import re
from html import unescape

import pytest
from icalendar import Calendar

from events import services
from tests.factories.events import VenueFactory, first_date, in_days, make_event
from tests.factories.members import UserFactory
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db

FRAME = "/nl/embed/agenda/"


@pytest.fixture(autouse=True)
def _host(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example"


def titles(client, path=FRAME):
    return re.findall(r'target="_top"[^>]*>([^<]+)</a></h2>', client.get(path).content.decode())


def test_it_has_the_next_dates_of_a_search_the_soonest_first(client, site):
    make_event("Later", start=in_days(30), kind="workshop")
    make_event("Eerst", start=in_days(2), kind="workshop", date={"venue": VenueFactory()})
    make_event("Geweest", start=in_days(-2), kind="workshop")
    make_event("Lezing", start=in_days(3), kind="lecture")

    assert titles(client) == ["Eerst", "Lezing", "Later"]
    assert titles(client, f"{FRAME}?kind=workshop") == ["Eerst", "Later"]
    assert titles(client, f"{FRAME}?kind=workshop&size=1") == ["Eerst"]
    html = client.get(FRAME).content.decode()
    assert "· Utrecht</p>" in html
    assert 'href="https://hub.example/nl/search/?type=event"' in html


def test_a_cancelled_date_says_so(client, site):
    page = make_event("Data delen", start=in_days(3))
    services.occurrence_cancel(occurrence=first_date(page), reason="Ziek")

    assert re.search(r"<strong>(Cancelled|Geannuleerd|Afgelast)</strong>", client.get(FRAME).content.decode())


def test_any_site_may_frame_it_and_it_alone_also_when_it_is_kept(client, site):
    for _time in range(2):
        framed, page = client.get(FRAME), client.get("/nl/events/")
        assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed.headers
        assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in client.get("/nl/embed/").headers["Content-Security-Policy"]


def test_it_has_no_script_no_form_and_no_cookie(client, site):
    make_event()

    response = client.get(FRAME)

    html = response.content.decode()
    assert (bool(response.cookies), "<script" in html, "<form" in html, "style=" in html) == (False,) * 4
    assert re.findall(r"<link rel=\"stylesheet\" href=\"([^\"]+)", html) == ["/static/css/embed.css"]
    assert set(re.findall(r"<a [^>]*", html)) == {
        tag for tag in re.findall(r"<a [^>]*", html) if 'target="_top"' in tag
    }


def test_a_member_who_looks_at_it_sees_what_everybody_sees(client, site):
    restrict(make_event("Voor leden", start=in_days(2)))
    make_event("Openbaar", start=in_days(3))
    client.force_login(UserFactory())

    assert titles(client) == ["Openbaar"]


@pytest.mark.parametrize("keys", ["size=9999", "size=x", "when=nonsense", "kind=%00", "tag=%3Cscript%3E", "page=99"])
def test_nonsense_is_left_out(client, site, keys):
    make_event("Data delen", start=in_days(2))

    assert client.get(f"{FRAME}?{keys}").status_code == 200


def test_only_reading_is_possible(client, site):
    assert (client.post(FRAME).status_code, client.post("/nl/embed/").status_code) == (405, 405)


def test_what_to_copy_leads_to_the_frame_the_data_and_the_calendar(client, site):
    make_event("Data delen", start=in_days(2), kind="workshop")

    html = client.get("/nl/embed/?kind=workshop&size=5").content.decode()

    snippet = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
    source = unescape(re.search(r'src="([^"]+)"', snippet)[1])
    assert source == "https://hub.example/nl/embed/agenda/?kind=workshop&size=5"
    addresses = [unescape(value) for value in re.findall(r'readonly value="https://hub.example([^"]+)"', html)]
    assert titles(client, source.removeprefix("https://hub.example")) == ["Data delen"]
    data, calendar = (client.get(path) for path in addresses)
    assert [item["title"] for item in data.json()["items"]] == ["Data delen"]
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(calendar.content).events] == ["Data delen"]


def test_scripts_of_any_site_read_the_api_as_a_visitor(client, site):
    for path in ("/api/v1/search/?q=data", "/api/v1/search/?onzin=1", "/api/v1/works/aaaaaaaaaa/", "/api/v1/matrix/"):
        response = client.get(path)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    client.force_login(UserFactory())
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/search/?q=data").headers
    assert "Access-Control-Allow-Origin" not in client.get("/nl/search/").headers
