import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events import services
from events.models import EventIndexPage, EventPage, Occurrence, Schedule, Venue
from home.models import HomePage
from tests.factories.events import VenueFactory, at, first_date, in_days, make_draft, make_event, translate
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

DATE = {
    "first_date-first_day": "2031-11-12",
    "first_date-start_time": "13:30",
    "first_date-last_day": "",
    "first_date-end_time": "17:00",
    "first_date-zone": "Europe/Amsterdam",
    "first_date-online_url": "",
    "first_date-capacity": "80",
}
START, END = at("2031-11-12 13:30"), at("2031-11-12 17:00")


@pytest.fixture(autouse=True)
def _site(site):
    pass


def fresh(page):
    return EventPage.objects.get(pk=page.pk)


def sign_in(client, *groups):
    user = UserFactory(groups=[Group.objects.get(name=name) for name in groups])
    client.force_login(user)
    return user


def page_data(**values):
    """What the editor's form of an event posts."""
    data = nested_form_data(
        {
            "title": "Data delen",
            "summary": "Drie teams",
            "slug": "",
            "kind": "workshop",
            "programme": streamfield([]),
            "body": streamfield([]),
            "image_alt": "",
            "currency": "EUR",
            "tags": "",
            "speakers": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    return {**data, **values}


def add_url():
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", agenda.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def date_url(name, page, *args):
    return reverse(name, args=[page.pk, *args])


def move_data(**values):
    return {
        "first_day": "2031-11-19",
        "start_time": "13:30",
        "last_day": "",
        "end_time": "17:00",
        "venue": "",
        "online_url": "",
        "capacity": "",
        "reason": "",
        **values,
    }


def rows():
    return list(Occurrence.objects.order_by("starts_at").values_list("starts_at", "ends_at", "status", "sequence"))


# --- The first date, on the page itself ------------------------------------------------------------------


def test_a_new_event_asks_for_its_first_date(admin):
    form = admin.get(add_url()).context["form"]

    assert list(form.date_form.fields) == [
        "first_day", "start_time", "last_day", "end_time", "all_day", "zone", "venue", "online_url", "capacity",
        "online_capacity", "repeat", "interval", "weekdays", "nths", "month_days", "months", "ends", "until", "count",
        "skipped", "added",
    ]  # fmt: skip
    assert form.date_form.initial == {"zone": "Europe/Amsterdam"}


def test_publishing_a_new_event_writes_its_date_before_it_is_public(admin):
    venue = VenueFactory()

    response = admin.post(add_url(), page_data(**DATE, **{"first_date-venue": venue.pk, "action-publish": "1"}))

    assert response.status_code == 302
    page = EventPage.objects.get()
    assert (page.live, rows()) == (True, [(START, END, "scheduled", 0)])
    row = first_date(page)
    assert (row.venue, row.capacity, row.schedule.zone, row.schedule.all_day) == (venue, 80, "Europe/Amsterdam", False)


def test_a_draft_may_wait_with_its_date(admin):
    response = admin.post(add_url(), page_data())

    assert (response.status_code, EventPage.objects.get().live, rows()) == (302, False, [])


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_publishing_or_submitting_without_a_date_is_refused_with_a_reason(admin, action):
    response = admin.post(add_url(), page_data(**{action: "1"}))

    assert response.status_code == 200
    assert response.context["form"].errors == {"__all__": ["Give the first date before you publish."]}
    assert (EventPage.objects.count(), rows()) == (0, [])


def test_the_form_of_a_date_that_was_left_empty_counts_as_no_date(admin):
    empty = dict.fromkeys(DATE, "") | {"first_date-zone": "America/New_York"}

    response = admin.post(add_url(), page_data(**empty))

    assert (response.status_code, EventPage.objects.count(), rows()) == (302, 1, [])


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"first_date-end_time": ""}, {"end_time": ["Give a time."]}),
        ({"first_date-end_time": "13:30"}, {"end_time": ["The end must come after the start."]}),
        ({"first_date-last_day": "2031-11-11"}, {"last_day": ["The last day cannot be before the first."]}),
        ({"first_date-first_day": ""}, {"first_day": ["This field is required."]}),
        (
            {"first_date-zone": "Mars/Olympus"},
            {"zone": ["Select a valid choice. Mars/Olympus is not one of the available choices."]},
        ),
        ({"first_date-online_url": "ftp://x.example/"}, {"online_url": ["Enter a valid URL."]}),
        ({"first_date-capacity": "0"}, {"capacity": ["Ensure this value is greater than or equal to 1."]}),
        (
            {"first_date-first_day": "2026-10-25", "first_date-start_time": "02:30"},
            {
                "start_time": [
                    "The clocks go back that night in Europe/Amsterdam, and 02:30 comes twice. Choose another time."
                ]
            },
        ),
        (
            {"first_date-first_day": "2026-03-29", "first_date-start_time": "01:00", "first_date-end_time": "02:30"},
            {
                "end_time": [
                    "The clocks go forward that night in Europe/Amsterdam, and skip 02:30. Choose another time."
                ]
            },
        ),
    ],
)
def test_an_impossible_date_is_an_error_on_its_field_also_of_a_draft(admin, values, errors):
    response = admin.post(add_url(), page_data(**{**DATE, **values}), headers={"accept-language": "en"})

    form = response.context["form"]
    assert form.date_form.errors == errors
    (field, (problem,)) = next(iter(errors.items()))
    label = form.date_form.fields[field].label
    assert form.errors == {"__all__": ["Look at the first date.", f"{label}: {problem}"]}
    assert (EventPage.objects.count(), rows()) == (0, [])


def test_times_are_on_the_clocks_of_the_zone_that_was_chosen(admin):
    admin.post(add_url(), page_data(**{**DATE, "first_date-zone": "America/New_York"}))

    assert rows() == [(at("2031-11-12 19:30"), at("2031-11-12 23:00"), "scheduled", 0)]


def test_an_all_day_event_needs_days_only_and_includes_the_last(admin):
    data = {
        **DATE,
        "first_date-start_time": "",
        "first_date-end_time": "",
        "first_date-last_day": "2031-11-13",
        "first_date-all_day": "on",
    }

    admin.post(add_url(), page_data(**data))

    assert rows() == [(at("2031-11-12"), at("2031-11-14"), "scheduled", 0)]
    assert Schedule.objects.get().all_day


def test_looking_at_a_preview_writes_nothing(admin):
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["events", "eventpage", agenda.pk])

    posted = admin.post(url, page_data(**DATE))
    shown = admin.get(url)

    assert (posted.json()["is_valid"], shown.status_code, rows()) == (True, 200, [])


def test_the_date_of_a_draft_is_corrected_on_the_page_until_it_is_published(admin):
    admin.post(add_url(), page_data(**DATE))
    page = EventPage.objects.get()
    shown = admin.get(edit_url(page)).context["form"].date_form
    assert {name: shown[name].value() for name in ("first_day", "start_time", "end_time", "capacity")} == {
        "first_day": START.date(),
        "start_time": START.time(),
        "end_time": END.time(),
        "capacity": 80,
    }

    admin.post(edit_url(page), page_data(**{**DATE, "first_date-first_day": "2031-11-19"}))
    assert rows() == [(START + timedelta(7), END + timedelta(7), "scheduled", 0)]
    admin.post(edit_url(page), page_data(**{**DATE, "first_date-first_day": "2031-11-20", "action-publish": "1"}))
    assert (fresh(page).live, rows()) == (True, [(START + timedelta(8), END + timedelta(8), "scheduled", 0)])


def test_saving_in_the_background_while_one_types_makes_one_date(admin):
    json = {"accept": "application/json"}
    first = admin.post(add_url(), page_data(**DATE), headers=json).json()
    page = EventPage.objects.get(pk=first["pk"])

    second = admin.post(edit_url(page), page_data(**{**DATE, "first_date-end_time": "18:00"}), headers=json).json()

    assert (second["success"], rows()) == (True, [(START, END + timedelta(hours=1), "scheduled", 0)])


def test_a_date_that_is_half_typed_is_not_saved_in_the_background(admin):
    answer = admin.post(
        add_url(), page_data(**{**DATE, "first_date-end_time": ""}), headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["error_code"], rows()) == (400, "validation_error", [])


def test_a_date_cannot_be_emptied_on_the_page_once_it_is_there(admin):
    admin.post(add_url(), page_data(**DATE))
    empty = {**DATE, "first_date-first_day": "", "first_date-start_time": "", "first_date-end_time": ""}

    response = admin.post(edit_url(EventPage.objects.get()), page_data(**empty))

    assert (response.status_code, rows()) == (200, [(START, END, "scheduled", 0)])


def test_a_program_that_saves_a_page_without_the_fields_of_the_date_leaves_the_date(admin):
    admin.post(add_url(), page_data(**DATE))

    response = admin.post(edit_url(EventPage.objects.get()), page_data(title="Anders"))

    assert (response.status_code, rows()) == (302, [(START, END, "scheduled", 0)])


def test_after_publishing_the_page_only_shows_its_dates(admin):
    page = make_event(start=START)

    response = admin.get(edit_url(page))
    assert response.context["form"].date_form is None
    assert date_url("event_dates", page) in response.content.decode()
    admin.post(edit_url(page), page_data(**{**DATE, "first_date-first_day": "2031-12-24", "action-publish": "1"}))

    assert rows() == [(START, START + timedelta(hours=3), "scheduled", 0)]


def test_a_draft_with_more_dates_changes_them_one_by_one(admin):
    page = make_draft()
    schedule = services.first_date_save(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END
    )
    services.occurrence_add(schedule=schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1))

    assert admin.get(edit_url(page)).context["form"].date_form is None


def test_somebody_else_was_first(admin, monkeypatch):
    page = make_draft()
    monkeypatch.setattr(EventPage, "schedule", None)
    services.schedule_create(work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END)
    monkeypatch.setattr("events.services.dates.is_announced", lambda work: True)

    response = admin.post(edit_url(page), page_data(**DATE), follow=True)

    assert "The dates are announced: change them one by one." in response.content.decode()
    assert rows() == [(START, END, "scheduled", 0)]


def test_an_event_that_is_reviewed_keeps_its_date_until_it_is_public(client):
    _group_that_edits_only()
    sign_in(client, "Editors without publishing")
    client.post(add_url(), page_data(**DATE, **{"action-submit": "1"}))
    page = EventPage.objects.get()
    assert (page.workflow_in_progress, rows()) == (True, [(START, END, "scheduled", 0)])

    client.post(date_url("event_date_move", page, first_date(page).uuid), move_data())
    assert rows() == [(START, END, "scheduled", 0)]
    page.current_workflow_task_state.approve(user=UserFactory(is_superuser=True))

    assert (fresh(page).live, rows()) == (True, [(START, END, "scheduled", 0)])


def test_revisions_of_an_event_can_be_compared(admin):
    page = make_event(start=START)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])

    assert admin.get(url).status_code == 200


def test_a_copy_is_a_new_event_that_asks_for_its_own_date(admin):
    page = make_event(start=START)
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    assert "publish_copies" not in admin.get(url).context["form"].fields

    admin.post(
        url,
        {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": page.get_parent().pk, "publish_copies": "on"},
    )

    copy = EventPage.objects.get(slug="kopie")
    assert (copy.live, copy.schedule) == (False, None)
    assert admin.get(edit_url(copy)).context["form"].date_form is not None


def test_a_translation_shows_the_dates_of_the_work(admin):
    page = make_event(start=START)
    english = translate(page, "Meeting")

    response = admin.get(edit_url(english))

    assert response.context["form"].date_form is None
    assert re.search(r"12 november 2031", response.content.decode(), re.I)


# --- The dates, one by one -------------------------------------------------------------------------------


def test_the_list_offers_what_can_be_done(admin):
    page = make_event(start=START)
    cancelled = services.occurrence_add(
        schedule=page.schedule, starts_at=START + timedelta(1), ends_at=END + timedelta(1)
    )
    services.occurrence_cancel(occurrence=cancelled, reason="Ziek")

    text = admin.get(date_url("event_dates", page)).content.decode()

    row = first_date(page)
    assert date_url("event_date_move", page, row.uuid) in text
    assert date_url("event_date_cancel", page, row.uuid) in text
    assert f'"{date_url("event_date_move", page, cancelled.uuid)}"' not in text
    assert date_url("event_date_restore", page, cancelled.uuid) in text
    assert date_url("event_date_add", page) in text
    assert "Ziek" in text


def test_adding_a_date(admin):
    page = make_event(start=START)

    response = admin.post(date_url("event_date_add", page), move_data())

    assert (response.status_code, response.headers["Location"]) == (302, date_url("event_dates", page))
    assert rows()[1] == (START + timedelta(7), END + timedelta(7), "scheduled", 0)
    entry = PageLogEntry.objects.filter(action="events.dates").get()
    assert (entry.page_id, entry.formatter.format_message(entry)) == (page.pk, "Added 2031-11-19 13:30")


def test_adding_the_first_date_of_a_draft_asks_for_the_zone(admin):
    page = make_draft()
    url = date_url("event_date_add", page)
    assert "zone" in admin.get(url).context["form"].fields

    admin.post(url, move_data(zone="America/New_York"))

    assert rows() == [(at("2031-11-19 19:30"), at("2031-11-19 23:00"), "scheduled", 0)]


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("is_public", [True, False])
def test_who_changes_dates_is_told_who_sees_them(admin, is_public):
    page = make_event(start=START) if is_public else make_draft()
    if not is_public:
        services.schedule_create(work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END)
    told = {True: "Calendars follow within the hour.", False: "Nobody sees them until you publish."}

    response = admin.post(date_url("event_date_add", page), move_data(), follow=True)

    assert [text.strip() for text in said(response)] == [f"The dates are saved. {told[is_public]}"]
    explained = response.content.decode().partition("<h2>")[2]
    assert ("A change is public at once" in explained, "Nobody sees them until" in explained) == (
        is_public,
        not is_public,
    )


def test_a_form_on_a_date_says_what_it_does_and_to_which_date(admin):
    page = make_event("Kanarie", start=START)

    for name, heading in (("move", "Change a date"), ("cancel", "Cancel a date")):
        response = admin.get(date_url(f"event_date_{name}", page, first_date(page).uuid))
        head = response.content.decode().partition('id="header-title"')[2].partition("<form")[0]
        assert heading in head
        assert "Kanarie, Wednesday 12 November 2031" in head
        assert [str(crumb["label"]) for crumb in response.context["breadcrumbs_items"][-2:]] == ["Kanarie", "Dates"]


def test_moving_a_date(admin):
    page = make_event(start=START, date={"online_url": "https://meet.example/a"})
    row, venue = first_date(page), VenueFactory()
    url = date_url("event_date_move", page, row.uuid)
    shown = admin.get(url).context["form"]
    assert (shown["first_day"].value(), shown["online_url"].value()) == (START.date(), "https://meet.example/a")

    admin.post(url, move_data(venue=venue.pk, capacity="60", reason="Andere zaal"))

    assert rows() == [(START + timedelta(7), END + timedelta(7), "rescheduled", 1)]
    row.refresh_from_db()
    assert (row.venue, row.online_url, row.capacity, row.reason, row.previous_starts_at) == (
        venue,
        "",
        60,
        "Andere zaal",
        START,
    )
    text = PageLogEntry.objects.get(action="events.dates").data["text"]
    assert text == "Changed 2031-11-12 13:30, now 2031-11-19 13:30"


def test_moving_an_all_day_date_needs_days_only(admin):
    page = make_event(date={"all_day": True, "starts_at": at("2031-11-12"), "ends_at": at("2031-11-14")})
    url = date_url("event_date_move", page, first_date(page).uuid)
    shown = admin.get(url).context["form"]
    assert [str(shown[name].value()) for name in ("first_day", "last_day", "start_time")] == [
        "2031-11-12",
        "2031-11-13",
        "None",
    ]

    admin.post(url, move_data(last_day="2031-11-20"))

    assert rows()[0][:2] == (at("2031-11-19"), at("2031-11-21"))


def test_cancelling_a_date_needs_a_reason(admin):
    page = make_event(start=START)
    url = date_url("event_date_cancel", page, first_date(page).uuid)
    assert admin.get(url).status_code == 200

    refused = admin.post(url, {"reason": " "})
    assert (list(refused.context["form"].errors), rows()[0][2]) == (["reason"], "scheduled")
    admin.post(url, {"reason": "Spreker ziek"})

    assert (rows()[0][2:], first_date(page).reason) == (("cancelled", 1), "Spreker ziek")


def test_a_refusal_of_the_service_is_told_on_the_form(admin):
    page = make_event(start=START)
    row = first_date(page)
    services.occurrence_cancel(occurrence=row, reason="Ziek")

    response = admin.post(date_url("event_date_move", page, row.uuid), move_data())

    assert response.context["form"].non_field_errors() == ["This date is cancelled; add a new one instead."]
    assert PageLogEntry.objects.filter(action="events.dates").count() == 0


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        ({"status": "cancelled", "reason": "Geen zaal"}, "cancelled", "Geen zaal"),
        ({"status": "postponed", "reason": "Staking"}, "postponed", "Staking"),
        ({"status": "cancelled", "reason": ""}, "scheduled", ""),
        ({"status": "scheduled", "reason": ""}, "scheduled", ""),
        ({"status": "party", "reason": "x"}, "scheduled", ""),
    ],
)
def test_the_whole_event_at_once(admin, data, status, reason):
    page = make_event()
    url = date_url("event_status", page)
    assert admin.get(url).context["form"].initial == {"status": "scheduled", "reason": ""}

    admin.post(url, data)

    schedule = Schedule.objects.get()
    assert (schedule.status, schedule.reason, schedule.sequence) == (status, reason, int(status != "scheduled"))


def test_an_event_that_was_postponed_may_take_place_after_all(admin):
    page = make_event()
    services.schedule_postpone(schedule=page.schedule, reason="Staking")

    admin.post(date_url("event_status", page), {"status": "scheduled", "reason": "Staking"})

    assert Schedule.objects.values_list("status", "reason", "sequence").get() == ("scheduled", "", 2)


def test_there_is_nothing_to_postpone_without_dates(admin):
    page = make_draft()

    response = admin.get(date_url("event_status", page))

    assert (response.status_code, response.headers["Location"]) == (302, date_url("event_dates", page))


def test_a_date_of_another_event_is_not_found_here(admin):
    page, other = make_event(), make_event("Anders")

    for name in ("event_date_move", "event_date_cancel"):
        assert admin.post(date_url(name, page, first_date(other).uuid), move_data(reason="x")).status_code == 404
    assert admin.get(reverse("event_dates", args=[page.get_parent().pk])).status_code == 404


# --- Who may ---------------------------------------------------------------------------------------------


def all_urls(page):
    row = first_date(page)
    return [
        date_url("event_dates", page),
        date_url("event_date_add", page),
        date_url("event_status", page),
        date_url("event_date_move", page, row.uuid),
        date_url("event_date_cancel", page, row.uuid),
    ]


def answers(client, page):
    """Return where each view leads, by reading and by writing."""
    data = move_data(reason="Ziek", status="cancelled")
    responses = [client.get(url) for url in all_urls(page)] + [client.post(url, data) for url in all_urls(page)[1:]]
    return [response.status_code for response in responses], {r.headers.get("Location", "") for r in responses}


def test_a_visitor_is_asked_to_sign_in_and_changes_nothing(client):
    page = make_event(start=START)
    before = rows()

    statuses, places = answers(client, page)

    assert set(statuses) == {302}
    assert all(place.startswith(("/nl/account/login/", "/admin/login/")) for place in places)
    assert rows() == before


@pytest.mark.parametrize("groups", [(), ("Editors without publishing",)])
def test_who_may_not_publish_changes_no_date_of_a_public_event(client, groups):
    if groups:
        _group_that_edits_only()
    sign_in(client, *groups)
    page = make_event(start=START)
    before = rows()

    statuses, _places = answers(client, page)

    assert (set(statuses), rows()) == ({302}, before)


def _group_that_edits_only():
    group = Group.objects.create(name="Editors without publishing")
    group.permissions.set(Group.objects.get(name="Editors").permissions.all())
    for permission in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=HomePage.objects.get(locale__language_code="nl").page_ptr,
            permission=_permission(permission),
        )
    return group


def _permission(codename):
    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def test_who_may_edit_changes_the_dates_of_a_draft_but_not_after_it_was_public(client):
    _group_that_edits_only()
    sign_in(client, "Editors without publishing")
    page = make_draft()
    services.first_date_save(work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END)
    url = date_url("event_date_move", page, first_date(page).uuid)

    assert client.post(url, move_data()).headers["Location"] == date_url("event_dates", page)
    assert rows() == [(START + timedelta(7), END + timedelta(7), "scheduled", 0)]

    EventPage.objects.filter(pk=page.pk).update(first_published_at=timezone.now())
    assert client.post(url, move_data(first_day="2031-12-24")).headers["Location"] != date_url("event_dates", page)
    assert rows() == [(START + timedelta(7), END + timedelta(7), "scheduled", 0)]


def test_the_dates_of_a_translation_that_is_still_a_draft_are_those_of_the_public_event(client):
    _group_that_edits_only()
    user = sign_in(client, "Editors without publishing")
    english_home = HomePage.objects.get(locale__language_code="en").page_ptr
    for permission in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=user.groups.get(), page=english_home, permission=_permission(permission)
        )
    page = make_event(start=START)
    draft = page.copy_for_translation(english_home.locale)
    before = rows()

    client.post(date_url("event_date_move", draft, first_date(page).uuid), move_data())

    assert rows() == before


def test_an_editor_who_may_publish_changes_dates(client):
    sign_in(client, "Editors")
    page = make_event(start=START)

    statuses, _places = answers(client, page)

    assert statuses[:5] == [200] * 5
    assert Occurrence.objects.filter(starts_at=START + timedelta(7)).exists()


def test_a_locked_page_is_locked_with_its_dates(client):
    user = sign_in(client, "Editors")
    page = make_event(start=START)
    EventPage.objects.filter(pk=page.pk).update(locked=True, locked_by=UserFactory(), locked_at=timezone.now())
    before = rows()

    client.post(date_url("event_date_move", page, first_date(page).uuid), move_data())

    assert (rows(), user.is_superuser) == (before, False)


def test_changing_dates_needs_a_token_of_the_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(is_superuser=True))
    page = make_event(start=START)
    before = rows()

    statuses = [client.post(url, move_data(reason="x")).status_code for url in all_urls(page)[1:]]

    assert (statuses, rows()) == ([403] * 4, before)


def test_the_editor_leads_to_the_dates_of_an_event_only(admin):
    page = make_event(start=in_days(4))

    assert date_url("event_dates", page) in admin.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
    agenda = page.get_parent()
    assert "/dates/" not in admin.get(reverse("wagtailadmin_explore", args=[agenda.pk])).content.decode()


# --- Venues ----------------------------------------------------------------------------------------------


def test_a_venue_is_made_and_kept_while_it_is_used(admin):
    viewset = Venue.snippet_viewset
    data = {
        "name": "De Weverij",
        "street": "",
        "postal_code": "",
        "city": "Utrecht",
        "region": "",
        "latitude": "52.1",
        "accessibility": "",
    }

    half = admin.post(reverse(viewset.get_url_name("add")), {**data, "longitude": ""})
    assert "Give both coordinates or neither." in half.content.decode()
    assert admin.post(reverse(viewset.get_url_name("add")), {**data, "longitude": "5.1"}).status_code == 302
    venue = Venue.objects.get()
    page = make_event("Data delen", date={"venue": venue})
    response = admin.post(reverse(viewset.get_url_name("delete"), args=[venue.pk]))

    assert (response.status_code, Venue.objects.count()) == (409, 1)
    assert first_date(page).venue == venue
    assert admin.get(reverse(viewset.get_url_name("list"))).status_code == 200
