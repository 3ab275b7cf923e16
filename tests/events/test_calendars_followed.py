"""Calendars that somebody follows, at an address of their own."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from freezegun import freeze_time
from icalendar import Calendar

from events import services
from events.enums import CalendarKind, JoinAccess, RegistrationState
from events.models import CalendarSubscription, Registration, Schedule
from events.subscriptions import services as calendars
from home.models import BuildingBlock
from hub.log_filters import HideSecrets
from members.personal_data import personal_data
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.query import SearchQuery
from tests.factories.events import first_date, in_days, make_event
from tests.factories.home import publish
from tests.factories.members import SeatFactory, UserFactory, WorkingGroupFactory, make_member
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db

URL = "https://meet.example/geheim"


@pytest.fixture(autouse=True)
def _host(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example"
    settings.WAGTAIL_SITE_NAME = "Kennishub"


def asked(keys="", locale="nl"):
    return SearchQuery.from_params(QueryDict(keys), locale=locale)


def follow(user=None, keys="", locale="nl"):
    return calendars.search_follow(asked=asked(keys, locale), user=user)


def titles(client, subscription):
    response = client.get(subscription.path)
    assert response.status_code == 200
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).events]


def register(page, user, occurrence=None, state=RegistrationState.CONFIRMED):
    return Registration.objects.create(
        number=f"N{Registration.objects.count()}",
        schedule=page.schedule,
        occurrence=occurrence,
        user=user,
        name=user.name,
        email=user.email,
        email_key=user.email,
        taking_part="online",
        language="nl",
        state=state,
        turn=Registration.objects.count(),
    )


# --- Making one ------------------------------------------------------------------------------------------


def test_an_address_is_short_and_nobody_guesses_it():
    tokens = {follow(UserFactory()).token for _number in range(20)}

    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", token) for token in tokens)


def test_the_same_search_is_the_same_calendar_for_one_person_and_for_all_visitors():
    user, other = UserFactory(), UserFactory()

    mine = follow(user, "kind=workshop&kind=lecture&page=3&sort=title")
    assert follow(user, "kind=lecture&kind=workshop") == mine
    assert follow(other, "kind=lecture&kind=workshop") != mine
    assert follow(user, "kind=lecture&kind=workshop", "en") != mine
    assert follow(None, "kind=workshop") == follow(None, "kind=workshop")
    assert mine.query == "kind=lecture&kind=workshop"
    assert mine.name == "Agenda van Kennishub: Werkbijeenkomst, Lezing"


def test_two_at_once_make_one_because_the_database_allows_no_other():
    first = follow(None, "kind=workshop")

    with pytest.raises(IntegrityError):
        CalendarSubscription.objects.create(kind=first.kind, query=first.query, language="nl", name="Nog een")


def test_a_search_that_is_too_long_and_a_calendar_too_many_are_refused():
    user = UserFactory()
    with pytest.raises(ValidationError) as too_long:
        follow(user, "&".join(f"tag=een-heel-lang-label-{'x' * 60}-{number}" for number in range(20)))
    for number in range(calendars.MAX_EACH):
        follow(user, f"q=vraag{number}")
    with pytest.raises(ValidationError) as too_many:
        follow(user, "q=anders")

    assert (too_long.value.code, too_many.value.code) == ("long", "many")


def test_a_visitor_makes_one_by_a_button_and_gets_instructions(client, site):
    make_event("Workshop over data", start=in_days(3), kind="workshop")
    page = client.get("/nl/calendars/follow/?kind=workshop&page=9")
    assert (page.status_code, CalendarSubscription.objects.exists()) == (200, False)
    assert "Kennishub: Werkbijeenkomst" in page.content.decode()

    response = client.post("/nl/calendars/follow/?kind=workshop", follow=True)

    subscription = CalendarSubscription.objects.get()
    assert response.redirect_chain == [(f"/nl/calendars/at/{subscription.token}/", 302)]
    html = response.content.decode()
    assert f'href="webcal://hub.example/c/{subscription.token}.ics"' in html
    assert f'value="https://hub.example/c/{subscription.token}.ics"' in html
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert titles(client, subscription) == ["Workshop over data"]
    assert subscription.user is None


def test_a_refusal_says_why_and_keeps_the_search(client, site, monkeypatch):
    monkeypatch.setattr(calendars, "MAX_QUERY", 5)

    response = client.post("/nl/calendars/follow/?kind=workshop")

    assert (response.status_code, CalendarSubscription.objects.count()) == (200, 0)
    assert "te lang" in response.content.decode() or "too long" in response.content.decode()
    assert "Werkbijeenkomst" in response.content.decode()


def test_making_them_is_throttled_and_looking_is_not(client, site, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "subscribe": "2/h"}

    statuses = [client.post(f"/nl/calendars/follow/?q=w{number}").status_code for number in range(3)]

    assert (statuses, client.get("/nl/calendars/follow/?q=w4").status_code) == ([302, 302, 429], 200)


def test_another_site_cannot_make_one_for_somebody(site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())

    assert client.post("/nl/calendars/follow/?q=data").status_code == 403
    assert not CalendarSubscription.objects.exists()


@pytest.mark.parametrize("path", ["/nl/search/?type=event&kind=workshop", "/nl/events/?kind=workshop"])
def test_search_and_agenda_lead_there(client, site, path):
    make_event("Workshop over data", start=in_days(3), kind="workshop")

    assert "/nl/calendars/follow/?kind=workshop" in client.get(path).content.decode()


def test_the_landing_page_of_a_term_leads_there(client, site, terms):
    page = make_event("Data delen", start=in_days(3))
    page.building_blocks = [BuildingBlock.objects.get(slug="data-sharing")]
    publish(page)

    html = client.get("/nl/building-blocks/data-sharing/").content.decode()

    assert 'href="/nl/calendars/follow/?building_block=data-sharing"' in html


# --- Reading one -----------------------------------------------------------------------------------------


def test_it_holds_what_its_owner_may_see_now_whoever_asks(client, site):
    make_event("Openbaar", start=in_days(1))
    of_the_group = make_event("Van de groep", start=in_days(3))
    group = WorkingGroupFactory(root_page=of_the_group.page_ptr)
    holder = make_member()
    SeatFactory(user=holder, working_group=group)
    mine, everybodys = follow(holder), follow()

    assert titles(client, mine) == ["Openbaar", "Van de groep"]
    client.force_login(holder)
    assert titles(client, everybodys) == ["Openbaar"]
    holder.seats.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert titles(client, mine) == ["Openbaar"]


def test_nobody_keeps_a_personal_one_and_its_address_leaks_by_no_link(client, site):
    make_event()
    mine, everybodys = client.get(follow(UserFactory()).path), client.get(follow().path)

    assert (mine.headers["Cache-Control"], everybodys.headers["Cache-Control"]) == (
        "private, no-store",
        "public, max-age=300",
    )
    assert {response.headers["Referrer-Policy"] for response in (mine, everybodys)} == {"no-referrer"}
    assert not mine.cookies


def test_moved_and_cancelled_dates_reach_it_and_nothing_new_is_304(client, site):
    page = make_event("Data delen", start=in_days(3))
    subscription = follow(UserFactory())
    etag = client.get(subscription.path).headers["ETag"]
    assert client.get(subscription.path, headers={"if-none-match": etag}).status_code == 304

    row = first_date(page)
    services.occurrence_move(occurrence=row, starts_at=in_days(4), ends_at=in_days(4, "15:00"), reason="Zaal")

    response = client.get(subscription.path, headers={"if-none-match": etag})
    (event,) = Calendar.from_ical(response.content).events
    assert (event.start, event["SEQUENCE"], str(event["UID"])) == (in_days(4), 1, f"{row.uuid}@hub.example")
    services.occurrence_cancel(occurrence=row, reason="Ziek")
    (event,) = Calendar.from_ical(client.get(subscription.path).content).events
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 2)


def test_it_speaks_the_language_in_which_it_was_made(client, site):
    make_event()

    response = client.get(follow(locale="en").path)

    assert str(Calendar.from_ical(response.content)["NAME"]) == "Agenda of Kennishub"
    assert response.headers["Content-Language"] == "en"


def test_of_its_use_only_the_day_is_known(client, site, django_assert_num_queries):
    subscription = follow()
    with freeze_time("2026-12-01 09:00"):
        client.get(subscription.path)
    subscription.refresh_from_db()
    assert str(subscription.last_used_on) == "2026-12-01"

    with freeze_time("2026-12-01 20:00"), django_assert_num_queries(0):
        calendars.subscription_use(subscription=subscription)


@pytest.mark.parametrize("ended", ["revoked", "renewed", "inactive", "gone", "never was"])
def test_an_ended_address_answers_like_one_that_never_was(client, site, ended):
    user = UserFactory()
    subscription = follow(user)
    assert client.get(subscription.path).status_code == 200
    {
        "revoked": lambda: calendars.subscription_revoke(subscription=subscription),
        "renewed": lambda: calendars.subscription_renew(subscription=subscription),
        "inactive": lambda: type(user).objects.filter(pk=user.pk).update(is_active=False),
        "gone": user.delete,
        "never was": lambda: CalendarSubscription.objects.all().delete(),
    }[ended]()

    assert client.get(subscription.path).status_code == 404
    assert client.get(f"/nl/calendars/at/{subscription.token}/").status_code == 404


def test_when_search_does_not_answer_a_program_keeps_what_it_has(client, site, monkeypatch):
    subscription = follow()

    def fail(self, query):
        raise SearchUnavailable

    monkeypatch.setattr(type(get_engine()), "works", fail)

    assert client.get(subscription.path).status_code == 503


@pytest.mark.parametrize("token", ["x", "%00", "../../etc/passwd", "a" * 5000, "%F0%9F%98%80"])
def test_nonsense_is_not_found(client, site, token):
    assert client.get(f"/c/{token}.ics").status_code == 404


def test_no_log_of_ours_has_the_secret(client, site, caplog):
    subscription = follow(UserFactory())
    calendars.subscription_revoke(subscription=subscription)
    logger = logging.getLogger("django.request")
    shown = []
    handler = logging.Handler()
    handler.emit = lambda record: shown.append(record.getMessage())
    handler.addFilter(HideSecrets())
    logger.addHandler(handler)
    try:
        client.get(subscription.path)
        client.get(f"/nl/calendars/at/{subscription.token}/")
    finally:
        logger.removeHandler(handler)

    assert shown == ["Not Found: /c/….ics", "Not Found: /nl/calendars/at/…/"]


# --- My registrations ------------------------------------------------------------------------------------


def test_my_registrations_are_the_dates_with_a_place_and_their_addresses(client, site):
    mine = make_event("Met plaats", start=in_days(3), date={"online_url": URL})
    waiting = make_event("In de rij", start=in_days(4), date={"online_url": URL})
    make_event("Niet gevraagd", start=in_days(5))
    user, other = UserFactory(), UserFactory()
    Schedule.objects.update(join_access=JoinAccess.REGISTERED)
    register(mine, user, first_date(mine))
    register(waiting, user, state=RegistrationState.WAITING)
    register(waiting, other)
    subscription = calendars.registrations_follow(user=user, language="nl")

    (event,) = Calendar.from_ical(client.get(subscription.path).content).events

    assert (str(event["SUMMARY"]), str(event["CONFERENCE"])) == ("Met plaats", URL)
    assert URL in event["DESCRIPTION"]


def test_of_a_series_only_the_dates_with_a_place_are_there_unless_it_is_for_all(client, site):
    page = make_event("Reeks", start=in_days(3))
    second = services.occurrence_add(schedule=page.schedule, starts_at=in_days(9), ends_at=in_days(9, "15:00"))
    one, all_of_it = UserFactory(), UserFactory()
    register(page, one, second)
    register(page, all_of_it)

    def starts(user):
        subscription = calendars.registrations_follow(user=user, language="nl")
        return [event.start for event in Calendar.from_ical(client.get(subscription.path).content).events]

    assert (starts(one), starts(all_of_it)) == ([in_days(9)], [in_days(3), in_days(9)])


def test_a_place_at_what_one_may_no_longer_see_is_not_told(client, site):
    page = make_event("Van de groep", start=in_days(3))
    user = UserFactory()
    register(page, user)
    subscription = calendars.registrations_follow(user=user, language="nl")
    assert titles(client, subscription) == ["Van de groep"]

    WorkingGroupFactory(root_page=page.page_ptr)
    restrict(page)

    assert titles(client, subscription) == []


# --- Looking after them ----------------------------------------------------------------------------------


@pytest.fixture
def owner(client, site):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_list_of_ones_own_with_when_each_was_used(client, owner):
    subscription = follow(owner, "kind=workshop")
    follow(UserFactory(), "kind=lecture")
    CalendarSubscription.objects.filter(pk=subscription.pk).update(last_used_on="2026-11-20")

    html = client.get("/nl/calendars/").content.decode()

    assert ("Werkbijeenkomst" in html, "Lezing" in html, "20 november 2026" in html) == (True, False, True)
    assert 'content="noindex"' in html
    assert "Werkbijeenkomst" in client.get("/nl/account/").content.decode()


def test_the_list_costs_the_same_with_one_and_with_thirty(client, owner, django_assert_num_queries):
    follow(owner, "q=een")
    client.get("/nl/calendars/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/nl/calendars/")
    for number in range(29):
        follow(owner, f"q=vraag{number}")
    with django_assert_num_queries(len(one)):
        client.get("/nl/calendars/")


def test_renaming_ending_and_a_new_address(client, owner):
    subscription = follow(owner)
    base = f"/nl/calendars/{subscription.pk}/"

    assert client.post(f"{base}name/", {"name": "  Mijn agenda "}).status_code == 302
    assert client.post(f"{base}name/", {"name": ""}).status_code == 400
    assert client.post(f"{base}name/", {"name": "x" * 201}).status_code == 400
    renewed = client.post(f"{base}address/")
    after = CalendarSubscription.objects.get()
    assert (after.name, after.token != subscription.token) == ("Mijn agenda", True)
    assert renewed.headers["Location"] == f"/nl/calendars/at/{after.token}/"
    assert client.post(f"{base}end/").status_code == 302
    assert client.get(after.path).status_code == 404
    assert follow(owner).pk != subscription.pk


@pytest.mark.parametrize("action", ["name", "end", "address"])
def test_what_is_somebody_elses_does_not_exist(client, owner, action):
    theirs, everybodys = follow(UserFactory()), follow()

    for subscription in (theirs, everybodys):
        assert client.post(f"/nl/calendars/{subscription.pk}/{action}/", {"name": "Van mij"}).status_code == 404
    assert client.get(f"/nl/calendars/at/{theirs.token}/").status_code == 404
    assert set(CalendarSubscription.objects.values_list("pk", "token", "revoked_at", "name")) == {
        (row.pk, row.token, None, row.name) for row in (theirs, everybodys)
    }


@pytest.mark.parametrize("path", ["", "registrations/", "1/name/", "1/end/", "1/address/"])
def test_visitors_are_asked_to_sign_in(client, site, path):
    response = client.post(f"/nl/calendars/{path}") if path else client.get("/nl/calendars/")

    assert response.headers["Location"].startswith("/nl/account/login/")


@pytest.mark.parametrize("path", ["registrations/", "1/name/", "1/end/", "1/address/"])
def test_a_link_changes_nothing(client, owner, path):
    assert client.get(f"/nl/calendars/{path}").status_code == 405


def test_following_ones_registrations_by_a_button(client, owner):
    response = client.post("/nl/calendars/registrations/")

    subscription = CalendarSubscription.objects.get()
    assert (subscription.kind, subscription.user) == (CalendarKind.REGISTRATIONS, owner)
    assert response.headers["Location"] == f"/nl/calendars/at/{subscription.token}/"


def test_a_copy_of_ones_data_names_them_without_their_addresses(owner):
    subscription = follow(owner, "kind=workshop")

    with translation.override("nl"):
        data = personal_data(owner)

    assert [row["query"] for row in data["calendars"]] == ["kind=workshop"]
    assert subscription.token not in str(data)


def test_what_visitors_made_and_nobody_used_is_forgotten(capsys, db):
    with freeze_time("2026-10-01"):
        unused, used, mine = follow(None, "q=een"), follow(None, "q=twee"), follow(UserFactory(), "q=drie")
    CalendarSubscription.objects.filter(pk=used.pk).update(last_used_on="2026-10-02")
    recent = follow(None, "q=vier")

    with freeze_time("2026-11-30"):
        CalendarSubscription.objects.filter(pk=recent.pk).update(created_at=timezone.now())
        call_command("prune_calendars")

    assert set(CalendarSubscription.objects.all()) == {used, mine, recent}
    assert "1 calendars" in capsys.readouterr().out
    assert unused not in CalendarSubscription.objects.all()
