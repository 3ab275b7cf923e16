"""The dates of a course: the same rows, screens and files as those of an event."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from icalendar import Calendar
from wagtail.models import Locale, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from events import services
from events.exports import calendar_export, calendar_url, dated_types
from events.models import DatedPage, EventPage, Occurrence, dated_page_models
from knowledge.models import BestPracticePage, CourseIndexPage, CoursePage
from search.query import SearchQuery
from tests.factories.events import VenueFactory, at, first_date, in_days, make_event
from tests.factories.knowledge import course_in, make_course, make_course_draft
from tests.factories.members import ContributorFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DATE = {
    "first_date-first_day": "2031-02-02",
    "first_date-start_time": "09:30",
    "first_date-last_day": "2031-03-02",
    "first_date-end_time": "12:30",
    "first_date-zone": "Europe/Amsterdam",
    "first_date-online_url": "",
    "first_date-capacity": "20",
}
START, END = at("2031-02-02 09:30"), at("2031-03-02 12:30")


@pytest.fixture(autouse=True)
def _site(site):
    pass


def add_url():
    parent = CourseIndexPage.objects.get(locale__language_code="nl")
    return reverse("wagtailadmin_pages:add", args=["knowledge", "coursepage", parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def date_url(name, page, *args):
    return reverse(name, args=[page.pk, *args])


def page_data(**values):
    """What the editor's form of a course posts."""
    data = nested_form_data(
        {
            "title": "Federatief leren",
            "summary": "Vijf dagdelen",
            "slug": "",
            "image_alt": "",
            "outcomes": streamfield([("outcome", "Beoordelen")]),
            "prerequisites": rich_text("<p>Python</p>"),
            "body": streamfield([]),
            "tags": "",
            "level": "advanced",
            "form": "hybrid",
            "start": "dates",
            "hours": "40",
            "certificate": "credits",
            "price": "1250",
            "currency": "EUR",
            "provider": "Leerhuis",
            "website": "https://leerhuis.example/",
            "comments": inline_formset([]),
        }
    )
    return {**data, "audiences": ["professionals"], "delivery_languages": ["nl"], **values}


def rows():
    return list(Occurrence.objects.order_by("starts_at").values_list("starts_at", "ends_at", "status"))


def test_page_types_with_dates_are_those_that_derive_from_the_one_class():
    assert set(dated_page_models()) == {EventPage, CoursePage}
    assert sorted(dated_types()) == ["course", "event"]
    assert not issubclass(BestPracticePage, DatedPage)


# --- The editor -----------------------------------------------------------------------------------------


def test_a_course_is_published_with_its_first_date(admin):
    response = admin.post(add_url(), page_data(**DATE, **{"action-publish": "1"}))

    assert response.status_code == 302
    page = CoursePage.objects.get()
    assert (page.live, page.level, page.hours) == (True, "advanced", 40)
    assert rows() == [(START, END, "scheduled")]
    assert [block.value for block in page.outcomes] == ["Beoordelen"]


def test_publishing_a_course_on_dates_without_one_is_refused_and_a_draft_is_not(admin):
    refused = admin.post(add_url(), page_data(**{"action-publish": "1"}))
    assert refused.context["form"].errors == {"__all__": ["Give the first date before you publish."]}

    assert (admin.post(add_url(), page_data()).status_code, rows()) == (302, [])


def test_a_course_that_starts_any_time_is_published_without_dates(admin):
    empty = dict.fromkeys(DATE, "") | {"first_date-zone": "Europe/Amsterdam"}

    admin.post(add_url(), page_data(**empty, start="any-time", **{"action-publish": "1"}))

    assert (CoursePage.objects.get().live, rows()) == (True, [])


def test_a_date_for_a_course_without_dates_is_pointed_out_before_it_is_public(admin):
    response = admin.post(add_url(), page_data(**DATE, start="interest", **{"action-publish": "1"}))

    assert response.context["form"].errors == {
        "start": ["You filled in a date. Choose “On dates”, or empty the fields of the date."]
    }
    assert (CoursePage.objects.count(), rows()) == (0, [])


def test_errors_of_publishing_are_on_their_fields_and_nothing_typed_is_lost(admin):
    data = page_data(**DATE, website="", provider="", **{"action-publish": "1"})
    del data["audiences"]

    form = admin.post(add_url(), data).context["form"]

    assert sorted(form.errors) == ["audiences", "organisations", "website"]
    assert form.date_form["first_day"].value() == "2031-02-02"


def test_a_preview_of_a_new_course_writes_nothing(admin):
    parent = CourseIndexPage.objects.get(locale__language_code="nl")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["knowledge", "coursepage", parent.pk])

    posted = admin.post(url, page_data(**DATE))
    shown = admin.get(url)

    assert (posted.json()["is_valid"], shown.status_code, rows()) == (True, 200, [])
    assert "Federatief leren" in shown.content.decode()


def test_the_dates_of_a_public_course_have_their_own_screens(admin):
    page = course_in(10)

    edit = admin.get(edit_url(page)).content.decode()
    listed = admin.get(date_url("event_dates", page)).content.decode()

    assert date_url("event_dates", page) in edit
    assert date_url("event_date_move", page, first_date(page).uuid) in listed
    assert CourseIndexPage.objects.get(locale__language_code="nl").title in listed


def test_adding_moving_and_cancelling_a_date_of_a_course(admin):
    page = course_in(10)
    values = {"first_day": "2031-02-02", "start_time": "09:30", "last_day": "", "end_time": "12:30", "venue": "",
              "online_url": "", "capacity": "", "reason": ""}  # fmt: skip

    admin.post(date_url("event_date_add", page), values)
    added = Occurrence.objects.get(starts_at=START)
    admin.post(date_url("event_date_move", page, added.uuid), {**values, "first_day": "2031-02-09"})
    admin.post(date_url("event_date_cancel", page, first_date(page).uuid), {"reason": "Te weinig aanmeldingen"})
    admin.post(date_url("event_status", page), {"status": "postponed", "reason": "Docent ziek"})

    assert [(row[0], row[2]) for row in rows()] == [
        (in_days(10), "cancelled"),
        (at("2031-02-09 09:30"), "rescheduled"),
    ]
    assert CoursePage.objects.get(pk=page.pk).schedule.status == "postponed"
    assert PageLogEntry.objects.filter(action="events.dates", page_id=page.pk).count() == 4


def test_dates_that_are_not_shown_say_so_to_the_editor(admin):
    page = course_in(10)
    page.start = "any-time"
    page.save_revision().publish()

    html = admin.get(date_url("event_dates", page)).content.decode()

    assert "These dates are not shown: the page says that it does not take place on dates." in html
    assert date_url("event_date_move", page, first_date(page).uuid) in html


def test_pages_without_dates_have_no_such_screens(admin):
    parent = CourseIndexPage.objects.get(locale__language_code="nl")

    assert admin.get(date_url("event_dates", parent)).status_code == 404


def test_a_translation_has_the_dates_of_the_work(admin):
    page = course_in(10)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    english.save_revision().publish()

    assert [row.starts_at for row in CoursePage.objects.get(pk=english.pk).occurrences] == [in_days(10)]
    assert admin.get(edit_url(english)).context["form"].date_form is None


@pytest.mark.parametrize(("start", "asks"), [(in_days(10), False), (None, True)])
def test_a_copy_of_a_dated_course_waits_for_its_own_date(admin, start, asks):
    page = make_course(start=start)

    form = admin.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).context["form"]

    assert ("publish_copies" in form.fields) is asks


# --- Calendars ------------------------------------------------------------------------------------------


def feed(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def summaries(client, path="/events.ics", **params):
    return [str(event["SUMMARY"]) for event in feed(client, path, **params).events]


def test_the_calendar_file_of_a_course_has_its_dates_and_who_gives_it(client):
    page = make_course_draft("Federatief leren", start="dates", provider="Leerhuis")
    page.organisations = [OrganisationFactory(name="Hogeschool")]
    services.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=START, ends_at=END, venue=VenueFactory()
    )
    page.save_revision().publish()
    page = CoursePage.objects.get(pk=page.pk)

    event = feed(client, f"{page.url}calendar/").events[0]

    assert (event.start, event.end, str(event["LOCATION"])) == (START, END, "De Weverij, Spoorlaan 12, 3511 AA Utrecht")
    assert event["ORGANIZER"].params["CN"] == "Hogeschool, Leerhuis"


def test_the_agenda_is_of_events_until_courses_are_asked_for(client):
    make_event("Lezing", start=in_days(3))
    course_in(5, "Cursus")
    make_course("Altijd")

    assert summaries(client) == ["Lezing"]
    assert summaries(client, type="course") == ["Cursus"]
    assert summaries(client, type=["course", "event"]) == ["Lezing", "Cursus"]
    assert summaries(client, type="fieldlab") == ["Lezing"]
    assert str(feed(client, "/events.ics", type="course", lang="en")["NAME"]).endswith(": Course")


def test_other_filters_narrow_the_calendar_of_courses(client):
    course_in(5, "Voor docenten", audiences=["teachers"])
    course_in(6, "Voor bestuurders", audiences=["executives"])

    assert summaries(client, type="course", audience="teachers") == ["Voor docenten"]


def test_a_list_of_courses_offers_their_calendar(client):
    course_in(5)

    assert "/events.ics?type=course" in client.get("/nl/courses/").content.decode()


@pytest.mark.parametrize(
    ("types", "url"),
    [
        (("course",), "/events.ics?type=course"),
        (("event", "course"), "/events.ics?type=course&type=event"),
        (("event",), "/events.ics"),
        ((), "/events.ics"),
        (("fieldlab",), None),
        (("fieldlab", "course"), "/events.ics?type=course"),
    ],
)
def test_a_search_offers_the_calendar_of_what_it_seeks(types, url):
    query = SearchQuery(filters={"type": types} if types else {})

    offered = calendar_export(query)

    assert (offered.url if offered else None) == url
    if offered:
        assert calendar_url(query) == url


def test_the_agenda_leaves_courses_to_their_own_list(client):
    make_event("Lezing", start=in_days(3))
    course_in(4, "Cursus")

    context = client.get("/nl/events/?type=course").context

    assert [hit.title for month in context["months"] for hit in month.hits] == ["Lezing"]
    assert context["calendar_url"] == "/events.ics"


def test_a_contact_person_of_a_course_cannot_be_deleted():
    person = ContributorFactory()
    make_course(contact=person)

    with pytest.raises(ProtectedError):
        person.delete()
