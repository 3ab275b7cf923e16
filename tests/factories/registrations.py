"""What registering needs: an event that is open for it, and people who do."""

import itertools

from events.enums import TakingPart
from events.models import Schedule
from events.registration import services
from tests.factories.events import VenueFactory, make_event
from tests.factories.members import ContactFactory, ParticipationFactory, UserFactory

_numbers = itertools.count(1)


def make_open_event(title="Bijeenkomst", *, date=None, **terms):
    """Return a published event on site, and its schedule, with one date for which one registers here.

    ``capacity`` and ``online_capacity`` are those of the date (see ``RegistrationTerms`` for the rest).
    """
    places = {name: terms.pop(name, None) for name in ("capacity", "online_capacity")}
    start = terms.pop("start", None)
    page = make_event(title, start=start, date={"venue": VenueFactory(), **(date or {})})
    schedule = Schedule.objects.get(work=page.translation_key)
    schedule.occurrences.update(**places)
    services.terms_set(schedule=schedule, **terms)
    return page, schedule


def register(schedule, user=None, **values):
    """Return the registration of an account (a new one without ``user``) for the first date."""
    user = user or UserFactory()
    occurrence = values.pop("occurrence", schedule.occurrences.first())
    defaults = {"name": user.name, "email": user.email, "taking_part": TakingPart.ON_SITE, "language": "nl"}
    return services.registration_make(
        schedule=schedule,
        occurrence=occurrence,
        user=None if "registered_by" in values else user,
        **{**defaults, **values},
    )


def register_guest(schedule, email="", **values):
    """Return the registration of a guest whose address is not confirmed yet."""
    number = next(_numbers)
    defaults = {"name": f"Gast {number}", "taking_part": TakingPart.ON_SITE, "language": "nl"}
    occurrence = values.pop("occurrence", schedule.occurrences.first())
    return services.registration_make(
        schedule=schedule,
        occurrence=occurrence,
        email=email or f"gast{number}@hub.example",
        **{**defaults, **values},
    )


def make_colleague(organisation):
    """Return an account that speaks for an organisation, which takes part in the coalition."""
    if not organisation.participations.exists():
        ParticipationFactory(organisation=organisation)
    return ContactFactory(organisation=organisation).user
