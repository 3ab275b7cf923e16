"""The editor's screens of imports."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import CalendarSource, EventIndexPage, EventPage, ImportRun
from events.permissions import may_import
from home.fetching import MAX_BYTES
from tests.events.importing import imported, make_source, vcalendar, vevent
from tests.events.test_importing import change
from tests.factories.events import make_event
from tests.factories.members import UserFactory
from tests.hub.editors import make_editor, make_writer_below

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def given(*events, content=None):
    return {"file": SimpleUploadedFile("agenda.ics", content or vcalendar(*events), "text/calendar")}


def text_of(response):
    return response.content.decode()


def later(**more):
    return vevent(start="20390112T133000", end="20390112T170000", **more)


def test_from_a_calendar_to_pages(admin):
    admin.post(
        reverse("calendar_source_add"),
        {"name": "Provincie", "kind": "workshop", "language": "nl", "zone": "Europe/Amsterdam", "is_active": "on"},
    )
    source = CalendarSource.objects.get()
    assert source.owner is not None
    assert "Provincie" in text_of(admin.get(reverse("calendar_sources")))

    response = admin.post(
        reverse("calendar_read", args=[source.pk]), given(later(), later(uid="b", title=None)), follow=True
    )
    run = ImportRun.objects.get()
    text = text_of(response)
    assert "It has no title." in text
    assert 'name="take"' in text
    assert not EventPage.objects.exists()

    done = admin.post(reverse("import_run", args=[run.pk]), {"take": [run.items.first().pk]}, follow=True)

    page = EventPage.objects.get()
    assert page.get_admin_display_title() in text_of(done)
    assert page.title in text_of(admin.get(reverse("calendar_source", args=[source.pk])))
    assert reverse("imported_event", args=[imported(source).pk]) in text_of(
        admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    )


def test_locks_are_shown_and_released(admin):
    source = make_source()
    read = reverse("calendar_read", args=[source.pk])

    def take(*events):
        admin.post(read, given(*events))
        run = ImportRun.objects.first()
        admin.post(reverse("import_run", args=[run.pk]), {"take": list(run.items.values_list("pk", flat=True))})

    take(later())
    change(EventPage.objects.get(), title="Mijn naam")
    url = reverse("imported_event", args=[imported(source).pk])
    assert "No: changed here." in text_of(admin.get(url))
    assert "The calendar says something else" not in text_of(admin.get(reverse("calendar_source", args=[source.pk])))
    take(later(title="Nieuwe naam"))
    assert "the calendar says something new" in text_of(admin.get(url))
    assert "The calendar says something else" in text_of(admin.get(reverse("calendar_source", args=[source.pk])))

    admin.post(url, {"field": "title", "do": "take"})

    assert EventPage.objects.get().get_latest_revision_as_object().title == "Nieuwe naam"
    assert "changed here" not in text_of(admin.get(url)).replace("What somebody changed here", "")


def test_what_may_be_here_already_is_chosen(admin):
    here = make_event("Kennismaking met AI")
    start = here.schedule.occurrences.get().starts_local
    source = make_source()
    event = vevent(start=f"{start:%Y%m%dT%H%M%S}", end=None)
    admin.post(reverse("calendar_read", args=[source.pk]), given(event))
    run = ImportRun.objects.get()

    admin.post(reverse("import_run", args=[run.pk]), {f"choice-{run.items.get().pk}": "link"})

    assert (EventPage.objects.get().pk, imported(source).work) == (here.pk, here.translation_key)


@pytest.mark.parametrize("name", ["nothing", "too large"])
def test_a_file_that_cannot_be_read_is_said_to_be(admin, name):
    source = make_source()
    data = {"too large": given(content=b"BEGIN:VCALENDAR" + b" " * MAX_BYTES), "nothing": {}}[name]

    response = admin.post(reverse("calendar_read", args=[source.pk]), data, follow=True)

    assert ("5 MB" in text_of(response)) or ("required" in text_of(response))
    assert not ImportRun.objects.exists()


def test_what_is_no_calendar_is_said_to_be(admin):
    source = make_source()

    response = admin.post(
        reverse("calendar_read", args=[source.pk]), given(content=b"<!doctype html><p>x</p>"), follow=True
    )

    assert "is a web page" in text_of(response)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://hub.example/a.ics", "must begin with https"),
        ("https://a:b@hub.example/a.ics", "holds a name or a password"),
        ("https://hub.example:22/a.ics", "unusual port"),
        ("javascript:alert(1)", "Enter a valid URL"),
    ],
)
def test_an_address_that_cannot_be_is_refused_on_the_form_and_nothing_is_lost(admin, url, message):
    response = admin.post(reverse("calendar_source_add"), {"name": "Provincie", "url": url, "kind": "workshop"})

    assert (response.status_code, CalendarSource.objects.exists()) == (200, False)
    assert message in text_of(response)
    assert 'value="Provincie"' in text_of(response)


def test_webcal_is_the_web(admin):
    data = {"name": "P", "url": "webcal://hub.example/a.ics", "kind": "workshop", "language": "nl"}
    admin.post(reverse("calendar_source_add"), {**data, "zone": "Europe/Amsterdam"})

    assert CalendarSource.objects.get().url == "https://hub.example/a.ics"


def test_an_address_inside_is_refused_when_it_is_read(admin):
    source = make_source(url="https://127.0.0.1/a.ics")

    response = admin.post(reverse("calendar_read", args=[source.pk]), follow=True)

    source.refresh_from_db()
    assert "a network that is not public" in text_of(response)
    assert (source.problem, source.failures) == ("private", 1)


def addresses(source):
    run = ImportRun.objects.create(source=source)
    return [
        reverse("calendar_sources"),
        reverse("calendar_source_add"),
        reverse("calendar_source", args=[source.pk]),
        reverse("calendar_source_edit", args=[source.pk]),
        reverse("import_run", args=[run.pk]),
    ]


def test_who_may_publish_in_an_agenda_may_import_and_nobody_else(client):
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    editor, writer, member = make_editor(), make_writer_below(agenda, rights=("add_page", "change_page")), UserFactory()
    assert [may_import(user) for user in (editor, writer, member)] == [True, False, False]
    source = make_source()

    for user, is_let_in in ((editor, True), (writer, False), (member, False)):
        client.force_login(user)
        for address in addresses(source):
            assert (client.get(address).status_code == 200) is is_let_in, (user, address)
        read = client.post(reverse("calendar_read", args=[source.pk]), given(later()))
        assert (read.headers.get("Location", "").startswith("/admin/events/import/run/")) is is_let_in


def test_only_a_post_reads_a_calendar(admin):
    assert admin.get(reverse("calendar_read", args=[make_source().pk])).status_code == 405


def test_the_list_of_an_import_asks_as_many_questions_for_one_as_for_thirty(admin):
    def asked(number):
        source = make_source(name=f"{number}")
        events = [later(uid=f"{n}@elders", title=f"Titel {n} {'abcdefgh'[n % 8] * 20}") for n in range(number)]
        admin.post(reverse("calendar_read", args=[source.pk]), given(*events))
        run = ImportRun.objects.first()
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse("import_run", args=[run.pk]))
        return len(queries)

    asked(1)
    assert asked(1) == asked(30)
