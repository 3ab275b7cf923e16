"""Taking over a calendar: what becomes of its events, what a person changed, and what is asked of one."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from events import services as dates
from events.enums import ImportChoice, ImportState, OccurrenceStatus, ScheduleStatus
from events.importing import items, services
from events.importing.comparing import Comparer
from events.importing.words import FIELDS, NOTES, PROBLEMS
from events.models import CalendarSource, EventPage, ImportedDate, Occurrence
from home import fetching
from home.text import plain_text
from tests.events.importing import (
    at,
    imported,
    look,
    make_source,
    notes,
    page_of,
    proposals,
    read,
    take_over,
    vcalendar,
    vevent,
)
from tests.factories.events import VenueFactory, make_event
from tests.factories.home import BuildingBlockFactory
from tests.factories.members import OrganisationFactory
from tests.home.editor import edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "_now")]

NEW_TIME = {"start": "20270112T143000", "end": "20270112T180000"}


@pytest.fixture
def _now():
    with freeze_time("2026-11-27 12:00"):
        yield


@pytest.fixture
def source():
    return make_source()


def spans(work):
    return [(row.starts_at, row.ends_at) for row in Occurrence.objects.for_work(work)]


def publish(page):
    page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def change(page, **values):
    """Change a page as an editor does."""
    draft = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    revision = draft.save_revision()
    if page.live:
        revision.publish()


# --- New ----------------------------------------------------------------------------------------------------


def test_a_new_event_is_a_draft_with_all_that_the_calendar_and_its_description_say(source):
    block, organisation = BuildingBlockFactory(slug="blok"), OrganisationFactory()
    source.building_blocks.add(block)
    source.organisation = organisation
    source.save()
    venue = VenueFactory(name="De Weverij", city="Utrecht")
    text = "Kom kennismaken.\\n\\nZie https://hub.example/meer.\\n<script>alert(1)</script>"

    run = take_over(source, vevent(DESCRIPTION=text, LOCATION="De Weverij\\, Utrecht", URL="https://hub.example/ai"))

    page = page_of(source)
    assert (run.state, page.live, page.title, page.summary) == (
        ImportState.DONE,
        False,
        "Kennismaking met AI",
        "Kom kennismaken.",
    )
    assert (list(page.building_blocks.all()), list(page.organisations.all())) == ([block], [organisation])
    assert spans(page.translation_key) == [(at("2027-01-12T13:30"), at("2027-01-12T17:00"))]
    assert Occurrence.objects.get().venue == venue
    html = str(page.body[0].value)
    assert '<a href="https://hub.example/meer">' in html
    assert "<script" not in html
    assert "https://hub.example/ai" in plain_text(page.body)


def test_a_place_that_is_not_known_stands_in_the_text(source):
    take_over(source, vevent(LOCATION="Zaal 3, Domplein"))

    assert "Zaal 3" in plain_text(page_of(source).body)
    assert Occurrence.objects.get().venue is None


def test_events_are_published_at_once_when_that_was_chosen(source):
    source.publishes = True
    source.save()

    take_over(source, vevent())

    assert page_of(source).live


def test_what_is_read_again_is_the_same_and_changes_nothing(source):
    take_over(source, vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))
    before = [(page.pk, page.latest_revision_id) for page in EventPage.objects.order_by("pk")]

    again = take_over(
        source, vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None)
    )

    assert (proposals(again), again.counts) == ([], {"same": 2})
    assert [(page.pk, page.latest_revision_id) for page in EventPage.objects.order_by("pk")] == before


def test_what_is_over_or_cancelled_and_was_never_here_is_not_offered(source):
    run = look(
        source,
        vevent(start="20261012T133000", end="20261012T170000"),
        vevent(uid="af@elders", STATUS="CANCELLED"),
    )

    assert (proposals(run), run.counts) == ([], {"over": 2})


def test_one_that_is_refused_stops_no_other(source):
    take_over(source, vevent())
    row = Occurrence.objects.get()
    dates.occurrence_add(schedule=row.schedule, starts_at=at("2027-01-12T14:30"), ends_at=at("2027-01-12T15:00"))

    run = take_over(
        source, vevent(**NEW_TIME), vevent(uid="goed@elders", title="Iets heel anders", RRULE="FREQ=DAILY;COUNT=2")
    )

    states = dict(run.items.values_list("uid", "state"))
    assert (run.state, states) == (ImportState.DONE, {"een@elders": "failed", "goed@elders": "done"})
    assert notes(run)[0] == ("refused", "There already is a date that starts then.")


# --- Changes and locks ----------------------------------------------------------------------------------------


def test_a_change_in_the_calendar_is_a_change_here(source):
    take_over(source, vevent(DESCRIPTION="Oud"))
    page = publish(page_of(source))

    run = take_over(source, vevent(title="Nieuwe naam", DESCRIPTION="Nieuw", **NEW_TIME))

    page.refresh_from_db()
    assert (page.title, page.summary, page.has_unpublished_changes) == ("Nieuwe naam", "Nieuw", False)
    row = Occurrence.objects.get()
    assert (row.starts_at, row.status, row.sequence) == (at("2027-01-12T14:30"), OccurrenceStatus.RESCHEDULED, 1)
    assert notes(run) == []


@pytest.mark.parametrize("is_live", [False, True])
def test_what_a_person_changed_is_left_alone_and_offered_and_the_rest_follows(source, is_live):
    take_over(source, vevent(DESCRIPTION="Oud"))
    page = page_of(source)
    if is_live:
        publish(page)
    change(page, title="Mijn naam")

    run = take_over(source, vevent(title="Nieuwe naam", DESCRIPTION="Nieuw"))

    draft = page_of(source).get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("Mijn naam", "Nieuw")
    assert (imported(source).offered, notes(run)) == (["title"], [("locked", "title")])
    assert proposals(look(source, vevent(title="Nieuwe naam", DESCRIPTION="Nieuw"))) == []


def test_saving_a_page_without_changing_anything_locks_nothing(source, admin):
    take_over(source, vevent(DESCRIPTION="Oud\\n\\nMet meer tekst."))
    edit(admin, page_of(source))

    page = items.page_of(imported(source))
    # The test's browser has no content blocks, so the text alone is gone.
    assert set(items.locked_fields(imported(source), page)) <= {"body"}


def test_a_date_that_a_person_moved_is_left_alone_and_offered(source):
    take_over(source, vevent())
    row = Occurrence.objects.get()
    dates.occurrence_move(occurrence=row, starts_at=row.starts_at, ends_at=row.ends_at + timedelta(hours=1))

    run = take_over(source, vevent(**NEW_TIME))

    assert Occurrence.objects.get().starts_at == at("2027-01-12T13:30")
    date = ImportedDate.objects.get()
    assert (date.is_offered, date.is_locked, [code for code, _detail in notes(run)]) == (True, True, ["date_locked"])

    items.date_take(date=date)

    date.refresh_from_db()
    assert (Occurrence.objects.get().starts_at, date.is_offered, date.is_locked) == (
        at("2027-01-12T14:30"),
        False,
        False,
    )


def test_taking_what_the_calendar_says_releases_the_lock_and_keeping_stops_the_offer(source):
    take_over(source, vevent())
    change(page_of(source), title="Mijn naam", summary="Mijn woorden")
    take_over(source, vevent(title="Nieuwe naam", DESCRIPTION="Nieuw"))
    event = imported(source)
    assert event.offered == ["summary", "title"]

    items.field_take(event=event, name="title")
    items.field_keep(event=event, name="summary")

    page, event = items.page_of(event), imported(source)
    assert (page.title, page.summary, event.offered) == ("Nieuwe naam", "Mijn woorden", [])
    assert items.locked_fields(event, page) == ["summary"]
    take_over(source, vevent(title="Nog nieuwer", DESCRIPTION="Nieuw"))
    assert items.page_of(event).title == "Nog nieuwer"


def test_a_page_that_somebody_works_on_is_not_changed_under_her_hands(source):
    take_over(source, vevent())
    page = publish(page_of(source))
    draft = EventPage.objects.get(pk=page.pk)
    draft.is_example = True
    draft.save_revision()

    run = take_over(source, vevent(title="Nieuwe naam"))

    assert items.page_of(imported(source)).title == "Kennismaking met AI"
    assert (imported(source).offered, notes(run)) == (["title"], [("busy", "")])
    with pytest.raises(ValidationError):
        items.field_take(event=imported(source), name="title")


def test_a_place_follows_until_a_person_chooses_another(source):
    first, second, own = VenueFactory(name="Het Paleis"), VenueFactory(name="De Loods"), VenueFactory(name="Eigen zaal")
    take_over(source, vevent(LOCATION="Het Paleis"))
    assert Occurrence.objects.get().venue == first

    take_over(source, vevent(LOCATION="De Loods"))
    row = Occurrence.objects.get()
    assert row.venue == second

    dates.occurrence_move(occurrence=row, starts_at=row.starts_at, ends_at=row.ends_at, venue=own)
    run = take_over(source, vevent(LOCATION="Het Paleis"))
    assert (Occurrence.objects.get().venue, notes(run)) == (own, [("locked", "place")])


# --- Series, cancelled and gone ---------------------------------------------------------------------------------


WEEKLY = {"RRULE": "FREQ=WEEKLY;COUNT=3"}


def statuses(work):
    return [(f"{row.starts_local:%d-%m %H:%M}", row.is_cancelled) for row in Occurrence.objects.for_work(work)]


def test_dates_of_a_series_are_moved_cancelled_and_added(source):
    take_over(source, vevent(**WEEKLY))
    work = imported(source).work

    take_over(
        source,
        vevent(RRULE="FREQ=WEEKLY;COUNT=4", EXDATE="20270119T133000"),
        vevent(start="20270127T100000", end="20270127T120000", RECURRENCE_ID="20270126T133000"),
    )

    assert statuses(work) == [
        ("12-01 13:30", False),
        ("19-01 13:30", True),
        ("27-01 10:00", False),
        ("02-02 13:30", False),
    ]


def test_a_series_at_another_time_is_moved_and_not_cancelled(source):
    take_over(source, vevent(**WEEKLY))

    take_over(source, vevent(**WEEKLY, **NEW_TIME))

    work = imported(source).work
    assert statuses(work) == [("12-01 14:30", False), ("19-01 14:30", False), ("26-01 14:30", False)]


def test_one_date_that_becomes_a_series_stays_that_date(source):
    take_over(source, vevent())
    first = Occurrence.objects.get()

    take_over(source, vevent(**WEEKLY))
    assert len(statuses(imported(source).work)) == 3
    take_over(source, vevent())

    assert Occurrence.objects.get(pk=first.pk).is_cancelled is False
    assert [cancelled for _day, cancelled in statuses(imported(source).work)] == [False, True, True]


def test_the_calendar_cancels_and_takes_it_back(source):
    take_over(source, vevent())
    publish(page_of(source))

    run = take_over(source, vevent(STATUS="CANCELLED", SEQUENCE="1"))
    schedule = page_of(source).schedule
    assert ([p for _uid, p in proposals(run)], schedule.status, bool(schedule.reason)) == (
        ["cancelled"],
        ScheduleStatus.CANCELLED,
        True,
    )
    take_over(source, vevent(SEQUENCE="2"))

    assert page_of(source).schedule.status == ScheduleStatus.SCHEDULED


def test_an_older_copy_changes_nothing(source):
    take_over(source, vevent(SEQUENCE="3"))

    run = look(source, vevent(title="Oude naam", SEQUENCE="2"))

    assert (proposals(run), run.counts) == ([], {"same": 1})


def test_what_is_gone_is_marked_and_not_cancelled(source):
    take_over(source, vevent())
    run = take_over(source, vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))

    assert ("een@elders", "gone") in proposals(run)
    assert imported(source).gone_at is not None
    assert Occurrence.objects.for_work(imported(source).work).get().is_cancelled is False

    take_over(source, vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))
    assert imported(source).gone_at is None


def test_in_a_calendar_that_is_cut_off_nothing_is_gone(source):
    take_over(source, vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))
    content = b"BEGIN:VCALENDAR\r\n" + vevent().encode() + b"\r\nBEGIN:VEVENT\r\nUID:tw"

    run = services.run_create(source=source, content=content)

    assert (proposals(run), run.counts) == ([], {"same": 1})


def test_what_was_deleted_here_stays_away(source):
    take_over(source, vevent())
    page_of(source).delete()

    run = look(source, vevent(title="Nieuwe naam"))

    assert (proposals(run), run.counts) == ([], {"deleted": 1})


# --- Here already -------------------------------------------------------------------------------------------------


DUPLICATES = {
    "the same title at the same time": ("Kennismaking met AI", "2027-01-12T13:30", True),
    "nearly, and half an hour later": ("Kennismaking met AI!", "2027-01-12T14:00", True),
    "as a part of a longer title": ("Agenda: kennismaking met AI in Utrecht", "2027-01-12T13:30", True),
    "another title": ("Jaarvergadering", "2027-01-12T13:30", False),
    "another day": ("Kennismaking met AI", "2027-01-13T13:30", False),
}


@pytest.mark.parametrize("name", DUPLICATES)
def test_what_may_be_here_already_is_asked(source, name):
    title, start, is_asked = DUPLICATES[name]
    here = make_event(title, start=at(start))

    item = look(source, vevent()).items.get()

    assert (item.proposal, item.work) == (("duplicate", here.translation_key) if is_asked else ("new", None))


def test_our_own_event_that_comes_back_is_known_by_its_identity(source):
    here = make_event("Heel iets anders", start=at("2027-03-12T13:30"))
    uid = f"{Occurrence.objects.get().uuid}@hub.example"

    assert look(source, vevent(uid=uid)).items.get().work == here.translation_key


def test_it_is_that_one_makes_no_page_keeps_what_is_there_and_follows_from_then_on(source):
    here = make_event("Kennismaking met AI", start=at("2027-01-12T13:30"), date={"ends_at": at("2027-01-12T17:00")})

    take_over(source, vevent(DESCRIPTION="Anders"), choice=ImportChoice.LINK.value)
    assert EventPage.objects.get().pk == here.pk
    run = take_over(source, vevent(title="Nieuwe naam", DESCRIPTION="Anders", **NEW_TIME))

    here.refresh_from_db()
    assert (here.title, imported(source).offered) == ("Kennismaking met AI", ["title"])
    assert spans(here.translation_key) == [(at("2027-01-12T14:30"), at("2027-01-12T18:00"))]
    assert notes(run) == [("locked", "title")]


def test_another_one_becomes_a_page_and_what_is_left_out_stays_out(source):
    make_event("Kennismaking met AI", start=at("2027-01-12T13:30"))
    run = look(source, vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))
    first = run.items.get(uid="een@elders")

    services.run_start(run=run, choices={first.pk: ImportChoice.TAKE.value})

    assert EventPage.objects.count() == 2
    night = services.run_create(source=source, content=read_again(), is_nightly=True)
    assert (proposals(night), night.counts) == ([], {"left_out": 1, "same": 1})
    by_hand = services.run_create(source=source, content=read_again())
    assert proposals(by_hand) == [("twee@elders", "new")]


def read_again():
    return vcalendar(vevent(), vevent(uid="twee@elders", title="Iets heel anders", start="20270201T100000", end=None))


# --- Runs ---------------------------------------------------------------------------------------------------------


def test_a_preview_is_started_once_and_a_newer_reading_replaces_it(source):
    old, new = look(source, vevent()), look(source, vevent())

    with pytest.raises(ValidationError):
        services.run_start(run=old, choices={})
    services.run_start(run=new, choices={})
    with pytest.raises(ValidationError):
        services.run_start(run=new, choices={})
    assert not EventPage.objects.exists()


def test_nobody_works_on_a_calendar_that_another_holds(source):
    run = look(source, vevent())
    assert services.source_hold(source=source)

    started = services.run_start(run=run, choices={run.items.get().pk: "take"})
    assert (started.state, EventPage.objects.count()) == (ImportState.RUNNING, 0)

    services.source_let_go(source=source)
    assert services.run_continue(run=started).state == ImportState.DONE
    assert EventPage.objects.count() == 1


def test_an_item_is_applied_once(source):
    run = look(source, vevent())
    item = run.items.get()
    item.choice = ImportChoice.TAKE
    item.save()
    events = {event.uid: event for event in read(vevent()).events}

    for _again in range(2):
        services.item_apply(item=item, events=events)

    assert EventPage.objects.count() == 1


def test_comparing_asks_as_many_questions_for_one_as_for_thirty(source):
    def many(number):
        return [vevent(uid=f"{n}@elders", title=f"Titel nummer {n} {'abcdefgh'[n % 8] * 20}") for n in range(number)]

    take_over(source, *many(2))

    def ask(number):
        with CaptureQueriesContext(connection) as queries:
            Comparer(CalendarSource.objects.get(), timezone.now(), is_nightly=False).compare(read(*many(number)))
        return len(queries)

    assert ask(3) == ask(30) <= 8


def test_every_code_has_its_words():
    text = "\n".join(path.read_text() for path in Path(services.__file__).parent.glob("*.py"))
    used = {code for code in NOTES if f'"{code}"' in text}
    assert used == set(NOTES)
    raised = {part.partition('"')[0] for part in Path(fetching.__file__).read_text().split('FetchFailed("')[1:]}
    assert {code for code in raised if code not in PROBLEMS} == set()
    assert {"title", "summary", "body", "place"} == set(FIELDS)
