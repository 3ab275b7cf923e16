"""What the clock brings: reminders, offers that end, how was it, and what organisers hear."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import PageViewRestriction

from events import services
from events.models import Feedback, Mailing, Registration
from events.registration import services as registrations
from events.registration.summaries import organisers_summarise
from events.reminders import feedback_ask, offers_remind, reminders_send
from members.enums import NoticeKind
from members.models import MailMessage
from tests.factories.events import VenueFactory
from tests.factories.members import ContributorFactory, UserFactory
from tests.factories.registrations import make_open_event, register

pytestmark = pytest.mark.django_db

START = "2026-11-02 10:00"


@pytest.fixture
def clock():
    with freeze_time(START, tick=False) as clock:
        yield clock


@pytest.fixture
def event(site, clock):
    """An event in ten days, on Thursday 12 November at 13:30."""
    return make_open_event("Open dag")


def join(schedule, **values):
    return register(schedule, UserFactory(language="en"), **values)


def told(matter):
    """Return who was written to about a matter, and the subjects, in order."""
    rows = MailMessage.objects.filter(key__contains=f"|{matter}").order_by("pk")
    return [(message.recipient, message.subject) for message in rows]


def run(clock, **ahead):
    clock.tick(timedelta(**ahead))
    call_command("send_event_mails")


def test_who_has_a_place_is_reminded_a_week_and_a_day_before_each_once(event, clock):
    _page, schedule = event
    registration = join(schedule)
    run(clock, days=2)
    assert told("reminder:") == []
    for _again in range(3):
        run(clock, hours=14)
    assert told("reminder:") == [(registration.email, "In 7 days: Open dag")]

    clock.move_to("2026-11-11 13:00")
    run(clock, minutes=5)
    run(clock, minutes=5)

    assert told("reminder:")[1:] == [(registration.email, "Tomorrow: Open dag")]
    assert Mailing.objects.filter(matter__startswith="reminder:").count() == 2


def test_a_command_that_did_not_run_for_days_sends_only_the_reminder_that_is_of_use(event, clock):
    _page, schedule = event
    join(schedule)
    clock.move_to("2026-11-12 08:00")
    call_command("send_event_mails")
    assert [subject for _who, subject in told("reminder:")] == ["Today: Open dag"]


def test_nobody_else_is_reminded(site, clock):
    page, schedule = make_open_event("Open dag", capacity=2)
    stays, leaves = join(schedule), join(schedule)
    waits = join(schedule)
    clock.move_to("2026-11-11 15:00")
    registrations.registration_withdraw(registration=leaves, actor=leaves.user)
    # A place that comes free after the reminder was due: that letter says it all.
    registrations.registration_take_offer(registration=Registration.objects.get(pk=waits.pk))
    reminders_send()
    assert [who for who, _subject in told("reminder:")] == [stays.email]
    assert page.live


@pytest.mark.parametrize("act", ["cancel", "postpone", "cancel one", "unpublish", "restrict", "close the account"])
def test_what_does_not_take_place_or_may_not_be_seen_is_not_brought_to_mind(event, clock, act):
    page, schedule = event
    registration = join(schedule)
    if act == "cancel":
        services.schedule_cancel(schedule=schedule, reason="Ziek")
    elif act == "postpone":
        services.schedule_postpone(schedule=schedule, reason="Ziek")
    elif act == "cancel one":
        services.occurrence_cancel(occurrence=schedule.occurrences.get(), reason="Ziek")
    elif act == "unpublish":
        page.unpublish()
    elif act == "restrict":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    else:
        # A closed account still has the place, and is told so.
        registration.user.is_active = False
        registration.user.save()
    clock.move_to("2026-11-11 15:00")
    call_command("send_event_mails")
    clock.move_to("2026-11-12 20:00")
    call_command("send_event_mails")
    number = 1 if act == "close the account" else 0
    assert (len(told("reminder:")), len(told("feedback:"))) == (number, number)


def test_a_date_that_is_moved_is_brought_to_mind_again_and_not_before_people_know(event, clock):
    _page, schedule = event
    join(schedule)
    clock.move_to("2026-11-11 14:00")
    reminders_send()
    row = schedule.occurrences.get()
    services.occurrence_move(
        occurrence=row,
        starts_at=row.starts_at + timedelta(days=3),
        ends_at=row.ends_at + timedelta(days=3),
        venue=row.venue,
    )
    clock.move_to("2026-11-14 14:00")
    reminders_send()
    assert len(told("reminder:")) == 1
    call_command("send_event_mails")
    assert [subject for _who, subject in told("reminder:")] == ["Tomorrow: Open dag"] * 2


def test_a_reminder_has_what_somebody_needs_to_get_in(site, clock):
    venue = VenueFactory(name="De Weverij", accessibility="Lift achter de balie")
    _page, schedule = make_open_event("Open dag", date={"venue": venue})
    join(schedule)
    clock.move_to("2026-11-11 14:00")
    reminders_send()
    text = MailMessage.objects.latest("pk").text
    assert "De Weverij, Spoorlaan 12, 3511 AA Utrecht" in text
    assert "Lift achter de balie" in text


def test_an_offer_is_brought_to_mind_once_before_it_ends(site, clock):
    _page, schedule = make_open_event("Open dag", capacity=1, offer_hours=48)
    first, second = join(schedule), join(schedule)
    registrations.registration_withdraw(registration=first, actor=first.user)
    clock.tick(timedelta(hours=35))
    offers_remind()
    assert told("offer:") == []
    clock.tick(timedelta(hours=2))
    for _again in range(2):
        offers_remind()
    assert told("offer:") == [(second.email, "Your offer ends soon: Open dag")]


def test_how_was_it_is_asked_once_of_who_was_there(event, clock):
    _page, schedule = event
    there, absent = join(schedule), join(schedule)
    clock.move_to("2026-11-12 15:00")
    Registration.objects.filter(pk=there.pk).update(checked_in_at=timezone.now())
    feedback_ask()
    assert told("feedback:") == []
    clock.move_to("2026-11-12 18:00")
    for _again in range(2):
        feedback_ask()
    assert told("feedback:") == [(there.email, "How was it? Open dag")]
    assert absent.email not in dict(told("feedback:"))


def test_of_a_series_it_is_asked_after_the_last_date(site, clock):
    _page, schedule = make_open_event("Reeks", unit="series", capacity=9)
    first = schedule.occurrences.get()
    by = timedelta(days=7)
    services.occurrence_add(schedule=schedule, starts_at=first.starts_at + by, ends_at=first.ends_at + by)
    registration = join(schedule, occurrence=None)
    clock.move_to("2026-11-12 20:00")
    feedback_ask()
    assert told("feedback:") == []
    clock.move_to("2026-11-19 20:00")
    feedback_ask()
    assert [who for who, _subject in told("feedback:")] == [registration.email]


def test_what_is_long_ago_is_not_asked(event, clock):
    _page, schedule = event
    join(schedule)
    clock.move_to("2026-12-12 18:00")
    call_command("send_event_mails")
    assert told("feedback:") == []


def test_the_organiser_hears_once_a_day_what_yesterday_brought(event, clock):
    page, schedule = event
    page.contact = ContributorFactory(user=UserFactory(language="en"))
    page.save()
    rows = [join(schedule) for _ in range(3)]
    registrations.registration_withdraw(registration=rows[0], actor=rows[0].user)
    clock.move_to("2026-11-03 05:00")
    organisers_summarise()
    assert not MailMessage.objects.filter(kind=NoticeKind.ORGANISER).exists()
    clock.move_to("2026-11-03 07:00")
    for _again in range(2):
        organisers_summarise()
    message = MailMessage.objects.get(kind=NoticeKind.ORGANISER)
    assert message.subject == "Registrations of yesterday: Open dag"
    assert "3 people got a place. 1 person withdrew." in message.text
    assert "On site: 2" in message.text


def test_names_of_feedback_go_with_the_other_personal_data(event, clock):
    _page, schedule = event
    terms = schedule.registration_terms
    for number, name in enumerate(("Ada", "")):
        Feedback.objects.create(schedule=schedule, answer_key=str(number), score=4, name=name, language="nl")
    run(clock, days=10 + terms.retention_days - 1)
    assert Feedback.objects.filter(name="Ada").exists()
    run(clock, days=2)
    assert list(Feedback.objects.values_list("name", flat=True)) == ["", ""]


def test_a_job_that_breaks_does_not_stop_the_others_and_is_heard(event, clock, settings, capsys):
    _page, schedule = event
    join(schedule)
    settings.HUB_EVENT_JOBS = ["events.reminders.nothing_of_the_kind", *settings.HUB_EVENT_JOBS]
    clock.move_to("2026-11-11 14:00")
    with pytest.raises(CommandError):
        call_command("send_event_mails")
    assert len(told("reminder:")) == 1
    assert "reminders_send: 1 done, 0 failed." in capsys.readouterr().out


def test_thirty_people_cost_no_more_to_look_at_than_one_when_all_are_told(event, clock, django_assert_num_queries):
    _page, schedule = event
    for _person in range(30):
        join(schedule)
    clock.move_to("2026-11-11 14:00")
    reminders_send()
    assert len(told("reminder:")) == 30
    with django_assert_num_queries(2):
        reminders_send()
