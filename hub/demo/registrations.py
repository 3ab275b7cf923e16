"""Loads conditions of registration, and a course day that is full, with people who wait and an offer that stands."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from events.enums import QuestionKind, RegistrationUnit, TakingPart
from events.models import EventPage, Registration, Schedule
from events.registration import services
from events.registration.terms import Kept
from members.enums import OrganisationKind
from members.models import User

FULL: Final = "teach-the-teacher"
CONDITIONS: Final[dict[str, dict[str, Any]]] = {
    FULL: {
        "unit": RegistrationUnit.SERIES,
        "capacity": 5,
        "online_capacity": 40,
        "places_per_organisation": 2,
        "offer_hours": 72,
    },
    "een-vrijdag-naast-de-machine": {"closes_before": 24, "places_per_organisation": 3},
    "hackathon-stroom-tot-zonsopgang": {"requires_approval": True, "closes_before": 72},
    "algoritmeregister-invullen": {},
}
KEPT: Final = ("hackathon-stroom-tot-zonsopgang", OrganisationKind.STARTUP, 15)
CASE: Final = {"nl": "Aan welke les wil je werken?", "en": "Which lesson do you want to work on?"}
GUESTS: Final = (
    ("Annelies Mulder", "annelies.mulder@pabo.example", "Pabo De Regenboog"),
    ("Joris van Dongen", "joris.van.dongen@school.example", "Basisschool De Wilgen"),
    ("Samira El Idrissi", "samira.elidrissi@school.example", "Kindcentrum Oost"),
    ("Wouter Postma", "wouter.postma@school.example", "Basisschool De Wilgen"),
    ("Charlotte Vermeulen", "c.vermeulen@roc.example", "ROC Het Getij"),
)
WAITING: Final = ("member@hub.example", "colleague@hub.example", "other@hub.example")


def load_registrations() -> None:
    """Load the conditions of each event, and the registrations of one, where there are none yet."""
    for slug, conditions in CONDITIONS.items():
        page = EventPage.objects.filter(slug=slug, locale__language_code="nl").first()
        schedule = Schedule.objects.for_work(page.translation_key) if page is not None else None
        if schedule is None or hasattr(schedule, "registration_terms"):
            continue
        services.terms_set(schedule=schedule, **conditions)
        if slug == KEPT[0]:
            kept = Kept(organisation_kind=KEPT[1], places=KEPT[2], released_before=7 * 24)
            services.kept_places_set(schedule=schedule, kept=[kept])
        if slug == FULL:
            _fill(schedule)


def _fill(schedule: Schedule) -> None:
    """Let guests take all places, members wait, and one guest withdraw: the first member has an offer then."""
    question = services.question_add(schedule=schedule, kind=QuestionKind.TEXT, labels=CASE)
    answers = {str(question.uuid): "Een les waarin leerlingen zelf een model laten missen."}
    ago = timezone.now() - timedelta(days=4)
    guests: list[Registration] = []
    for name, email, organisation in GUESTS:
        made = services.registration_make(
            schedule=schedule,
            occurrence=None,
            name=name,
            email=email,
            organisation_name=organisation,
            taking_part=TakingPart.ON_SITE,
            language="nl",
            answers=answers,
            now=ago,
        )
        guests.append(services.registration_confirm_address(registration=made, now=ago + timedelta(hours=1)))
    for user in User.objects.filter(email__in=WAITING).order_by("pk"):
        services.registration_make(
            schedule=schedule,
            occurrence=None,
            name=user.name,
            email=user.email,
            taking_part=TakingPart.ON_SITE,
            language=user.language,
            user=user,
            now=ago + timedelta(hours=2),
        )
    services.registration_withdraw(registration=guests[1], reason="Ik sta die dag voor de klas.")
