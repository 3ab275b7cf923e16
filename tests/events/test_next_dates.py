"""The next dates on the pages of those who hold them, and how a series is told."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from events.enums import Frequency
from events.recurrence import Rule
from events.services import recurrence_create
from knowledge.models import FieldlabIndexPage
from tests.factories.events import in_days, make_event
from tests.factories.home import BuildingBlockFactory, publish
from tests.factories.knowledge import FieldlabPageFactory, FieldlabPartnerFactory
from tests.factories.members import OrganisationFactory, make_organisation_page
from tests.search.pages import restrict

pytestmark = pytest.mark.django_db


def held_by(organisation, title, days):
    page = make_event(title, start=in_days(days))
    page.organisations = [organisation]
    return publish(page)


def titles(context):
    return [hit.title for hit in context["next_dates"].hits]


def test_an_organisation_shows_the_next_of_its_dates_and_their_calendar(client, site):
    organisation = OrganisationFactory(slug="weverij")
    face = make_organisation_page(organisation)
    for days in (9, 3, 5, 7, -4):
        held_by(organisation, f"Dag {days}", days)
    restrict(held_by(organisation, "Kanarie", 2))

    context = client.get(face.url).context

    assert titles(context) == ["Dag 3", "Dag 5", "Dag 7"]
    found = context["next_dates"]
    assert (found.total, found.calendar_url) == (4, "/events.ics?organisation=weverij")
    assert client.get(found.url).context["results"].total == 4
    assert client.get(found.calendar_url).content.count(b"BEGIN:VEVENT") == 5


def test_without_dates_there_is_no_block(client, site):
    face = make_organisation_page(OrganisationFactory())

    response = client.get(face.url)

    assert (response.context["next_dates"], b'id="next-dates"' in response.content) == (None, False)


def test_a_fieldlab_shows_the_dates_of_who_leads_it(client, site):
    lead, partner = OrganisationFactory(), OrganisationFactory()
    page = FieldlabPageFactory(parent=FieldlabIndexPage.objects.get(locale__language_code="nl"))
    FieldlabPartnerFactory(page=page, organisation=lead, role="lead")
    FieldlabPartnerFactory(page=page, organisation=partner, role="partner")
    publish(page)
    held_by(lead, "Open dag", 4)
    held_by(partner, "Elders", 3)

    assert titles(client.get(page.url).context) == ["Open dag"]


def test_a_term_offers_the_calendar_of_its_events(client, site):
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen")
    page = make_event("Dag", start=in_days(4))
    page.building_blocks = [block]
    publish(page)

    text = client.get("/nl/building-blocks/data-sharing/").content.decode()

    assert 'href="/nl/calendars/follow/?building_block=data-sharing"' in text


def test_a_series_says_how_it_repeats_and_folds_what_is_far_or_over(client, site):
    page = make_event("Reeks", start=in_days(-20))
    recurrence_create(
        schedule=page.schedule,
        rule=Rule(frequency=Frequency.WEEKLY, interval=2, count=8),
        first_day=timezone.localdate() + timedelta(days=5),
        start_time=time(16),
        end_time=time(17),
    )
    page.__dict__.pop("schedule")
    publish(page)

    response = client.get(page.url)
    context, text = response.context, response.content.decode()

    assert (len(context["upcoming_dates"]), len(context["past_dates"]), len(context["rule_texts"])) == (8, 1, 1)
    assert text.count("<details") >= 2
    assert context["rule_texts"][0] in text
    assert context["rule_texts"][0] in client.get("/nl/events/").content.decode()
