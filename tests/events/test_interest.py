"""Who would come to what has no date yet."""

import re
from datetime import timedelta
from urllib.parse import urlparse

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from events import services as dates
from events.interest import links, services
from events.jobs import Outcome
from events.models import Interest
from events.personal_data import events_data
from knowledge.enums import CourseStart
from members.models import MailMessage, Notice
from tests.factories.events import in_days, make_event
from tests.factories.home import RegionFactory, publish
from tests.factories.knowledge import course_in, make_course_draft
from tests.factories.members import ContributorFactory, UserFactory
from tests.search.pages import make_user, restrict

pytestmark = pytest.mark.django_db


def make_waiting():
    """Return a course that waits for enough people, with a contact person who has an account."""
    person = ContributorFactory(user=UserFactory())
    return publish(make_course_draft(start=CourseStart.INTEREST, contact=person))


def address_of(page, rest=""):
    return f"/nl/interest/{page.public_id}/{rest}"


def own_address(interest):
    with translation.override(interest.language):
        return urlparse(links.address_of(interest)).path


def link_in(mail):
    """Return the path of one's own page in a letter: each letter has a link of its own, signed when it was written."""
    return re.search(r"/(?:nl|en)/interest/mine/[^/\s]+/", mail.text).group()


def plan(page):
    """Give a course a date after all."""
    page.start = CourseStart.DATES
    dates.schedule_create(
        work=page.translation_key, zone="Europe/Amsterdam", starts_at=in_days(30), ends_at=in_days(30, "16:00")
    )
    page.__dict__.pop("schedule", None)
    return publish(page)


def test_a_member_says_so_with_one_click_on_the_page(client, site):
    page, user = make_waiting(), make_user()
    client.force_login(user)
    assert f'action="{address_of(page)}"' in client.get(page.url).content.decode()

    for _ in range(2):
        assert client.post(address_of(page)).status_code == 302

    interest = Interest.objects.get()
    assert (interest.user, interest.email, interest.confirmed_at is not None) == (user, "", True)


def test_a_member_adds_region_and_form_and_withdraws(client, site):
    page, region = make_waiting(), RegionFactory(code="UT")
    client.force_login(make_user())

    client.post(address_of(page), {"region": region.pk, "form": "online"})
    interest = Interest.objects.get()
    assert (interest.region, interest.form, interest.language) == (region, "online", "nl")
    assert events_data(interest.user)["would_come_to"][0]["region__code"] == "UT"

    assert client.post(address_of(page, "withdraw/")).status_code == 302
    assert client.post(address_of(page, "withdraw/")).status_code == 302
    assert Interest.objects.count() == 0


def test_a_visitor_counts_once_the_address_is_confirmed_by_its_link(client, site):
    page = make_waiting()
    assert f'href="{address_of(page)}"' in client.get(page.url).content.decode()

    for _ in range(2):
        assert client.post(address_of(page), {"email": "Iemand@Hub.example"}).status_code == 200
    interest, mail = Interest.objects.get(), MailMessage.objects.get()
    assert (interest.email, interest.confirmed_at, mail.recipient) == ("iemand@hub.example", None, interest.email)

    address = link_in(mail)
    client.get(address)
    assert Interest.objects.confirmed().count() == 0
    for _ in range(2):
        assert client.post(address, {"act": "confirm"}).status_code == 200
    assert Interest.objects.confirmed().count() == 1


def test_an_address_that_is_known_is_told_to_nobody_else(client, site):
    page = make_waiting()
    first = client.post(address_of(page), {"email": "iemand@hub.example"}).content
    services.interest_confirm(interest=Interest.objects.get())

    assert client.post(address_of(page), {"email": "iemand@hub.example"}).content == first
    assert MailMessage.objects.count() == 1


def test_the_link_withdraws_and_then_says_that_nothing_is_kept(client, site):
    interest = services.interest_say(page=make_waiting(), email="iemand@hub.example", language="nl")
    address = own_address(interest)

    assert client.post(address, {"act": "withdraw"}).status_code == 200

    assert Interest.objects.count() == 0
    for gone in (address, "/nl/interest/mine/x/", "/nl/interest/mine/" + "a" * 4000 + "/"):
        assert (client.get(gone).status_code, client.post(gone).status_code) == (410, 410)


BAD = [
    {"email": ""},
    {"email": "geen adres"},
    {"email": "a@hub.example\nBcc: b@hub.example"},
    {"email": "a@hub.example", "region": "999999"},
    {"email": "a@hub.example", "region": "x"},
    {"email": "a@hub.example", "form": "vliegend"},
    {"email": "x" * 300 + "@hub.example"},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_is_refused_is_said_and_writes_nothing(client, site, bad):
    response = client.post(address_of(make_waiting()), bad)

    assert (response.status_code, bool(response.context["form"].errors)) == (400, True)
    assert (Interest.objects.count(), MailMessage.objects.count()) == (0, 0)


def test_where_there_is_a_date_there_is_nothing_to_say(client, site):
    page = course_in(10)
    assert "/nl/interest/" not in client.get(page.url).content.decode()

    assert [client.get(address_of(page)).status_code, client.post(address_of(page)).status_code] == [404, 404]
    with pytest.raises(ValidationError):
        services.interest_say(page=page, user=make_user(), language="nl")


def test_what_was_postponed_and_a_course_that_is_over_wait_for_a_date(client, site):
    event = make_event("Dag", start=in_days(4))
    dates.schedule_postpone(schedule=event.schedule, reason="Later")

    for page in (event, course_in(-5)):
        assert client.get(address_of(page)).status_code == 200
        assert address_of(page) in client.get(page.url).content.decode()


def test_a_private_course_answers_as_if_there_were_none(client, site):
    page = make_waiting()
    restrict(page)

    for address in (address_of(page), "/nl/interest/aaaaaaaaaa/", "/nl/interest/X/"):
        assert (client.get(address).status_code, client.post(address, {"email": "a@hub.example"}).status_code) == (
            404,
            404,
        )
    client.force_login(make_user())
    assert client.get(address_of(page)).status_code == 200


def test_the_organiser_sees_numbers_and_nobody_else_does(client, site):
    page, region = make_waiting(), RegionFactory(code="UT", name_nl="Utrecht")
    for number in range(3):
        services.interest_say(
            page=page, user=UserFactory(), language="nl", region=region if number else None, form="online"
        )
    services.interest_say(page=page, email="nooit@hub.example", language="nl")
    seen = {}
    for name, user in {"visitor": None, "member": make_user(), "contact": page.contact.user}.items():
        viewer = Client()
        if user is not None:
            viewer.force_login(user)
        seen[name] = viewer.get(address_of(page, "numbers/"))

    assert {name: response.status_code for name, response in seen.items()} == {
        "visitor": 302,
        "member": 404,
        "contact": 200,
    }
    context = seen["contact"].context
    assert (context["total"], context["tables"][0]["rows"][0]) == (3, ("Utrecht", 2))
    assert "@hub.example" not in seen["contact"].content.decode()


def test_the_organiser_hears_once_that_there_are_enough(site, settings):
    settings.HUB_INTEREST_AT = 3
    page = make_waiting()

    told = []
    for _ in range(5):
        services.interest_say(page=page, user=UserFactory(), language="nl")
        told.append(Notice.objects.filter(user=page.contact.user).count())

    assert told == [0, 0, 1, 1, 1]


def test_everybody_hears_once_of_a_date_and_is_forgotten_a_month_later(client, site):
    page = make_waiting()
    member = UserFactory()
    services.interest_say(page=page, user=member, language="nl")
    guest = services.interest_say(page=page, email="gast@hub.example", language="en")
    services.interest_confirm(interest=guest)
    services.interest_say(page=page, email="nooit@hub.example", language="nl")
    assert services.interests_tell() == Outcome()
    MailMessage.objects.all().delete()

    plan(page)

    assert [services.interests_tell().done, services.interests_tell().done] == [2, 0]
    mails = {mail.recipient: mail for mail in MailMessage.objects.all()}
    assert set(mails) == {member.email, "gast@hub.example"}
    assert (client.get(link_in(mails["gast@hub.example"])).status_code, mails["gast@hub.example"].language) == (
        200,
        "en",
    )

    now = timezone.now()
    assert services.interests_forget(now + timedelta(days=6)) == 0
    assert services.interests_forget(now + timedelta(days=8)) == 1
    assert services.interests_forget(now + timedelta(days=31)) == 2
    assert Interest.objects.count() == 0


def test_nobody_hears_of_a_date_that_is_cancelled_or_not_public(site):
    page = make_waiting()
    services.interest_say(page=page, user=UserFactory(), language="nl")
    plan(page)
    page.unpublish()
    assert services.interests_tell() == Outcome()

    publish(page)
    dates.occurrence_cancel(occurrence=page.schedule.occurrences.get(), reason="Ziek")
    assert services.interests_tell() == Outcome()


def test_who_cannot_be_told_keeps_nobody_else_waiting(site):
    page = make_waiting()
    guests = [services.interest_say(page=page, email=f"gast{n}@hub.example", language="nl") for n in range(3)]
    for guest in guests:
        services.interest_confirm(interest=guest)
    MailMessage.objects.all().delete()
    # As no form lets it in.
    Interest.objects.filter(pk=guests[0].pk).update(email="geen adres")
    plan(page)

    assert services.interests_tell() == Outcome(done=2, failed=1)
    assert MailMessage.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("follow_events")
    assert (MailMessage.objects.count(), Interest.objects.filter(told_at=None).get().pk) == (2, guests[0].pk)


def test_who_may_not_see_the_page_any_more_hears_nothing_of_its_date(client, site):
    page, member = make_waiting(), UserFactory()
    page.title = "Codenaam Zeearend"
    publish(page)
    services.interest_say(page=page, user=member, language="nl")
    guest = services.interest_say(page=page, email="gast@hub.example", language="nl")
    services.interest_confirm(interest=guest)
    restriction = restrict(page)
    MailMessage.objects.all().delete()
    plan(page)

    assert services.interests_tell() == Outcome(done=1)
    assert [mail.recipient for mail in MailMessage.objects.all()] == [member.email]
    hidden = client.get(own_address(guest))
    assert (hidden.status_code, page.title in hidden.content.decode()) == (410, False)

    restriction.delete()
    assert services.interests_tell() == Outcome(done=1)


def test_the_command_does_all_of_it(site, capsys):
    make_event("Dag", start=in_days(-2), contact=ContributorFactory(user=UserFactory()))
    page = make_waiting()
    services.interest_say(page=page, user=UserFactory(), language="nl")
    plan(page)

    call_command("follow_events")

    assert capsys.readouterr().out.strip() == "told of a date: 1, asked what came of it: 1, forgotten: 0"


def test_too_many_letters_are_refused(client, site, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "interest": "2/h"}
    address = address_of(make_waiting())

    statuses = [client.post(address, {"email": f"{n}@hub.example"}).status_code for n in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get(address).status_code == 200
