"""Funding calls: open, closing, closed, still to come; found as long as one can apply."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation
from freezegun import freeze_time
from wagtail.models import Locale

from home import wording
from knowledge import calls
from search.engines import get_engine
from search.models import IndexEntry
from search.query import SearchQuery
from tests.factories.events import at, in_days, make_event
from tests.factories.home import publish
from tests.factories.knowledge import FundingCallPageFactory, NewsPageFactory, make_short
from tests.structured_data import check

pytestmark = pytest.mark.django_db

NOON = "2026-03-10 12:00"


@pytest.fixture(autouse=True)
def _site(site):
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield


def make_call(title="Oproep", **values):
    return make_short(FundingCallPageFactory, title=title, **values)


def found(**values):
    return [hit.title for hit in get_engine().search(SearchQuery(**values)).hits]


def titles(response):
    return [hit.title for hit in response.context["results"].hits]


# --- The clock ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "deadline", "text"),
    [
        ("nl", "2027-03-01 17:00", "1 maart 2027, 17.00 uur"),
        ("nl", "2027-03-01 00:00", "28 februari 2027, 24.00 uur"),
        ("en", "2027-03-01 00:00", "28 February 2027, 24:00"),
    ],
)
def test_a_deadline_at_midnight_ends_the_day_before(language, deadline, text):
    with translation.override(language):
        assert wording.deadline_text(at(deadline)) == text


def test_on_the_last_day_a_call_that_ends_at_midnight_closes_today():
    with freeze_time(at("2027-02-28 12:00")):
        assert calls.state_of(None, at("2027-03-01 00:00")).badge["label"] == "Closes today"
    call = make_call(deadline=at("2031-03-01 00:00"))
    assert calls.card(call)["meta"][0]["text"] == "Deadline: 28 February 2031"


def test_an_editor_types_on_the_clock_of_the_site(admin):
    html = admin.get("/admin/account/").content.decode()

    assert 'name="locale-preferred_language"' in html
    assert "current_time_zone" not in html


# --- The deadline ---------------------------------------------------------------------------------------


def test_after_its_deadline_a_call_is_absent_from_hits_counts_and_matrix_alike(client, terms):
    where = {"building_blocks": [terms["data-sharing"]], "application_areas": [terms["health-and-care"]]}
    make_call("Gesloten", deadline=in_days(-1), **where)
    make_call("Open", deadline=in_days(9), **where)
    make_call("Altijd", deadline=None, **where)
    key = ("data-sharing", "health-and-care")

    now = get_engine().search(SearchQuery(sort="title"))
    everything = get_engine().search(SearchQuery(sort="title", past=True))

    assert [hit.title for hit in now.hits] == ["Altijd", "Open"]
    assert [hit.title for hit in everything.hits] == ["Altijd", "Gesloten", "Open"]
    assert [b.count for b in now.facet("type").buckets if b.value == "funding-call"] == [2]
    assert [b.count for b in everything.facet("type").buckets if b.value == "funding-call"] == [3]
    assert client.get("/nl/matrix/").context["table"].counts[key] == 2
    assert client.get("/nl/matrix/?past=1").context["table"].counts[key] == 3
    assert titles(client.get("/nl/search/?type=funding-call")) == titles(client.get("/nl/funding-calls/"))[::-1]
    assert len(titles(client.get("/nl/search/?type=funding-call&past=1"))) == 3


def test_a_call_closes_by_the_clock_without_being_published_again(client):
    deadline = at("2026-03-10 17:00")
    with freeze_time(at(NOON)):
        make_call(deadline=deadline)
        assert found() == ["Oproep"]
    with freeze_time(deadline - timedelta(seconds=1)):
        assert found() == ["Oproep"]
    with freeze_time(deadline):
        assert (found(), found(past=True)) == ([], ["Oproep"])
        assert calls.state_of(None, deadline).is_closed is True


def test_the_list_is_in_the_order_in_which_they_close_and_leads_to_those_that_did(client):
    make_call("Derde", deadline=None)
    make_call("Tweede", deadline=in_days(30))
    make_call("Eerste", deadline=in_days(3))
    make_call("Gesloten", deadline=in_days(-3))

    response = client.get("/nl/funding-calls/")

    assert titles(response) == ["Eerste", "Tweede", "Derde"]
    link = response.context["closed_url"]
    assert f'href="{link}"'.replace("&", "&amp;") in response.content.decode()
    assert set(titles(client.get(link))) == {"Eerste", "Tweede", "Derde", "Gesloten"}


def test_deadlines_and_dates_are_in_one_order():
    make_event("Dag", start=in_days(5))
    make_call("Sluit eerder", deadline=in_days(3))
    make_call("Sluit later", deadline=in_days(8))
    make_short(NewsPageFactory, title="Nieuws")

    assert found(sort="soonest") == ["Sluit eerder", "Dag", "Sluit later", "Nieuws"]


def test_a_row_says_on_the_day_itself_how_long_one_has(client):
    with freeze_time(at(NOON)):
        make_call(deadline=at("2026-03-13 17:00"))
        first = client.get("/en/funding-calls/").content.decode()
    with freeze_time(at("2026-03-13 09:00")):
        last = client.get("/en/funding-calls/").content.decode()

    assert ("Closes in 3 days" in first, "Closes today" in last) == (True, True)
    assert '<time datetime="2026-03-13T17:00+01:00">13 March 2026, 17:00</time>' in first


def test_nothing_on_the_stored_card_depends_on_today():
    with freeze_time(at(NOON)):
        page = make_call(deadline=at("2026-03-13 17:00"), opens_at=at("2026-03-11 09:00"), budget_to=Decimal(75000))
    card = IndexEntry.objects.get(work=page.translation_key, locale="en").card
    with freeze_time(at("2026-04-01 12:00")):
        publish(page)

    assert IndexEntry.objects.get(work=page.translation_key, locale="en").card == card
    assert card["opens_at"] == "2026-03-11T08:00:00+00:00"
    assert [item["text"] for item in card["meta"]] == ["Deadline: 13 March 2026", "up to €\xa075,000", "Voorbeeldfonds"]


# --- How it stands --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "deadline", "label", "tone", "which"),
    [
        (None, None, "Open for applications", "ok", "is_open"),
        ("2026-03-01 09:00", "2026-06-01 17:00", "Open for applications", "ok", "is_open"),
        (None, "2026-04-02 00:00", "Open for applications", "ok", "is_open"),
        (None, "2026-03-31 23:59", "Closes in 21 days", "warn", "is_open"),
        (None, "2026-03-12 00:30", "Closes in 2 days", "warn", "is_open"),
        (None, "2026-03-11 09:00", "Closes tomorrow", "warn", "is_open"),
        (None, "2026-03-10 17:00", "Closes today", "warn", "is_open"),
        (None, "2026-03-10 12:00", "Closed", "", "is_closed"),
        ("2026-03-10 12:01", "2026-03-11 17:00", "Opens on 10 March 2026", "info", "is_to_come"),
        ("2026-04-01 00:00", None, "Opens on 1 April 2026", "info", "is_to_come"),
    ],
)
@freeze_time(at(NOON))
def test_a_call_says_how_it_stands(opens, deadline, label, tone, which):
    state = calls.state_of(at(opens) if opens else None, at(deadline) if deadline else None)

    assert state.badge == {"label": label, "tone": tone}
    assert [name for name in ("is_open", "is_closed", "is_to_come") if getattr(state, name)] == [which]


def test_its_page_stays_and_says_that_it_closed(client):
    page = make_call(deadline=at("2026-03-03 17:00"))

    response = client.get(page.url)

    assert response.context["state"].is_closed is True
    assert "3 maart 2026" in response.content.decode()
    assert "btn-2" in response.content.decode().split('id="apply"')[1].split("</aside>")[0]


def test_before_it_opens_its_page_says_when(client):
    page = make_call(opens_at=in_days(10, "09:00"))

    response = client.get(page.url)

    assert response.context["state"].is_to_come is True
    assert response.context["badges"] == [response.context["state"].badge]
    assert 'class="notice"' in response.content.decode()


def test_the_time_of_a_deadline_is_that_of_the_netherlands_in_summer_and_winter(client):
    summer = make_call(deadline=at("2031-07-01 17:00"))
    winter = make_call(deadline=at("2031-12-01 17:00"))

    texts = [client.get(page.url).content.decode() for page in (summer, winter)]

    assert '<time datetime="2031-07-01T17:00+02:00">1 juli 2031, 17.00 uur</time>' in texts[0]
    assert '<time datetime="2031-12-01T17:00+01:00">1 december 2031, 17.00 uur</time>' in texts[1]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, ""),
        (Decimal(5000), Decimal(60000), "€\xa05,000 to €\xa060,000"),
        (Decimal(5000), Decimal(5000), "€\xa05,000"),
        (Decimal(5000), None, "from €\xa05,000"),
        (None, Decimal("60000.50"), "up to €\xa060,000.50"),
        (Decimal(0), Decimal(100), "€\xa00 to €\xa0100"),
    ],
)
def test_amounts_are_told_as_far_as_they_are_known(low, high, text):
    assert calls.budget_text(FundingCallPageFactory.build(budget_from=low, budget_to=high)) == text


# --- Publishing and machines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, []),
        ({"deadline": None}, []),
        ({"deadline": in_days(-400)}, []),
        ({"summary": "", "for_whom": " ", "external_url": ""}, ["external_url", "for_whom", "summary"]),
        ({"opens_at": in_days(50)}, ["deadline"]),
        ({"opens_at": in_days(10)}, []),
        ({"budget_from": Decimal(10), "budget_to": Decimal(5)}, ["budget_to"]),
        ({"budget_from": Decimal(10), "budget_to": Decimal(10)}, []),
    ],
)
def test_publishing_asks_for_what_an_applicant_needs(values, missing):
    assert sorted(FundingCallPageFactory.build(**values).get_publish_errors()) == missing


def test_a_call_is_a_grant_that_one_can_apply_for_until_its_deadline():
    page = make_call(
        opens_at=at("2031-01-01 09:00"),
        deadline=at("2031-07-01 17:00"),
        budget_from=Decimal(5000),
        budget_to=Decimal("60000.50"),
    )

    [document, _trail] = page.get_structured_data(RequestFactory().get("/nl/"))

    assert check(document) == []
    assert document["@type"] == "MonetaryGrant"
    assert document["funder"] == {"@type": "Organization", "name": "Voorbeeldfonds"}
    assert document["amount"] == {
        "@type": "MonetaryAmount", "currency": "EUR", "minValue": 5000, "maxValue": 60000.5,
    }  # fmt: skip
    assert document["potentialAction"] == {
        "@type": "ApplyAction",
        "target": "https://fonds.example/oproep",
        "startTime": "2031-01-01T09:00:00+01:00",
        "endTime": "2031-07-01T17:00:00+02:00",
    }


def test_a_call_of_which_little_is_known_says_no_more():
    page = make_call(deadline=None)

    [document, _trail] = page.get_structured_data(RequestFactory().get("/nl/"))

    assert check(document) == []
    assert "amount" not in document
    assert document["potentialAction"] == {"@type": "ApplyAction", "target": "https://fonds.example/oproep"}


def test_a_changed_deadline_holds_for_both_languages_at_once(client):
    page = make_call(deadline=in_days(-1))
    english = publish(page.copy_for_translation(Locale.objects.get(language_code="en")), title="Call")
    assert (found(locale="en"), found(locale="nl")) == ([], [])

    publish(page, deadline=in_days(20))

    assert (found(locale="en"), found(locale="nl")) == (["Call"], ["Oproep"])
    assert client.get(english.url).context["state"].is_open is True
    assert timezone.now() < type(page).objects.get(pk=english.pk).deadline
