"""Registering through the pages: accounts, guests, colleagues, signed links and what nobody may learn."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time
from wagtail.models import PageViewRestriction

from events.enums import QuestionKind, RegistrationState, RegistrationStep
from events.jobs import Outcome
from events.models import Registration
from events.registration import links, services
from members.models import Notice
from members.notices import notices_read
from tests.factories.events import make_event
from tests.factories.members import ContactFactory, OrganisationFactory, UserFactory
from tests.factories.registrations import make_colleague, make_open_event, register, register_guest

pytestmark = pytest.mark.django_db


def form_url(page, schedule, name="date"):
    return reverse(f"registrations:{name}", args=[page.public_id, schedule.occurrences.first().uuid])


def mine(registration, name="state"):
    return reverse(f"registrations:{name}", args=[links.link_token(registration, links.MANAGE)])


def make_organisation_of(user):
    return ContactFactory(user=user, organisation=OrganisationFactory()).organisation


def guest(client, page, schedule, **data):
    return client.post(form_url(page, schedule), {"name": "Gast", "email": "gast@hub.example", **data})


def test_one_click_registers_a_member_and_a_second_click_changes_nothing(site, client):
    page, schedule = make_open_event(capacity=3)
    user = UserFactory()
    client.force_login(user)
    assert b'name="at_once"' in client.get(page.url).content
    for _ in range(2):
        response = client.post(form_url(page, schedule), {"at_once": "1"}, follow=True)
    registration = Registration.objects.get()
    assert (registration.user, registration.state, registration.name) == (user, "confirmed", user.name)
    assert response.redirect_chain[-1][0] == reverse("registrations:state", args=[registration.uuid])
    assert b'name="at_once"' not in client.get(page.url).content


def test_the_top_of_a_page_leads_to_registering_where_one_registers_here(site, client):
    page, _schedule = make_open_event()
    told = client.get(page.url).content
    assert (b'href="#register"' in told, b'id="register"' in told) == (True, True)
    told = client.get(make_event("Zonder aanmelden").url).content
    assert (b'href="#register"' in told, b'id="register"' in told) == (False, False)


def test_an_account_that_got_another_address_has_one_place_by_whatever_road(site, client):
    _page, schedule = make_open_event(capacity=3)
    user = UserFactory()
    own = register(schedule, user)
    forgotten = register_guest(schedule, "nieuw@hub.example")
    user.email = "nieuw@hub.example"
    user.save()
    confirm = reverse("registrations:confirm", args=[links.link_token(forgotten, links.CONFIRM)])
    assert b"with your account" in client.post(confirm).content
    asked = register(schedule, registered_by=user, email=user.email, organisation=make_organisation_of(user))
    assert asked == own
    assert Registration.objects.confirmed().count() == 1


def test_a_colleague_finds_the_registration_that_stands_before_an_address_that_nobody_confirmed(site):
    _page, schedule = make_open_event(capacity=3)
    user = UserFactory()
    register_guest(schedule, "nieuw@hub.example")
    own = register(schedule, user)
    user.email = "nieuw@hub.example"
    user.save()
    colleague = UserFactory()
    organisation = make_organisation_of(colleague)
    again = register(schedule, registered_by=colleague, email=user.email, organisation=organisation)
    assert (again, Registration.objects.confirmed().count()) == (own, 1)


def test_a_guest_who_has_an_account_by_now_finds_the_registration_there(site, client):
    page, schedule = make_open_event(capacity=3)
    row = register_guest(schedule, "later@hub.example")
    services.registration_confirm_address(registration=row)
    client.force_login(UserFactory(email="later@hub.example"))
    answer = client.post(form_url(page, schedule), {"at_once": "1"}, follow=True)
    assert (answer.status_code, Registration.objects.count()) == (200, 1)
    assert row.number in answer.content.decode()


def test_what_is_asked_makes_one_click_lead_to_the_form_and_nothing_typed_is_lost(site, client):
    page, schedule = make_open_event()
    question = services.question_add(
        schedule=schedule, kind=QuestionKind.TEXT, labels={"nl": "Wat breng je mee?"}, is_required=True
    )
    user = UserFactory()
    client.force_login(user)
    assert client.post(form_url(page, schedule), {"at_once": "1"}).url == form_url(page, schedule)
    refused = client.post(form_url(page, schedule), {"name": "Zo heet ik", f"question_{question.uuid}": ""})
    assert refused.status_code == 200
    assert (b"Zo heet ik" in refused.content, b"Wat breng je mee?" in refused.content) == (True, True)
    client.post(form_url(page, schedule), {"name": "Zo heet ik", f"question_{question.uuid}": "Een casus"})
    assert Registration.objects.get().answers == {str(question.uuid): "Een casus"}


def test_a_guest_has_nothing_until_the_address_is_confirmed_by_a_post(site, client):
    page, schedule = make_open_event(capacity=1)
    assert guest(client, page, schedule).url == reverse("registrations:sent", args=[page.public_id])
    registration = Registration.objects.get()
    assert (registration.state, registration.turn) == (RegistrationState.UNCONFIRMED, 0)
    link = reverse("registrations:confirm", args=[links.link_token(registration, links.CONFIRM)])
    client.get(link)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.UNCONFIRMED
    for _ in range(2):
        assert client.post(link).url == mine(registration)
    registration.refresh_from_db()
    assert (registration.state, registration.turn) == (RegistrationState.CONFIRMED, 1)
    assert client.get(mine(registration)).status_code == 200


def test_a_guest_reads_the_same_whether_the_address_is_registered_or_not(site, client):
    page, schedule = make_open_event(capacity=5)
    known = UserFactory(email="bekend@hub.example")
    register(schedule, known)
    answers = []
    for address in ("nieuw@hub.example", "bekend@hub.example", " BEKEND@hub.example"):
        response = guest(client, page, schedule, email=address)
        answers.append((response.status_code, response.url, client.get(response.url).content))
    assert len(set(answers)) == 1
    assert Registration.objects.count() == 2
    # The one who is registered is told, at that address alone, and not with every click.
    assert Registration.objects.get(user=known).log_entries.filter(facts__again=True).count() == 0
    with freeze_time(timezone.now() + timedelta(minutes=11)):
        for _ in range(3):
            guest(client, page, schedule, email="bekend@hub.example")
    assert Registration.objects.get(user=known).log_entries.filter(facts__again=True).count() == 1


def test_a_program_that_fills_in_everything_registers_nobody(site, client):
    page, schedule = make_open_event()
    response = guest(client, page, schedule, website="https://spam.example")
    assert response.url == reverse("registrations:sent", args=[page.public_id])
    assert not Registration.objects.exists()


def test_a_member_registers_a_colleague_of_the_same_organisation_only(site, client):
    page, schedule = make_open_event(capacity=2)
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    user = make_colleague(ours)
    client.force_login(user)
    url = form_url(page, schedule, "date_colleague")
    data = {"name": "Collega", "email": "Collega@hub.example"}
    assert client.post(url, {**data, "organisation": theirs.pk}).status_code == 200
    assert not Registration.objects.exists()
    assert client.post(url, {**data, "organisation": ours.pk}).url == page.url
    registration = Registration.objects.get()
    assert (registration.email, registration.state, registration.registered_by, registration.user) == (
        "collega@hub.example", "confirmed", user, None,
    )  # fmt: skip
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_who_may_not_see_the_page_cannot_register_by_any_road(site, client):
    page, schedule = make_open_event(capacity=5)
    invited = register_guest(schedule)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for url in (form_url(page, schedule), reverse("registrations:choose", args=[page.public_id])):
        assert client.get(url).status_code == 404
    assert guest(client, page, schedule).status_code == 404
    link = reverse("registrations:confirm", args=[links.link_token(invited, links.CONFIRM)])
    assert client.post(link).status_code == 404
    assert Registration.objects.get().state == RegistrationState.UNCONFIRMED
    client.force_login(UserFactory())
    assert client.post(form_url(page, schedule), {"at_once": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("terms", "days", "text"),
    [
        ({"is_open": False}, 10, "Registration is closed."),
        ({"closes_before": 48}, 1, "Registration is closed."),
        ({"opens_at": timezone.now() + timedelta(days=400)}, 500, "Registration opens on"),
        ({}, -1, ""),
    ],
)
def test_what_is_not_open_says_why_and_takes_nobody(site, client, terms, days, text):
    page, schedule = make_open_event(start=timezone.now() + timedelta(days=days), **terms)
    response = client.get(form_url(page, schedule))
    posted = guest(client, page, schedule)
    assert (response.status_code, posted.status_code) == ((200, 200) if text else (404, 404))
    assert text in response.content.decode()
    assert not Registration.objects.exists()


def test_moments_are_told_on_the_clock_of_the_event_which_is_named_where_it_is_another(site, client):
    opens, start = (datetime(2126, month, 14, 9, 30, tzinfo=ZoneInfo("Europe/Lisbon")) for month in (1, 2))
    page, schedule = make_open_event(start=start, date={"zone": "Europe/Lisbon"})
    assert "14 februari 2126 om 09.30 uur (Europe/Lisbon)" in client.get(page.url).content.decode()
    services.terms_set(schedule=schedule, opens_at=opens)
    with translation.override("nl"):
        form = form_url(page, schedule)
    assert "14 januari 2126 om 09.30 uur (Europe/Lisbon)" in client.get(form).content.decode()


def test_the_number_of_a_registration_is_not_called_how_many(site, client):
    _page, schedule = make_open_event()
    with translation.override("en"):
        state, certificate = mine(register(schedule)), reverse("certificates:check")
    for address in (state, certificate):
        assert "Registration number<" in client.get(address).content.decode()


def test_the_state_page_shows_the_turn_and_an_offer_is_answered_by_post_only(site, client):
    _page, schedule = make_open_event(capacity=1)
    first, second, third = (register(schedule) for _ in range(3))
    assert "number 2 of 2" in client.get(mine(third)).content.decode()
    services.registration_withdraw(registration=first)
    assert client.get(mine(second, "offer")).status_code == 405
    client.post(mine(second, "offer"), {"take": "1"})
    second.refresh_from_db()
    assert second.state == RegistrationState.CONFIRMED
    client.post(mine(second, "withdraw"), {"reason": "Ziek"})
    client.post(mine(third, "offer"), {"refuse": "1"})
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn"] * 3
    entry = second.log_entries.get(step=RegistrationStep.WITHDREW)
    assert entry.facts == {"state": "confirmed", "words": "Ziek"}


def test_an_account_changes_only_its_own_and_a_link_opens_only_what_it_is_for(site, client):
    _page, schedule = make_open_event()
    registration = register(schedule)
    other = register(schedule)
    own = reverse("registrations:state", args=[registration.uuid])
    confirm_token = links.link_token(registration, links.CONFIRM)
    assert client.get(own).status_code == 404
    client.force_login(other.user)
    assert client.get(own).status_code == 404
    assert client.get(reverse("registrations:state", args=[confirm_token])).status_code == 410
    forged = links.link_token(registration, links.MANAGE).replace(registration.uuid.hex, other.uuid.hex)
    assert client.get(reverse("registrations:state", args=[forged])).status_code == 410
    client.force_login(registration.user)
    assert client.get(own).status_code == 200
    client.post(reverse("registrations:change", args=[registration.uuid]), {"name": "Andere naam"})
    registration.refresh_from_db()
    assert registration.name == "Andere naam"
    assert client.get(reverse("registrations:withdraw", args=[registration.uuid])).status_code == 200


def test_who_left_the_organisation_has_no_say_over_colleagues_they_registered(site, client):
    _page, schedule = make_open_event(capacity=1)
    contact = ContactFactory(organisation=OrganisationFactory())
    values = {"registered_by": contact.user, "organisation": contact.organisation, "name": "Collega Codenaam"}
    row = register(schedule, email="collega@hub.example", **values)
    waiting = register(schedule, email="wachtend@hub.example", **values)
    client.force_login(contact.user)
    address, hub = reverse("registrations:state", args=[row.uuid]), reverse("members:my_hub")
    assert client.get(address).status_code == 200
    assert "Collega Codenaam" in client.get(hub).content.decode()
    copies = Notice.objects.filter(user=contact.user).count()

    contact.ends_on = timezone.localdate() - timedelta(days=1)
    contact.save()

    assert client.get(address).status_code == 404
    assert client.post(reverse("registrations:withdraw", args=[row.uuid])).status_code == 404
    services.registration_withdraw(registration=waiting)
    assert Notice.objects.filter(user=contact.user).count() == copies
    Notice.objects.all().delete()
    assert "Collega Codenaam" not in client.get(hub).content.decode()


def test_names_cannot_break_the_lines_of_a_mail(site, client):
    page, schedule = make_open_event()
    guest(client, page, schedule, name="Gast\r\nBcc: allen@hub.example", organisation_name="De\x07 \x1b[1mWevers")
    registration = Registration.objects.get()
    assert (registration.name, registration.organisation_name) == ("Gast Bcc: allen@hub.example", "De [1mWevers")


def test_my_hub_shows_what_is_to_come_and_what_waits_for_an_answer(site, client):
    _page, schedule = make_open_event("Weefdag", capacity=1)
    first, second = register(schedule), register(schedule)
    services.registration_withdraw(registration=first)
    client.force_login(second.user)
    content = client.get(reverse("members:my_hub")).content.decode()
    assert content.count(reverse("registrations:state", args=[second.uuid])) == 2
    client.force_login(first.user)
    notices_read(user=first.user)
    assert "Weefdag" not in client.get(reverse("members:my_hub")).content.decode()


def test_anonymous_pages_are_kept_until_what_they_say_of_places_changes(site, client):
    page, schedule = make_open_event(capacity=6)
    seen = [client.get(page.url)]
    for _ in range(2):
        register(schedule)
        seen.append(client.get(page.url))
    first, few, same = (response.headers["ETag"] for response in seen)
    assert (first != few, few == same) == (True, True)
    assert b"csrfmiddlewaretoken" not in seen[-1].content


def test_personal_data_goes_when_stated_and_the_row_still_counts(site, client):
    _page, schedule = make_open_event(retention_days=30)
    registration = register(schedule)
    services.registration_withdraw(registration=registration, reason="Ziek")
    unconfirmed = register_guest(schedule)
    token = mine(registration)
    with freeze_time(timezone.now() + timedelta(days=4)):
        services.registrations_erase()
        assert not Registration.objects.filter(pk=unconfirmed.pk).exists()
    with freeze_time(schedule.occurrences.get().ends_at + timedelta(days=29)):
        assert services.registrations_erase() == Outcome()
    with freeze_time(schedule.occurrences.get().ends_at + timedelta(days=30)):
        assert services.registrations_erase() == Outcome(done=1)
        assert services.registrations_erase() == Outcome()
        assert client.get(token).status_code == 410
    registration.refresh_from_db()
    assert (registration.name, registration.email, registration.user, registration.state) == ("", "", None, "withdrawn")
    facts = list(registration.log_entries.values_list("actor", "facts__words"))
    assert facts == [(None, None)] * 4


def test_a_colleague_reads_and_loses_nothing_of_what_somebody_needs(site, client):
    _page, schedule = make_open_event()
    ours = OrganisationFactory()
    user = make_colleague(ours)
    needs = services.question_add(
        schedule=schedule, kind=QuestionKind.ACCESSIBILITY, labels={"nl": "Wat heb je nodig?"}
    )
    given = {str(needs.uuid): "Een ringleiding"}
    registration = register(schedule, registered_by=user, organisation=ours, answers=given)
    client.force_login(user)
    for view in ("state", "change"):
        url = reverse(f"registrations:{view}", args=[registration.uuid])
        for address in (url, url.replace(str(registration.uuid), registration.uuid.hex)):
            assert b"ringleiding" not in client.get(address).content
        assert b"ringleiding" in client.get(mine(registration, view)).content
    client.post(reverse("registrations:change", args=[registration.uuid]), {"name": "Nieuwe naam"})
    registration.refresh_from_db()
    assert (registration.name, registration.answers) == ("Nieuwe naam", given)
