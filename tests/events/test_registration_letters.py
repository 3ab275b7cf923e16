"""What people are told of their registration: every letter, once, to the right reader."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from freezegun import freeze_time
from icalendar import Calendar

from events.enums import RegistrationState, TakingPart
from events.letters import afterwards, organising, registering
from events.letters.meeting import meeting_of
from events.models import CalendarInvite, Occurrence, Registration, RegistrationLogEntry
from events.registration import services
from members.enums import NoticeKind
from members.models import MailMessage, Notice
from tests.factories.events import translate
from tests.factories.home import publish
from tests.factories.members import ContributorFactory, OrganisationFactory, UserFactory
from tests.factories.registrations import make_colleague, make_open_event, register, register_guest
from tests.hub.editors import make_editor

pytestmark = pytest.mark.django_db

SECRET = "https://meet.example/kanarie"


def subjects(email=""):
    """Return the subjects of the messages in the outbox, in order, of one reader when that is given."""
    rows = MailMessage.objects.order_by("pk")
    return [message.subject for message in (rows.filter(recipient=email) if email else rows)]


def method_of(message):
    return str(Calendar.from_ical(message.calendar)["METHOD"]) if message.calendar else ""


def event_of(message):
    (event,) = Calendar.from_ical(message.calendar).walk("VEVENT")
    return event


def test_a_member_who_gets_a_place_reads_it_at_once_in_the_hub_and_by_mail(site):
    user = UserFactory(language="nl")
    _page, schedule = make_open_event("Open dag")

    registration = register(schedule, user)

    message = MailMessage.objects.get()
    assert (message.recipient, message.kind) == (user.email, NoticeKind.REGISTRATION)
    assert Notice.objects.get(user=user).message == message
    assert "Open dag" in message.subject
    # What is told in the hub holds no secret: who has an account signs in.
    assert f"/nl/registrations/mine/{registration.uuid}/" in message.text
    assert "De Weverij" in message.text
    event = event_of(message)
    assert (method_of(message), event["SEQUENCE"]) == ("REQUEST", 0)
    assert str(event["ATTENDEE"]) == f"mailto:{user.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_guest_takes_nothing_until_the_address_is_confirmed(site):
    _page, schedule = make_open_event("Open dag")
    registration = register_guest(schedule, "gast@hub.example", language="en")
    (first,) = MailMessage.objects.all()
    assert first.subject == "Confirm your registration: Open dag"
    assert (first.language, first.calendar) == ("en", "")
    assert f"/registrations/confirm/{registration.uuid.hex}:" in first.text

    services.registration_confirm_address(registration=registration)

    assert subjects() == ["Confirm your registration: Open dag", "You have a place: Open dag"]


def test_whoever_types_an_address_again_and_again_does_not_fill_a_mailbox(site):
    _page, schedule = make_open_event()
    with freeze_time("2026-11-02 10:00", tick=False) as clock:
        registration = register_guest(schedule, "gast@hub.example", occurrence=_far(schedule))
        for _again in range(6):
            clock.tick(timedelta(minutes=15))
            register_guest(schedule, "gast@hub.example", occurrence=_far(schedule))
    # One when it was made, and at most one in each hour after that.
    assert MailMessage.objects.count() == 3
    assert registration.log_entries.count() == 7


def _far(schedule):
    """Return the first date, which is far from any clock that a test stops."""
    row = schedule.occurrences.get()
    row.starts_at, row.ends_at = timezone.now() + timedelta(days=90), timezone.now() + timedelta(days=90, hours=2)
    row.save()
    return row


def test_the_waiting_list_tells_the_position_and_the_offer_its_end(site):
    _page, schedule = make_open_event("Open dag", capacity=1, offer_hours=48)
    first = register(schedule)
    second, third = (register_guest(schedule, f"{name}@hub.example", language="en") for name in ("b", "c"))
    for row in (second, third):
        services.registration_confirm_address(registration=row)
    waiting = MailMessage.objects.filter(recipient="c@hub.example").latest("pk")
    assert waiting.subject == "You are on the waiting list: Open dag"
    assert "You are number 2 on the waiting list." in waiting.text
    assert waiting.calendar == ""

    services.registration_withdraw(registration=first)

    offer = MailMessage.objects.filter(recipient="b@hub.example").latest("pk")
    assert offer.subject == "A place is free for you: Open dag"
    assert "It is yours when you take it before" in offer.text
    assert offer.calendar == ""
    second.refresh_from_db()
    services.registration_take_offer(registration=second)
    taken = MailMessage.objects.filter(recipient="b@hub.example").latest("pk")
    assert (taken.subject, method_of(taken)) == ("The place is yours: Open dag", "REQUEST")


def test_who_withdraws_is_taken_out_of_their_calendar_and_back_in_it_with_a_higher_sequence(site):
    user = UserFactory(language="en")
    _page, schedule = make_open_event("Open dag")
    registration = register(schedule, user)
    services.registration_withdraw(registration=registration, actor=user)
    again = register(schedule, user)

    made, gone, back = MailMessage.objects.order_by("pk")

    assert [method_of(message) for message in (made, gone, back)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [event_of(message)["SEQUENCE"] for message in (made, gone, back)] == [0, 1, 2]
    assert len({str(event_of(message)["UID"]) for message in (made, gone, back)}) == 1
    # The meeting itself goes on: RFC 5546 section 3.2.5.
    assert "STATUS" not in event_of(gone)
    assert again.pk != registration.pk
    assert gone.subject == "You are no longer registered: Open dag"


def test_a_reader_without_an_entry_gets_none_taken_back(site):
    _page, schedule = make_open_event("Open dag", capacity=1)
    register(schedule)
    waiting = register(schedule, UserFactory(language="en"))
    services.registration_withdraw(registration=waiting, actor=waiting.user)
    assert MailMessage.objects.filter(user=waiting.user).latest("pk").calendar == ""
    assert CalendarInvite.objects.count() == 1


def test_the_organiser_is_asked_to_approve_and_the_answer_has_their_words(site):
    _page, schedule = make_open_event("Open dag", requires_approval=True)
    organiser = UserFactory(language="en", name="Olga")
    page = _page
    page.contact = ContributorFactory(user=organiser)
    page.save()
    one, two = (register(schedule, UserFactory(language="en", name=name)) for name in ("Ada", "Bob"))
    assert subjects(organiser.email) == ["Somebody asks for a place: Open dag"] * 2
    assert "Ada would like to come" in MailMessage.objects.filter(user=organiser).earliest("pk").text
    assert subjects(one.email) == ["Your request is with the organiser: Open dag"]

    services.registration_approve(registration=one, actor=organiser)
    services.registration_decline(registration=two, actor=organiser, reason="Al te veel\nmensen\r\nBcc: x@y.nl")

    assert subjects(one.email)[1:] == ["You are welcome: Open dag"]
    declined = MailMessage.objects.filter(user=two.user).latest("pk")
    assert declined.subject == "No place this time: Open dag"
    assert "> Al te veel\n> mensen\n> Bcc: x@y.nl" in declined.text


@pytest.mark.parametrize("may_organise", [True, False])
def test_without_a_contact_person_or_organisation_who_made_the_page_is_asked(site, may_organise):
    page, schedule = make_open_event("Open dag", requires_approval=True)
    page.owner = make_editor() if may_organise else UserFactory()
    publish(page)

    register(schedule)

    assert len(subjects(page.owner.email)) == may_organise


def test_a_withdrawal_by_the_organiser_says_so(site):
    _page, schedule = make_open_event("Open dag")
    registration = register(schedule, UserFactory(language="en"))
    services.registration_withdraw(registration=registration, actor=UserFactory(), reason="Dubbel")
    message = MailMessage.objects.latest("pk")
    assert message.subject == "Your registration was withdrawn: Open dag"
    assert "> Dubbel" in message.text


def test_a_colleague_is_told_by_whom_and_the_registrant_gets_a_copy_without_a_calendar(site):
    organisation = OrganisationFactory()
    by = make_colleague(organisation)
    by.name, by.language = "Els", "en"
    by.save()
    _page, schedule = make_open_event("Open dag")

    services.registration_make(
        schedule=schedule,
        occurrence=schedule.occurrences.get(),
        name="Kees",
        email="kees@hub.example",
        taking_part=TakingPart.ON_SITE,
        language="en",
        registered_by=by,
        organisation=organisation,
    )

    theirs, copy = MailMessage.objects.order_by("pk")
    assert theirs.recipient == "kees@hub.example"
    assert "Els registered you." in theirs.text
    assert method_of(theirs) == "REQUEST"
    assert (copy.recipient, copy.subject, copy.calendar) == (by.email, "You registered a colleague: Open dag", "")
    assert "you registered Kees" in copy.text


def test_only_who_takes_part_online_gets_the_address_for_it(site):
    _page, schedule = make_open_event(
        "Open dag", date={"online_url": SECRET}, capacity=1, online_capacity=1, requires_approval=False
    )
    schedule.join_access = "registered"
    schedule.save()
    on_site = register(schedule)
    online = register(schedule, taking_part=TakingPart.ONLINE)
    waiting = register(schedule, taking_part=TakingPart.ONLINE)
    told = {row: MailMessage.objects.filter(user=row.user).latest("pk") for row in (on_site, online, waiting)}
    shows = {row: SECRET in message.text + message.html + message.calendar for row, message in told.items()}
    assert shows == {on_site: False, online: True, waiting: False}
    assert SECRET in told[online].calendar.replace("\r\n ", "")


def test_nothing_of_what_is_undone_is_told(site):
    _page, schedule = make_open_event(capacity=1, has_waiting_list=False)
    register(schedule)
    before = MailMessage.objects.count()
    with pytest.raises(ValidationError):
        register(schedule)
    assert MailMessage.objects.count() == before


def test_an_erased_registration_and_a_work_without_a_page_are_told_nothing(site):
    page, schedule = make_open_event()
    registration = register(schedule)
    MailMessage.objects.all().delete()
    entry = registration.log_entries.last()
    page.delete()
    from events.registration.telling import registration_tell

    registration_tell(entry)
    assert not MailMessage.objects.exists()


@dataclass(frozen=True)
class _Case:
    """A letter of the collection: how it is written, from which facts, in which state."""

    write: object
    state: str = RegistrationState.CONFIRMED
    facts: dict | None = None


LETTERS = {
    "confirm": _Case(registering.confirm_address, RegistrationState.UNCONFIRMED),
    "requested": _Case(registering.requested, RegistrationState.REQUESTED),
    "place": _Case(registering.has_place),
    "took": _Case(registering.took_offer),
    "changed": _Case(registering.changed),
    "queued": _Case(registering.queued, RegistrationState.WAITING, {"position": 3}),
    "offered": _Case(registering.offered, RegistrationState.OFFERED, {"until": "2027-01-05T12:00:00+00:00"}),
    "expired": _Case(registering.expired, RegistrationState.EXPIRED),
    "declined": _Case(registering.declined, RegistrationState.DECLINED, {"words": "Vol"}),
    "withdrew": _Case(registering.withdrew, RegistrationState.WITHDRAWN),
    "already": _Case(registering.registered_already),
    "copy": _Case(registering.copy_for_registrant),
    "request": _Case(organising.request, RegistrationState.REQUESTED),
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_can_be_drawn_and_no_two_have_the_same_subject(site, language):
    page, schedule = make_open_event("Open dag", date={"online_url": SECRET})
    translate(page, "Open day")
    registration = register(schedule, UserFactory(name="Ada", language=language))
    entry = registration.log_entries.last()
    told = {}
    with translation.override(language):
        for name, case in LETTERS.items():
            registration.state, entry.facts = case.state, case.facts or {}
            meeting = meeting_of(registration, language)
            told[name] = case.write(registering.Told(entry, registration, meeting))
        registration.offer_expires_at = timezone.now()
        told["offer ends"] = registering.offer_ends(registration, meeting)
        told["reminder"] = afterwards.reminder(registration, meeting)
        told["feedback"] = afterwards.feedback_request(registration, meeting)
        told["summary"] = organising.day_summary(meeting, came=3, went=1, waiting=2, places={"On site": 3})

    assert len({letter.subject for letter in told.values()}) == len(told)
    title = {"nl": "Open dag", "en": "Open day"}[language]
    assert all(letter.subject.endswith(title) for letter in told.values())
    assert all(letter.paragraphs and "%(" not in " ".join(letter.paragraphs) for letter in told.values())
    assert all(letter.action or name == "declined" for name, letter in told.items())


def test_a_letter_costs_the_same_queries_with_thirty_dates(site, django_assert_max_num_queries):
    _page, schedule = make_open_event("Reeks", unit="series", capacity=50)
    first = schedule.occurrences.get()
    Occurrence.objects.bulk_create(
        Occurrence(
            schedule=schedule,
            starts_at=first.starts_at + timedelta(days=n),
            ends_at=first.ends_at + timedelta(days=n),
            venue=first.venue,
        )
        for n in range(1, 30)
    )
    registration = register(schedule, UserFactory(language="en"), occurrence=None)
    message = MailMessage.objects.get()
    assert method_of(message) == "PUBLISH"
    assert len(Calendar.from_ical(message.calendar).walk("VEVENT")) == 30
    assert "ATTENDEE" not in message.calendar
    assert "22 dates more" in message.text
    entry = registration.log_entries.last()
    with translation.override("en"), django_assert_max_num_queries(12):
        registering.has_place(registering.Told(entry, registration, meeting_of(registration, "en")))


def test_the_log_holds_no_letter_twice(site):
    """Telling an entry again, as a job that runs twice does, changes nothing."""
    from events.registration.telling import registration_tell

    _page, schedule = make_open_event()
    register(schedule)
    number = MailMessage.objects.count()
    for entry in RegistrationLogEntry.objects.all():
        registration_tell(entry)
    assert MailMessage.objects.count() == number
    assert Registration.objects.count() == 1
