"""Factories of the events app."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from wagtail.models import Locale, Page

from events import services
from events.enums import EventKind
from events.models import EventIndexPage, EventPage, Occurrence, Schedule, Venue
from tests.factories.home import HubPageFactory, publish

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text, zone=AMSTERDAM):
    """Return the moment at which clocks in a zone say ``2026-11-12 13:30`` (a day alone: midnight)."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def in_days(number, clock="13:30"):
    """Return the moment of a clock time in Amsterdam, a number of days from today."""
    day = timezone.localdate() + timedelta(days=number)
    return datetime.combine(day, time.fromisoformat(clock), AMSTERDAM)


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = "De Weverij"
    street = "Spoorlaan 12"
    postal_code = "3511 AA"
    city = "Utrecht"


class ScheduleFactory(factory.django.DjangoModelFactory):
    """A schedule past the rules of the services."""

    class Meta:
        model = Schedule

    work = factory.Faker("uuid4", cast_to=None)
    zone = "Europe/Amsterdam"


class OccurrenceFactory(factory.django.DjangoModelFactory):
    """A date past the rules of the services: tomorrow, for an afternoon."""

    class Meta:
        model = Occurrence

    schedule = factory.SubFactory(ScheduleFactory)
    starts_at = factory.LazyFunction(lambda: in_days(1))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=3))


class EventIndexPageFactory(HubPageFactory):
    class Meta:
        model = EventIndexPage

    slug = "events"


class EventPageFactory(HubPageFactory):
    """A live page without dates, past what publishing asks."""

    class Meta:
        model = EventPage

    title = factory.Sequence(lambda n: f"Bijeenkomst {n}")
    slug = factory.Sequence(lambda n: f"bijeenkomst-{n}")
    kind = EventKind.WORKSHOP


def make_draft(title="Bijeenkomst", parent=None, **values):
    """Return a draft of an event below the agenda in Dutch, as the editor makes one."""
    parent = parent or EventIndexPage.objects.get(locale__language_code="nl")
    page = EventPage(
        title=title, kind=values.pop("kind", EventKind.WORKSHOP), live=False, locale=parent.locale, **values
    )
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision()
    return page


def make_event(title="Bijeenkomst", *, start=None, hours=3, date=None, parent=None, **values):
    """Return a published event with one date: by default in ten days, for an afternoon.

    ``start`` is an aware moment; ``date`` holds further arguments of ``schedule_create``.
    """
    page = make_draft(title, parent=parent, **values)
    start = start or in_days(10)
    defaults = {"zone": "Europe/Amsterdam", "starts_at": start, "ends_at": start + timedelta(hours=hours)}
    services.schedule_create(work=page.translation_key, **{**defaults, **(date or {})})
    return publish(page)


def translate(page, title, language="en"):
    """Publish a translation of an event; return it."""
    translated = page.copy_for_translation(Locale.objects.get(language_code=language))
    return publish(translated, title=title)


def first_date(page):
    """Return the first date of an event, as it is stored now."""
    return Occurrence.objects.for_work(page.translation_key).first()
