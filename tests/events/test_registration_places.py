"""Who gets a place, who waits, and why."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from freezegun import freeze_time

from events.enums import Availability, RegistrationState, RegistrationStep, TakingPart
from events.jobs import Outcome
from events.models import Registration
from events.registration import places, services
from events.registration.explaining import explain
from events.registration.queue import queue_of
from events.registration.terms import Kept
from members.enums import OrganisationKind
from tests.factories.members import ContactFactory, OrganisationFactory, UserFactory
from tests.factories.registrations import make_colleague, make_open_event, register, register_guest
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db


def states(schedule):
    """Return the states of all registrations in the order in which they were made."""
    return list(Registration.objects.filter(schedule=schedule).order_by("pk").values_list("state", flat=True))


def steps(registration):
    return list(registration.log_entries.values_list("step", flat=True))


def set_capacity(schedule, number):
    schedule.occurrences.update(capacity=number)
    places.places_settle(schedule=schedule)


def availability(schedule):
    return schedule.occurrences.get().availability


def test_places_are_given_in_order_and_the_rest_waits(site):
    _page, schedule = make_open_event(capacity=2)
    rows = [register(schedule) for _ in range(4)]
    assert states(schedule) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [row.turn for row in rows] == [1, 2, 3, 4]
    assert [queue_of(row).position for row in rows[2:]] == [1, 2]
    queued = rows[3].log_entries.get(step=RegistrationStep.QUEUED)
    assert queued.facts == {
        "capacity": 2, "taken": 2, "obstacle": "full", "position": 2, "taking_part": "on-site",
    }  # fmt: skip


def test_a_freed_place_is_offered_to_who_waits_longest_and_counts_as_taken(site):
    _page, schedule = make_open_event(capacity=1)
    first, second, third = (register(schedule) for _ in range(3))
    services.registration_withdraw(registration=first)
    assert states(schedule) == ["withdrawn", "offered", "waiting"]
    assert register(schedule).state == RegistrationState.WAITING
    services.registration_take_offer(registration=second)
    assert steps(second) == ["made", "queued", "offered", "took-offer"]
    third.refresh_from_db()
    assert third.state == RegistrationState.WAITING


def test_an_offer_that_is_not_taken_in_time_goes_to_the_next(site):
    _page, schedule = make_open_event(capacity=1, offer_hours=2)
    first, second, _third = (register(schedule) for _ in range(3))
    services.registration_withdraw(registration=first)
    with freeze_time(timezone.now() + timedelta(hours=2)):
        with pytest.raises(ValidationError) as refused:
            services.registration_take_offer(registration=second)
        assert refused.value.code == "expired"
        assert services.offers_expire() == Outcome(done=1)
    assert states(schedule) == ["withdrawn", "expired", "offered"]
    assert steps(second)[-1] == RegistrationStep.LET_EXPIRE


def test_an_offer_never_stands_longer_than_until_it_begins(site):
    start = timezone.now() + timedelta(hours=5)
    _page, schedule = make_open_event(capacity=1, offer_hours=48, start=start)
    first, second = register(schedule), register(schedule)
    services.registration_withdraw(registration=first)
    second.refresh_from_db()
    assert second.offer_expires_at == start


def test_a_refused_offer_goes_to_the_next_at_once(site):
    _page, schedule = make_open_event(capacity=1)
    first, second, _third = (register(schedule) for _ in range(3))
    services.registration_withdraw(registration=first)
    services.registration_refuse_offer(registration=second)
    assert states(schedule) == ["withdrawn", "withdrawn", "offered"]


def test_fewer_places_than_are_taken_send_nobody_away_and_give_nothing_until_below(site):
    _page, schedule = make_open_event(capacity=3)
    rows = [register(schedule) for _ in range(4)]
    set_capacity(schedule, 1)
    assert states(schedule) == ["confirmed"] * 3 + ["waiting"]
    for row in rows[:2]:
        services.registration_withdraw(registration=row)
    assert states(schedule) == ["withdrawn", "withdrawn", "confirmed", "waiting"]
    services.registration_withdraw(registration=rows[2])
    assert states(schedule)[-1] == "offered"


def test_more_places_are_offered_at_once(site):
    _page, schedule = make_open_event(capacity=1)
    for _ in range(3):
        register(schedule)
    set_capacity(schedule, 2)
    assert states(schedule) == ["confirmed", "offered", "waiting"]


def test_places_on_site_and_online_are_counted_apart(site):
    _page, schedule = make_open_event(capacity=1, online_capacity=1, date={"online_url": "https://meet.example/x"})
    ways = [TakingPart.ON_SITE, TakingPart.ONLINE, TakingPart.ON_SITE, TakingPart.ONLINE]
    rows = [register(schedule, taking_part=way) for way in ways]
    assert states(schedule) == ["confirmed", "confirmed", "waiting", "waiting"]
    services.registration_withdraw(registration=rows[1])
    assert states(schedule) == ["confirmed", "withdrawn", "waiting", "offered"]


def test_an_organisation_has_no_more_places_than_it_may_and_does_not_lose_its_turn(site):
    _page, schedule = make_open_event(capacity=3, places_per_organisation=1)
    weavers = OrganisationFactory(name="De Wevers")
    first, second = (register(schedule, make_colleague(weavers), organisation=weavers) for _ in range(2))
    typed = register(schedule, organisation_name="de  WEVERS")
    other = register(schedule)
    assert states(schedule) == ["confirmed", "waiting", "waiting", "confirmed"]
    assert steps(second) == ["made", "queued", "passed-over"]
    passed = second.log_entries.get(step=RegistrationStep.PASSED_OVER)
    assert (passed.facts["obstacle"], passed.facts["cap"]) == ("organisation", 1)
    services.registration_withdraw(registration=other)
    assert states(schedule) == ["confirmed", "waiting", "waiting", "withdrawn"]
    services.registration_withdraw(registration=first)
    second.refresh_from_db()
    typed.refresh_from_db()
    assert (second.state, typed.state) == (RegistrationState.OFFERED, RegistrationState.WAITING)


def test_kept_places_are_for_members_of_their_kind_until_they_are_released(site):
    start = timezone.now() + timedelta(days=10)
    _page, schedule = make_open_event(capacity=2, start=start)
    startup, former = (OrganisationFactory(kind=OrganisationKind.STARTUP) for _ in range(2))
    services.kept_places_set(
        schedule=schedule, kept=[Kept(organisation_kind=OrganisationKind.STARTUP, places=1, released_before=24)]
    )
    anybody, waits = register(schedule), register(schedule)
    assert (anybody.state, waits.state) == (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    left = make_colleague(former)
    former.participations.all().delete()
    assert register(schedule, left, organisation=former).state == RegistrationState.WAITING
    theirs = register(schedule, make_colleague(startup), organisation=startup)
    assert theirs.state == RegistrationState.CONFIRMED
    services.registration_withdraw(registration=theirs)
    assert waits.log_entries.filter(step=RegistrationStep.PASSED_OVER).count() == 1
    with freeze_time(start - timedelta(hours=24)):
        services.offers_expire()
    waits.refresh_from_db()
    assert waits.state == RegistrationState.OFFERED


def test_who_is_no_member_uses_up_no_place_that_is_kept_for_members_of_their_kind(site):
    _page, schedule = make_open_event(capacity=2)
    member, outsider = (OrganisationFactory(kind=OrganisationKind.STARTUP) for _ in range(2))
    services.kept_places_set(
        schedule=schedule, kept=[Kept(organisation_kind=OrganisationKind.STARTUP, places=1, released_before=24)]
    )
    first = register(schedule, ContactFactory(organisation=outsider).user, organisation=outsider)
    waits = register(schedule)
    theirs = register(schedule, make_colleague(member), organisation=member)
    assert [row.state for row in (first, waits, theirs)] == ["confirmed", "waiting", "confirmed"]


def test_to_whom_the_page_was_closed_no_place_is_offered_and_the_turn_is_kept(site):
    page, schedule = make_open_event(capacity=1)
    first = register(schedule)
    guest = register_guest(schedule)
    services.registration_confirm_address(registration=guest)
    member = register(schedule)
    colleague = make_colleague(OrganisationFactory())
    named = register(
        schedule,
        registered_by=colleague,
        email="zonder@hub.example",
        organisation=colleague.contacts.get().organisation,
    )
    restriction = restrict(page)
    services.registration_withdraw(registration=first)
    assert states(schedule) == ["withdrawn", "waiting", "offered", "waiting"]
    assert guest.log_entries.last().facts["obstacle"] == "hidden"
    assert "open" in str(explain(guest)[-1])

    set_capacity(schedule, 3)
    assert states(schedule) == ["withdrawn", "waiting", "offered", "offered"]
    restriction.delete()
    places.places_settle(schedule=schedule)
    assert states(schedule) == ["withdrawn", "offered", "offered", "offered"]

    restrict(page)
    assert refuses(services.registration_take_offer, guest) == "hidden"
    for row in (member, named):
        assert services.registration_take_offer(registration=row).state == RegistrationState.CONFIRMED


def refuses(service, registration):
    with pytest.raises(ValidationError) as refusal:
        service(registration=registration)
    return refusal.value.code


def test_what_is_full_without_a_waiting_list_refuses(site):
    _page, schedule = make_open_event(capacity=1, has_waiting_list=False)
    register(schedule)
    for attempt in (register, register_guest):
        with pytest.raises(ValidationError) as refused:
            attempt(schedule)
        assert refused.value.code == "full"
    assert Registration.objects.count() == 1


def test_while_it_does_not_take_place_nothing_is_offered_and_no_offer_runs_out(site):
    _page, schedule = make_open_event(capacity=1, offer_hours=1)
    first, second = register(schedule), register(schedule)
    services.registration_withdraw(registration=first)
    schedule.refresh_from_db()
    schedule.status = "cancelled"
    schedule.save()
    services.offers_expire()
    with freeze_time(timezone.now() + timedelta(hours=3)):
        services.offers_expire()
        second.refresh_from_db()
        assert (second.state, second.offer_expires_at) == (RegistrationState.OFFERED, None)
        schedule.status = "scheduled"
        schedule.save()
        services.offers_expire()
        second.refresh_from_db()
        assert second.offer_expires_at == timezone.now() + timedelta(hours=1)
        services.registration_take_offer(registration=second)
    assert states(schedule) == ["withdrawn", "confirmed"]


def test_who_has_a_place_keeps_it_unless_there_is_one_in_the_other_way(site):
    _page, schedule = make_open_event(capacity=1, online_capacity=1, date={"online_url": "https://meet.example/x"})
    on_site, online = register(schedule), register(schedule, taking_part=TakingPart.ONLINE)
    with pytest.raises(ValidationError) as refused:
        services.registration_change(registration=on_site, taking_part=TakingPart.ONLINE)
    assert refused.value.code == "full"
    waits = register(schedule)
    services.registration_withdraw(registration=online)
    services.registration_change(registration=on_site, taking_part=TakingPart.ONLINE)
    on_site.refresh_from_db()
    waits.refresh_from_db()
    assert (on_site.state, on_site.taking_part, on_site.sequence) == ("confirmed", "online", 1)
    assert waits.state == RegistrationState.OFFERED


def test_who_waits_and_chooses_another_way_begins_there_and_may_have_a_place(site):
    _page, schedule = make_open_event(capacity=1, online_capacity=1, date={"online_url": "https://meet.example/x"})
    register(schedule)
    waits = register(schedule)
    services.registration_change(registration=waits, taking_part=TakingPart.ONLINE)
    waits.refresh_from_db()
    assert (waits.state, waits.turn) == (RegistrationState.CONFIRMED, 3)


def test_who_asks_for_approval_keeps_the_turn_in_which_they_asked(site):
    _page, schedule = make_open_event(capacity=1, requires_approval=True)
    organiser = UserFactory()
    first, second, third = (register(schedule) for _ in range(3))
    assert states(schedule) == ["requested"] * 3
    for row in (third, second, first):
        services.registration_approve(registration=row, actor=organiser)
    assert states(schedule) == ["waiting", "waiting", "confirmed"]
    services.registration_decline(registration=third, actor=organiser, reason="Vol met sprekers")
    assert states(schedule) == ["offered", "waiting", "declined"]


def test_what_is_told_of_places_follows_them(site):
    _page, schedule = make_open_event(capacity=7, has_waiting_list=False)
    told = [availability(schedule)]
    for _ in range(7):
        last = register(schedule)
        told.append(availability(schedule))
    assert told == [Availability.OPEN] * 2 + [Availability.FEW] * 5 + [Availability.FULL]
    services.registration_withdraw(registration=last)
    assert availability(schedule) == Availability.FEW
    services.terms_set(schedule=schedule, is_open=False)
    assert availability(schedule) == Availability.UNKNOWN
