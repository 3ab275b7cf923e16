"""Dates that change: who is told what, once, after a quiet period."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from events import services
from events.change_letters import changes_send, changes_tell, pending_changes
from events.enums import EditScope, Frequency, RegistrationUnit
from events.models import DateChange, Occurrence
from events.recurrence import Rule
from events.registration import services as registrations
from members.models import MailMessage
from tests.factories.events import VenueFactory, in_days, make_event
from tests.factories.members import UserFactory
from tests.factories.registrations import make_open_event, register, register_guest

pytestmark = pytest.mark.django_db

START = "2026-11-02 10:00"
QUIET = timedelta(minutes=15)


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with freeze_time(START, tick=False) as clock:
        yield clock


@pytest.fixture
def event(site, clock):
    """An event in ten days, with its schedule, for which nobody registered yet."""
    return make_open_event("Open dag")


def join(schedule, **values):
    return register(schedule, UserFactory(language="en"), **values)


def move(schedule, days=0, minutes=0, reason="", **values):
    """Move the first date by some days or minutes."""
    row = schedule.occurrences.order_by("pk").first()
    by = timedelta(days=days, minutes=minutes)
    place = {"venue": row.venue, "online_url": row.online_url, **values}
    return services.occurrence_move(
        occurrence=row, starts_at=row.starts_at + by, ends_at=row.ends_at + by, reason=reason, **place
    )


def new_messages():
    """Return what was written about changed dates, in order: the letters of registering are no part of it."""
    return list(MailMessage.objects.filter(key__contains="|dates:").order_by("pk"))


def after_quiet(clock, minutes=15):
    clock.tick(timedelta(minutes=minutes))
    changes_send()
    return new_messages()


def event_of(message):
    (event,) = Calendar.from_ical(message.calendar).walk("VEVENT")
    return event


def test_five_edits_are_one_mail_that_says_old_and_new_and_why(event, clock):
    _page, schedule = event
    registration = join(schedule)
    for _edit in range(5):
        clock.tick(timedelta(minutes=2))
        move(schedule, minutes=30, reason="De zaal is bezet")
    changes_send()
    assert new_messages() == []

    (message,) = after_quiet(clock)

    assert message.subject == "Another time: Open dag"
    text = message.text
    assert "Not Thursday 12 November 2026, 13:30–16:30, but Thursday 12 November 2026, 16:00–19:00." in text
    assert "Why: De zaal is bezet" in text
    calendar = Calendar.from_ical(message.calendar)
    assert (str(calendar["METHOD"]), event_of(message)["SEQUENCE"]) == ("REQUEST", 5)
    assert str(event_of(message)["ATTENDEE"]) == f"mailto:{registration.email}"
    assert after_quiet(clock) == [message]


def test_what_is_as_it_was_before_is_told_to_nobody(event, clock):
    _page, schedule = event
    join(schedule)
    move(schedule, days=1)
    move(schedule, days=-1)
    assert pending_changes(schedule) is None
    assert after_quiet(clock) == []
    assert DateChange.objects.get().told_at is not None


def test_whoever_goes_on_editing_keeps_people_waiting_for_an_hour_at_most(event, clock):
    _page, schedule = event
    join(schedule)
    for _edit in range(7):
        move(schedule, minutes=10)
        assert after_quiet(clock, minutes=8) == []
    # 56 minutes after the first edit, 8 after the last.
    assert after_quiet(clock, minutes=3) == []
    assert len(after_quiet(clock, minutes=1)) == 1


def test_a_date_within_a_day_is_told_at_once(event, clock):
    _page, schedule = event
    join(schedule)
    move(schedule, days=-10, minutes=180)
    changes_send()
    assert [message.subject for message in new_messages()] == ["Another time: Open dag"]


def test_a_clock_that_was_set_back_holds_nothing_up(event, clock):
    _page, schedule = event
    join(schedule)
    move(schedule, days=1)
    clock.move_to("2026-11-01 09:00")
    changes_send()
    assert len(new_messages()) == 1


@pytest.mark.parametrize(
    ("act", "subject", "words", "method"),
    [
        (
            lambda schedule: services.occurrence_cancel(occurrence=schedule.occurrences.get(), reason="Ziek"),
            "Cancelled: Open dag",
            "Thursday 12 November 2026, 13:30–16:30 is cancelled.",
            "CANCEL",
        ),
        (
            lambda schedule: services.schedule_cancel(schedule=schedule, reason="Ziek"),
            "Cancelled: Open dag",
            "is cancelled.",
            "CANCEL",
        ),
        (
            lambda schedule: services.schedule_postpone(schedule=schedule, reason="Ziek"),
            "Postponed: Open dag",
            "is postponed. A new date follows",
            "CANCEL",
        ),
        (
            lambda schedule: move(schedule, venue=VenueFactory(name="Het Atelier"), reason="Ziek"),
            "Another place: Open dag",
            "The place is now Het Atelier, Spoorlaan 12",
            "REQUEST",
        ),
        (
            lambda schedule: move(schedule, days=1, venue=VenueFactory(name="Het Atelier"), reason="Ziek"),
            "Another time and place: Open dag",
            "but Friday 13 November 2026, 13:30–16:30. The place is now Het Atelier",
            "REQUEST",
        ),
        (
            lambda schedule: move(schedule, venue=None, online_url="https://meet.example/x", reason="Ziek"),
            "Another place: Open dag",
            "You now take part online.",
            "REQUEST",
        ),
    ],
)
def test_each_way_in_which_a_date_changes_has_its_words(event, clock, act, subject, words, method):
    _page, schedule = event
    join(schedule)
    act(schedule)
    (message,) = after_quiet(clock)
    assert message.subject == subject
    assert words in message.text
    assert "Why: Ziek" in message.text
    assert str(Calendar.from_ical(message.calendar)["METHOD"]) == method
    assert event_of(message)["SEQUENCE"] == 1


def test_what_was_called_off_and_goes_on_after_all_is_told_again(event, clock):
    _page, schedule = event
    join(schedule)
    services.schedule_postpone(schedule=schedule, reason="Ziek")
    after_quiet(clock)
    services.schedule_resume(schedule=schedule)
    postponed, resumed = after_quiet(clock)
    assert resumed.subject == "It takes place after all: Open dag"
    assert [event_of(message)["SEQUENCE"] for message in (postponed, resumed)] == [1, 2]
    assert event_of(resumed)["STATUS"] == "CONFIRMED"


def test_who_waits_is_told_without_a_calendar_and_who_withdrew_is_told_nothing(site, clock):
    _page, schedule = make_open_event("Open dag", capacity=2)
    stays, leaves = join(schedule), join(schedule)
    waits = join(schedule)
    guest = register_guest(schedule)
    move(schedule, days=1)
    registrations.registration_withdraw(registration=leaves, actor=leaves.user)

    told = {message.recipient: bool(message.calendar) for message in after_quiet(clock)}

    # The first of the waiting list was offered the place meanwhile: an offer is no place yet.
    assert told == {stays.email: True, waits.email: False}
    assert guest.email not in told


def test_who_registers_after_the_last_edit_knows_it_already(event, clock):
    _page, schedule = event
    first = join(schedule)
    move(schedule, days=1)
    clock.tick(timedelta(minutes=1))
    join(schedule)
    assert [message.recipient for message in after_quiet(clock)] == [first.email]


def test_a_series_that_changes_is_one_mail_a_person(site, clock):
    _page, schedule = make_open_event("Reeks")
    first = schedule.occurrences.get()
    second = services.occurrence_add(
        schedule=schedule,
        starts_at=first.starts_at + timedelta(days=7),
        ends_at=first.ends_at + timedelta(days=7),
        venue=first.venue,
    )
    both = UserFactory(language="en")
    register(schedule, both, occurrence=first)
    register(schedule, both, occurrence=second)
    one = join(schedule, occurrence=second)
    move(schedule, minutes=30)
    clock.tick(timedelta(minutes=5))
    services.occurrence_cancel(occurrence=second, reason="Ziek")

    told = {message.recipient: message for message in after_quiet(clock)}

    assert set(told) == {both.email, one.email}
    message = told[both.email]
    assert message.subject == "Your dates are changed: Reeks"
    assert message.text.count("November 2026") == 3
    calendar = Calendar.from_ical(message.calendar)
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert {(str(e["STATUS"]), e["SEQUENCE"]) for e in calendar.walk("VEVENT")} == {("CONFIRMED", 1), ("CANCELLED", 1)}
    assert str(Calendar.from_ical(told[one.email].calendar)["METHOD"]) == "CANCEL"


def add_a_date(schedule, days):
    first = schedule.occurrences.order_by("pk").first()
    by = timedelta(days=days)
    return services.occurrence_add(
        schedule=schedule, starts_at=first.starts_at + by, ends_at=first.ends_at + by, venue=first.venue
    )


def add_a_rule(schedule):
    first = schedule.occurrences.order_by("pk").first()
    services.recurrence_create(
        schedule=schedule,
        rule=Rule(frequency=Frequency.WEEKLY, count=2),
        first_day=first.first_day + timedelta(days=7),
        start_time=first.starts_local.time(),
        end_time=first.ends_local.time(),
        venue=first.venue,
    )


@pytest.mark.parametrize("add", [lambda s: (add_a_date(s, 7), add_a_date(s, 14)), add_a_rule], ids=["two", "a rule"])
def test_who_comes_to_all_dates_hears_in_one_mail_of_those_that_are_added(site, clock, add):
    _page, schedule = make_open_event("Reeks", unit=RegistrationUnit.SERIES)
    all_of_it = join(schedule, occurrence=None)
    add(schedule)

    (message,) = after_quiet(clock)

    assert (message.recipient, message.subject) == (all_of_it.email, "More dates: Reeks")
    assert message.text.count("There is one more date") == 2
    entries = Calendar.from_ical(message.calendar).walk("VEVENT")
    assert {str(entry["UID"]).split("@")[0] for entry in entries} == {
        str(row.uuid) for row in schedule.occurrences.all()[1:]
    }
    assert after_quiet(clock) == [message]


def test_dates_that_are_added_are_nothing_to_who_chose_one_or_when_they_go_again(event, clock):
    _page, schedule = event
    join(schedule)
    add_a_date(schedule, 7)
    _page, together = make_open_event("Reeks", unit=RegistrationUnit.SERIES)
    join(together, occurrence=None)
    services.occurrence_cancel(occurrence=add_a_date(together, 7), reason="Toch niet")

    assert after_quiet(clock) == []


def test_only_the_date_that_somebody_has_a_place_on_goes_into_their_calendar(site, clock):
    _page, schedule = make_open_event("Reeks", capacity=1)
    first = schedule.occurrences.get()
    second = services.occurrence_add(
        schedule=schedule,
        starts_at=first.starts_at + timedelta(days=7),
        ends_at=first.ends_at + timedelta(days=7),
        venue=first.venue,
        capacity=1,
    )
    user = UserFactory(language="en")
    register(schedule, user, occurrence=first)
    join(schedule, occurrence=second)
    assert register(schedule, user, occurrence=second).state == "waiting"
    for row in (first, second):
        later = timedelta(minutes=30)
        services.occurrence_move(
            occurrence=row, starts_at=row.starts_at + later, ends_at=row.ends_at + later, venue=row.venue
        )
    message = next(message for message in after_quiet(clock) if message.recipient == user.email)
    assert message.text.count("but Thursday") == 2
    assert str(event_of(message)["UID"]).startswith(str(first.uuid))


def test_a_whole_series_that_is_cancelled_is_one_mail(site, clock):
    _page, schedule = make_open_event("Reeks", unit="series", capacity=9)
    first = schedule.occurrences.get()
    for week in (1, 2):
        by = timedelta(days=7 * week)
        services.occurrence_add(
            schedule=schedule, starts_at=first.starts_at + by, ends_at=first.ends_at + by, venue=first.venue
        )
    join(schedule, occurrence=None)
    services.series_cancel(occurrence=first, scope=EditScope.ALL, reason="Ziek")
    (message,) = after_quiet(clock)
    assert message.subject == "Cancelled: Reeks"
    assert message.text.count("is cancelled.") == 3
    statuses = [str(e["STATUS"]) for e in Calendar.from_ical(message.calendar).walk("VEVENT")]
    assert statuses == ["CANCELLED"] * 3


def test_a_date_that_nobody_wants_to_come_to_costs_one_look(site, clock, django_assert_num_queries):
    from events.changes import changes_note

    page = make_event("Stil", start=in_days(10))
    rows = list(Occurrence.objects.for_work(page.translation_key))
    with django_assert_num_queries(2):
        changes_note(rows)
    move(rows[0].schedule, days=1)
    assert not DateChange.objects.exists()


def test_who_may_not_see_the_page_any_more_hears_only_that_it_is_off(event, clock):
    page, schedule = event
    join(schedule)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    move(schedule, days=1, venue=VenueFactory(name="Geheime zaal"))
    assert after_quiet(clock) == []
    services.schedule_cancel(schedule=schedule, reason="Ziek")
    (message,) = after_quiet(clock)
    assert message.subject == "Cancelled: Open dag"
    assert "Geheime zaal" not in message.text

    restriction.delete()
    services.schedule_resume(schedule=schedule)
    assert "13 November 2026" in after_quiet(clock)[-1].text


def test_one_reader_that_cannot_be_told_does_not_stop_the_others(event, clock, monkeypatch, caplog):
    from events import change_letters as changes

    _page, schedule = event
    bad, good = join(schedule), join(schedule)
    whole = changes.registration_send

    def breaks(*, registration, **values):
        if registration.pk == bad.pk:
            raise ZeroDivisionError
        whole(registration=registration, **values)

    monkeypatch.setattr(changes, "registration_send", breaks)
    move(schedule, days=1)
    clock.tick(QUIET)
    outcome = changes_send()
    assert (outcome.done, outcome.failed) == (1, 1)
    assert "Could not do" in caplog.text

    monkeypatch.setattr(changes, "registration_send", whole)
    changes_send()
    changes_send()
    assert sorted(message.recipient for message in new_messages()) == sorted([bad.email, good.email])


def test_an_edit_while_people_are_told_is_told_later(event, clock):
    _page, schedule = event
    join(schedule)
    move(schedule, days=1)
    clock.tick(QUIET)
    changes_tell(schedule=schedule.pk)
    move(schedule, days=1)
    assert len(new_messages()) == 1
    first, second = after_quiet(clock)
    assert "but Friday 13 November" in first.text
    assert "Not Friday 13 November 2026, 13:30–16:30, but Saturday 14 November" in second.text


def test_the_editor_sees_who_is_told_when_and_can_tell_them_now(admin, event, clock):
    page, schedule = event
    join(schedule)
    move(schedule, days=1)
    dates, tell = (reverse(name, args=[page.pk]) for name in ("event_dates", "event_changes_tell"))
    html = admin.get(dates).content.decode()
    assert "One person is told of what changed at 11:15, in one mail." in html

    assert admin.get(tell).status_code == 405
    assert admin.post(tell).status_code == 302
    again = admin.post(tell, follow=True).content.decode()

    assert len(new_messages()) == 1
    assert "There is nothing to tell any more." in again
    assert "is told of what changed at" not in admin.get(dates).content.decode()


def test_only_who_may_change_dates_tells(client, event):
    page, schedule = event
    join(schedule)
    move(schedule, days=1)
    client.force_login(UserFactory())
    assert client.post(reverse("event_changes_tell", args=[page.pk])).status_code in (302, 404)
    assert new_messages() == []


def test_a_date_that_is_over_is_nobodys_concern(event, clock):
    _page, schedule = event
    join(schedule)
    clock.move_to(timezone.now() + timedelta(days=20))
    move(schedule, minutes=30)
    assert not DateChange.objects.exists()
