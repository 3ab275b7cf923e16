"""An event with its organiser, for the tests of the desk."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events import services as dates
from members.enums import OrganisationRole
from tests.factories.events import in_days
from tests.factories.home import publish
from tests.factories.members import ContactFactory, OrganisationFactory, UserFactory
from tests.factories.registrations import make_open_event


@dataclass
class Held:
    """An event that ``organiser`` holds, as author of ``organisation``."""

    page: Any
    schedule: Any
    organisation: Any
    organiser: Any

    @property
    def date(self):
        """Return its first date, as it is stored now."""
        return self.schedule.occurrences.order_by("starts_at").first()

    def url(self, rest=""):
        """Return an address of the desk in English."""
        return f"/en/account/events/{self.page.public_id}/{rest}"

    def add_date(self, days, **values):
        """Add a date a number of days from today, and return it."""
        start = in_days(days)
        values = {"starts_at": start, "ends_at": start + timedelta(hours=3), **values}
        return dates.occurrence_add(schedule=self.schedule, **values)


def make_held(client=None, title="Weefdag", *, date=None, **terms):
    """Return an event that is open for registration, with an organiser, who is signed in where a client is given."""
    organisation = OrganisationFactory(name="Stichting Weefgetouw")
    organiser = ContactFactory(organisation=organisation, role=OrganisationRole.AUTHOR).user
    page, schedule = make_open_event(title, date=date, **terms)
    page.organisations.add(organisation)
    publish(page)
    if client is not None:
        client.force_login(organiser)
    return Held(page, schedule, organisation, organiser)


def make_today(client=None, **terms):
    """Return an event of which the door is open: it began a quarter of an hour ago."""
    held = make_held(client, **terms)
    starts_at = timezone.now() - timedelta(minutes=15)
    held.schedule.occurrences.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    return held


def stranger():
    """Return somebody who organises nothing."""
    return UserFactory()
