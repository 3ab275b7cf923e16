"""Dates that recur, in the editor: the form, the resulting dates, this and following, the same as last time."""

import re
from datetime import date, time

import pytest
from django.http import QueryDict
from django.urls import reverse
from freezegun import freeze_time

from events import services
from events.enums import Frequency
from events.models import EventPage, EventTemplate, Occurrence, Recurrence, Registration, RegistrationTerms, Schedule
from events.recurrence import Rule
from events.series_forms import FirstDatesForm, RepeatingForm
from tests.events.test_admin import DATE, _group_that_edits_only, add_url, date_url, edit_url, page_data, sign_in
from tests.factories.events import VenueFactory, at, in_days, make_draft, make_event, translate

pytestmark = pytest.mark.django_db

WEEKLY = Rule(frequency=Frequency.WEEKLY, weekdays=(1,), count=4)
REPEAT = {"repeat": "WEEKLY", "interval": "1", "weekdays": ["1"], "ends": "count", "count": "4"}
DAY = {"first_day": "2031-11-12", "start_time": "13:30", "end_time": "17:00", "zone": "Europe/Amsterdam"}


@pytest.fixture(autouse=True)
def _site(site):
    pass


def data_of(**values):
    """Return what a browser sends, lists as several values."""
    sent = QueryDict(mutable=True)
    for name, value in values.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def form_of(**values):
    form = FirstDatesForm(data_of(**{**DAY, **REPEAT, **values}))
    form.is_valid()
    return form


def make_series(page, rule=WEEKLY, first_day=date(2031, 3, 4)):
    recurrence = services.first_series_save(
        work=page.translation_key,
        zone="Europe/Amsterdam",
        rule=rule,
        first_day=first_day,
        start_time=time(13, 30),
        end_time=time(15),
    )
    return list(recurrence.schedule.occurrences.select_related("schedule"))


def starts(page):
    dates = Occurrence.objects.for_work(page.translation_key).select_related("schedule")
    return [f"{row.starts_local:%m-%d %H:%M} {row.status}" for row in dates]


# --- The form --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "rule", "first"),
    [
        ({}, "FREQ=WEEKLY;COUNT=4;BYDAY=TU", "2031-11-18"),
        ({"weekdays": []}, "FREQ=WEEKLY;COUNT=4;BYDAY=WE", "2031-11-12"),
        ({"repeat": "DAILY", "interval": "3", "nths": ["1"]}, "FREQ=DAILY;INTERVAL=3;COUNT=4", "2031-11-12"),
        ({"repeat": "MONTHLY", "nths": ["2", "-1"]}, "FREQ=MONTHLY;COUNT=4;BYDAY=2TU,-1TU", "2031-11-25"),
        (
            {"repeat": "MONTHLY", "weekdays": [], "month_days": ["-1"], "ends": "until", "until": "2032-03-01"},
            "FREQ=MONTHLY;UNTIL=20320301;BYMONTHDAY=-1",
            "2031-11-30",
        ),
        (
            {"repeat": "YEARLY", "weekdays": ["4"], "nths": ["-1"], "ends": "never"},
            "FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR",
            "2031-11-28",
        ),
        (
            {"repeat": "MONTHLY", "nths": ["1"], "months": ["1", "2"], "ends": "", "interval": ""},
            "FREQ=MONTHLY;BYMONTH=1,2;BYDAY=1TU",
            "2032-01-06",
        ),
    ],
)
def test_what_a_person_fills_in_becomes_a_rule_that_begins_on_the_first_day_that_fits(values, rule, first):
    form = form_of(**values)

    assert form.errors == {}
    values = form.date_values()
    assert (values["rule"].to_rrule(), values["first_day"].isoformat()) == (rule, first)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"repeat": "HOURLY"}, "repeat", "Select a valid choice. HOURLY is not one of the available choices."),
        ({"interval": "0"}, "interval", "Ensure this value is greater than or equal to 1."),
        ({"count": "1001"}, "count", "Ensure this value is less than or equal to 1000."),
        ({"count": ""}, "count", "Fill this in, or choose another end."),
        ({"ends": "until"}, "until", "Fill this in, or choose another end."),
        ({"repeat": "MONTHLY"}, "nths", "Choose both: which one, and of which day of the week."),
        (
            {"repeat": "MONTHLY", "nths": ["1"], "month_days": ["3"]},
            "month_days",
            "Choose days of the month, or a day of the week, not both.",
        ),
        ({"ends": "until", "until": "2031-11-13"}, "repeat", "This gives no date at all."),
        (
            {"repeat": "DAILY", "ends": "until", "until": "2039-01-01"},
            "repeat",
            "These are more than 1000 dates. Choose an earlier last day.",
        ),
        (
            {"repeat": "DAILY", "start_time": "02:30", "count": "300"},
            "start_time",
            (
                "Sunday 28 March 2032: The clocks go forward that night in Europe/Amsterdam, and skip 02:30. "
                "Choose another time."
            ),
        ),
        ({"added": ["nonsense"]}, "added", "Enter a valid date."),
        (
            {"ends": "count", "count": "1", "skipped-listed": "2031-11-18", "skipped-kept": []},
            "skipped",
            "Keep at least one date.",
        ),
    ],
)
def test_what_cannot_be_is_said_on_its_field(values, field, message):
    assert form_of(**values).errors[field] == [message]


def test_a_date_whose_tick_is_taken_away_is_skipped():
    form = form_of(
        **{"skipped-listed": "2031-11-18,2031-11-25", "skipped-kept": ["2031-11-25"], "added": ["2031-12-24", ""]}
    )

    values = form.date_values()
    assert (values["skipped"], values["added"]) == ([date(2031, 11, 18)], [date(2031, 12, 24)])
    assert [(listed.text, listed.is_kept) for listed in form.fields["skipped"].widget.days][:2] == [
        ("Tuesday 18 November 2031", False),
        ("Tuesday 25 November 2031", True),
    ]


def test_how_it_would_recur_says_nothing_as_long_as_it_does_not():
    form = FirstDatesForm(data_of(zone="Europe/Amsterdam", repeat="", interval="2", ends="count", count="3"))
    form.empty_permitted = True

    assert (form.has_changed(), form.is_valid()) == (False, True)
    assert form_of(repeat="").date_values()["starts_at"] == at("2031-11-12 13:30")


# --- Planning --------------------------------------------------------------------------------------------


def test_a_new_event_is_published_with_all_its_dates(admin):
    repeat = {f"first_date-{name}": value for name, value in REPEAT.items()}

    response = admin.post(add_url(), page_data(**DATE, **repeat, **{"action-publish": "1"}))

    page = EventPage.objects.get()
    assert (response.status_code, page.live) == (302, True)
    assert starts(page) == [
        "11-18 13:30 scheduled", "11-25 13:30 scheduled", "12-02 13:30 scheduled", "12-09 13:30 scheduled",
    ]  # fmt: skip
    assert {row.capacity for row in Occurrence.objects.all()} == {80}


def first_date(**values):
    """Return the fields of the dates as the form of a page names them."""
    return {**DATE, **{f"first_date-{name}": value for name, value in {**REPEAT, **values}.items()}}


def test_saving_in_the_background_while_one_says_how_it_recurs_keeps_up(admin):
    json = {"accept": "application/json"}
    half = first_date(repeat="MONTHLY", weekdays=[], ends="never")
    page = EventPage.objects.get(pk=admin.post(add_url(), page_data(**half), headers=json).json()["pk"])
    assert len(starts(page)) > 12
    whole = first_date(repeat="MONTHLY", nths=["2"], added=["2031-12-24"])
    skips = {"first_date-skipped-listed": "2031-12-09,2032-01-13,2032-02-10,2032-03-09"}
    kept = {"first_date-skipped-kept": ["2031-12-09", "2032-02-10", "2032-03-09"]}

    answer = admin.post(edit_url(page), page_data(**whole, **skips, **kept), headers=json).json()

    expected = [f"{day} 13:30 scheduled" for day in ("12-09", "12-24", "02-10", "03-09")]
    assert (answer["success"], starts(page), Recurrence.objects.count()) == (True, expected, 1)
    shown = admin.get(edit_url(page)).content.decode()
    assert re.findall(r'name="first_date-skipped-kept" value="([\d-]+)"( checked)?', shown) == [
        ("2031-12-09", " checked"), ("2032-01-13", ""), ("2032-02-10", " checked"), ("2032-03-09", " checked"),
    ]  # fmt: skip
    assert 'name="first_date-added" value="2031-12-24"' in shown

    admin.post(edit_url(page), page_data(**first_date(repeat="")), headers=json)
    assert (starts(page), Recurrence.objects.count()) == (["11-12 13:30 scheduled"], 0)


def test_saving_a_draft_as_it_is_leaves_its_dates(admin):
    admin.post(add_url(), page_data(**first_date()))
    page = EventPage.objects.get()
    before = list(Occurrence.objects.values_list("uuid", "starts_at"))
    form = admin.get(edit_url(page)).context["form"].date_form
    as_shown = {"weekdays": ["1"], "first_day": "2031-11-18", "skipped-listed": "", "skipped-kept": []}

    assert form.initial["first_day"] == date(2031, 11, 18)
    admin.post(edit_url(page), page_data(**first_date(**as_shown), title="Anders"))

    assert list(Occurrence.objects.values_list("uuid", "starts_at")) == before


@pytest.mark.parametrize("change", ["moved", "registered", "published"])
def test_dates_on_which_something_hangs_are_not_given_anew_by_the_page(admin, change):
    page = make_draft()
    dates = make_series(page)
    if change == "moved":
        services.occurrence_move(
            occurrence=dates[1], starts_at=dates[1].starts_at, ends_at=dates[1].ends_at, venue=VenueFactory()
        )
    elif change == "registered":
        Registration.objects.create(
            schedule=dates[0].schedule, occurrence=dates[0], name="An", email="an@hub.example", language="nl", turn=1
        )
    else:
        page.get_latest_revision().publish()
    before = starts(page)

    assert admin.get(edit_url(page)).context["form"].date_form is None
    admin.post(edit_url(page), page_data(**first_date()))

    assert starts(page) == before


def test_the_dates_are_shown_while_one_types_and_nothing_is_saved(admin):
    url = reverse("event_dates_preview")
    sent = {f"first_date-{name}": value for name, value in {**DAY, **REPEAT}.items()}

    part = admin.post(f"{url}?prefix=first_date", sent, headers={"X-Requested-With": "XMLHttpRequest"})
    whole = admin.post(f"{url}?prefix=first_date", sent)

    text = part.content.decode()
    assert re.findall(r'name="first_date-skipped-kept" value="([\d-]+)" checked', text) == [
        "2031-11-18", "2031-11-25", "2031-12-02", "2031-12-09",
    ]  # fmt: skip
    assert "Every Tuesday, 4 times." in text
    assert ("<html" in text, "<html" in whole.content.decode()) == (False, True)
    assert not Recurrence.objects.exists()


def test_what_is_wrong_is_said_where_the_dates_would_be(admin):
    sent = {**DAY, **REPEAT, "repeat": "MONTHLY"}

    text = admin.post(reverse("event_dates_preview"), sent).content.decode()

    assert "Which one in the month: Choose both" in text
    assert "It does not recur." in admin.post(reverse("event_dates_preview"), {**DAY, "repeat": ""}).content.decode()


def test_dates_that_recur_are_added_to_what_is_there(admin):
    page = make_event(start=at("2031-11-04 13:30"))
    url = date_url("event_series_add", page)
    form = admin.get(url).context["form"]
    assert (type(form), form["repeat"].value()) == (RepeatingForm, Frequency.WEEKLY)
    preview = admin.post(date_url("event_series_add_preview", page), {**DAY, **REPEAT}).content.decode()
    assert "Tuesday 9 December 2031" in preview

    refused = admin.post(url, {**DAY, "repeat": ""})
    added = admin.post(url, {**DAY, **REPEAT})

    assert "Say how it recurs, or add a single date." in refused.content.decode()
    assert (added.status_code, len(starts(page))) == (302, 5)
    assert "From 18 November 2031: every Tuesday, 4 times." in admin.get(date_url("event_dates", page)).content.decode()


def test_a_page_without_dates_has_nothing_to_add_to(admin):
    page = make_draft()

    assert admin.get(date_url("event_series_add", page)).url == date_url("event_dates", page)


# --- Changing --------------------------------------------------------------------------------------------


def series_data(admin, url, **values):
    form = admin.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in sent.items() if value is not False and value not in (None, "", [])}
    return {**kept, **values}


def test_it_is_said_first_what_will_happen_and_done_when_that_was_read(admin):
    page = make_draft()
    dates = make_series(page)
    url = date_url("event_series_change", page, dates[1].uuid)
    sent = series_data(admin, url, start_time="14:00", end_time="15:30")

    shown = admin.post(url, sent)

    assert "3 dates move from 13:30–15:00 to 14:00–15:30." in shown.content.decode()
    assert {row[6:11] for row in starts(page)} == {"13:30"}

    # Another field: what was read is not what would happen.
    other = admin.post(url, {**sent, "start_time": "14:15", "seen": shown.context["seen"]})
    assert "to 14:15–15:30." in other.content.decode()
    done = admin.post(url, {**sent, "seen": shown.context["seen"]})

    assert (done.status_code, [row[6:11] for row in starts(page)]) == (302, ["13:30", "14:00", "14:00", "14:00"])


def test_the_days_change_only_when_one_says_so(admin):
    page = make_draft()
    dates = make_series(page)
    url = date_url("event_series_change", page, dates[0].uuid)
    other_days = {"weekdays": ["3"], "count": "2"}

    nothing = admin.post(url, series_data(admin, url, **other_days))
    days = admin.post(url, series_data(admin, url, rule_is_other="on", **other_days))

    assert nothing.context["sentences"] == ["Nothing changes."]
    assert days.context["sentences"] == [
        "2 dates get another day; the first, Tuesday 4 March 2031, becomes Thursday 6 March 2031.",
        "2 dates have no day any more and go: 18 March 2031; 25 March 2031.",
    ]
    never = admin.post(url, series_data(admin, url, rule_is_other="on", repeat=""))
    assert never.context["form"].errors == {"repeat": ["Say how it recurs."]}


def test_a_service_that_refuses_is_heard_on_the_form(admin):
    page = make_draft()
    dates = make_series(page)
    url = date_url("event_series_change", page, dates[0].uuid)

    response = admin.post(url, series_data(admin, url, start_time="16:00"))

    assert "The end must come after the start." in response.content.decode()


def test_this_and_following_are_cancelled_from_the_screen_of_one(admin):
    page = make_draft()
    dates = make_series(page)

    admin.post(date_url("event_date_cancel", page, dates[2].uuid), {"scope": "following", "reason": "Klaar"})

    assert [row[12:] for row in starts(page)] == ["scheduled", "scheduled", "cancelled", "cancelled"]


def test_a_date_is_restored_and_one_of_a_draft_is_left_out(admin):
    page = make_draft()
    dates = make_series(page)
    services.occurrence_cancel(occurrence=dates[0], reason="Ziek")
    text = admin.get(date_url("event_dates", page)).content.decode()
    assert date_url("event_date_skip", page, dates[1].uuid) in text

    for name, row in (("event_date_restore", dates[0]), ("event_date_skip", dates[1])):
        url = date_url(name, page, row.uuid)
        assert admin.get(url).status_code == 200
        assert admin.post(url).status_code == 302

    assert starts(page) == ["03-04 13:30 scheduled", "03-18 13:30 scheduled", "03-25 13:30 scheduled"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_dates_asks_as_little_for_thirty_as_for_one(admin, django_assert_max_num_queries, number):
    page = make_draft()
    make_series(page, Rule(frequency=Frequency.DAILY, count=number))
    admin.get(date_url("event_dates", page))

    with django_assert_max_num_queries(40):
        admin.get(date_url("event_dates", page))


@pytest.mark.parametrize(
    "name",
    ["event_series_add", "event_series_change", "event_date_restore", "event_date_skip", "event_again"],
)
def test_who_may_not_change_dates_or_add_events_is_refused(client, name):
    _group_that_edits_only()
    page = make_event(start=at("2031-11-04 13:30"))
    row = Occurrence.objects.get()
    url = date_url(name, page, *([] if name in ("event_series_add", "event_again") else [row.uuid]))

    sign_in(client)
    assert (client.get(url).status_code, client.post(url).status_code) == (302, 302)
    # Who edits and does not publish may start another event like it, and changes nothing of this one.
    sign_in(client, "Editors without publishing")
    assert client.post(url).status_code == (200 if name == "event_again" else 302)
    assert starts(page) == ["11-04 13:30 scheduled"]


# --- The same as last time, and templates ----------------------------------------------------------------


@freeze_time("2026-11-10 12:00")
def test_the_next_same_weekday_on_which_the_venue_is_free_is_proposed():
    venue = VenueFactory()
    page = make_event(start=at("2026-11-03 13:30"), date={"venue": venue})
    make_event("Ander", start=at("2026-11-17 09:00"), hours=5, date={"venue": venue})
    other = make_event("Elders", start=at("2026-11-24 09:00"), hours=9)

    def proposed(event):
        return services.next_free_day(services.model_date(event), today=date(2026, 11, 10))

    assert proposed(page) == date(2026, 11, 24)
    assert proposed(other) == date(2026, 12, 1)


def test_an_event_is_planned_once_more_with_all_that_was_thought_of(admin):
    venue = VenueFactory()
    page = make_event(
        "Werkplaats",
        summary="Drie teams",
        start=at("2031-11-04 13:30"),
        date={"venue": venue, "capacity": 12, "online_capacity": 40, "online_url": "https://meet.example/a"},
    )
    translate(page, "Workshop")
    terms = RegistrationTerms.objects.create(schedule=page.schedule, opens_at=in_days(3), requires_approval=True)
    terms.kept_places.create(organisation_kind="startup", places=2)
    terms.questions.create(kind="dietary", labels={"nl": "Dieet?"})

    asked = admin.get(date_url("event_again", page))
    assert asked.context["form"].initial == {"day": date(2031, 11, 11), "title": "Werkplaats"}
    response = admin.post(date_url("event_again", page), {"day": "2031-12-02", "title": "Werkplaats 2"})

    again = EventPage.objects.get(title="Werkplaats 2")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[again.pk])
    assert (again.live, again.summary, again.kind, again.has_translation(page.locale)) == (
        False, "Drie teams", page.kind, True,
    )  # fmt: skip
    assert again.translation_key != page.translation_key
    assert again.slug.startswith("werkplaats-2-")
    row = Occurrence.objects.get(schedule__work=again.translation_key)
    assert (row.starts_at, row.venue, row.capacity, row.online_capacity, row.online_url) == (
        at("2031-12-02 13:30"), venue, 12, 40, "https://meet.example/a",
    )  # fmt: skip
    new = RegistrationTerms.objects.get(schedule=row.schedule)
    assert (new.requires_approval, new.opens_at, new.kept_places.get().places) == (True, None, 2)
    assert new.questions.get().labels == {"nl": "Dieet?"}
    assert new.questions.get().uuid != terms.questions.get().uuid


def test_what_never_had_a_date_is_copied_and_not_planned_again(admin):
    assert admin.get(date_url("event_again", make_draft())).status_code == 302


def test_a_day_on_which_the_clocks_skip_the_time_is_refused_and_nothing_is_made(admin):
    page = make_event(start=at("2031-11-04 02:30"))

    response = admin.post(date_url("event_again", page), {"day": "2032-03-28", "title": "Nacht"})

    assert "Sunday 28 March 2032: The clocks go forward" in response.content.decode()
    assert (EventPage.objects.count(), Schedule.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", [1, 30])
def test_templates_are_listed_with_their_kind_and_the_way_to_start(admin, django_assert_max_num_queries, number):
    for place in range(number):
        EventTemplate.objects.create(name=f"Sjabloon {place}", page=make_draft(f"Dag {place}"))
    url = reverse("wagtailsnippets_events_eventtemplate:list")
    text = admin.get(url).content.decode()
    template = EventTemplate.objects.first()
    assert (date_url("event_again", template.page) in text, "Workshop" in text, str(template)) == (
        True, True, "Sjabloon 0",
    )  # fmt: skip

    with django_assert_max_num_queries(40):
        admin.get(url)
