"""Loads who registered for two of the demo's events, with questions, a waiting list, arrivals and a message.

One is still to come and held by the hospital, so that its people find the desk in My hub; the other is over, so that
there are certificates. All of it through the services; what exists is left as it is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.text import slugify

from events.enums import QuestionKind, TakingPart
from events.models import EventPage, Occurrence, Registration, Schedule
from events.registration import services
from events.registration.arranging import DatePlaces, date_places_set
from events.registration.attendance import check_in
from events.registration.notes import note_add
from members.models import User

TO_COME: Final = "data-delen-zonder-verplaatsen"
OVER: Final = "een-camera-op-het-plein"
# Name, organisation as they typed it, and what they eat.
PEOPLE: Final = (
    ("Femke de Wit", "Zorggroep De Linde", "vegetarisch"),
    ("Sjoerd Hiemstra", "Waterschap Noorderzijl", ""),
    ("Zoë van IJsselstein", "Hogeschool Noordzee", "veganistisch"),
    ("Murat Yıldız", "Bakkerij Yıldız", "halal"),
    ("Agnieszka Łukaszewska", "Kwekerij Polderzicht", ""),
    ("Pieter-Jan van den Berg", "Gemeente Zandmeer", "geen noten"),
    ("Naomi Cohen", "Spaarbank De Brug", "vegetarisch"),
    ("Ruben Dijkstra", "", ""),
    ("Iris Bakker", "ROC Het Getij", "vegetarisch, geen gluten"),
    ("Tomás Ferreira", "Lichtspoor", ""),
    ("Hilde Jansen", "Zorggroep De Linde", ""),
    ("Kwame Mensah", "Netbeheer Vierstromen", "halal"),
    ("Lotte Brouwer", "", "veganistisch"),
    ("Bart Smit", "Staalbouw Van Rhee", ""),
)
DIET: Final = {"nl": "Wat eet je niet, of juist wel?", "en": "What do you eat, or not?"}
GROUP: Final = {"nl": "Aan welke tafel wil je zitten?", "en": "At which table do you want to sit?"}
TABLES: Final = (
    ("hospitals", {"nl": "Ziekenhuizen", "en": "Hospitals"}),
    ("banks", {"nl": "Banken", "en": "Banks"}),
    ("own-case", {"nl": "Mijn eigen casus", "en": "My own case"}),
)


def load_desk_registrations() -> None:
    """Load the registrations of both events, once."""
    _load(TO_COME, _load_to_come)
    _load(OVER, _load_over)


def _load(slug: str, load: Any) -> None:
    page = EventPage.objects.filter(slug=slug, locale__language_code="nl").first()
    schedule = Schedule.objects.for_work(page.translation_key) if page is not None else None
    if schedule is not None and not schedule.registrations.exists():
        load(schedule, schedule.occurrences.earliest("starts_at"))


def _load_to_come(schedule: Schedule, date: Occurrence) -> None:
    """Ten places on site, of which all are taken, and people who wait."""
    services.terms_set(schedule=schedule, places_per_organisation=2)
    date_places_set(schedule=schedule, places={date: DatePlaces(capacity=10, online_capacity=date.online_capacity)})
    diet = services.question_add(schedule=schedule, kind=QuestionKind.DIETARY, labels=DIET)
    table = services.question_add(
        schedule=schedule,
        kind=QuestionKind.CHOICE,
        labels=GROUP,
        choices=[{"value": value, "labels": labels} for value, labels in TABLES],
    )
    rows = []
    for number, (name, organisation, wish) in enumerate(PEOPLE):
        answers = {str(diet.uuid): wish, str(table.uuid): TABLES[number % len(TABLES)][0]}
        rows.append(_register(schedule, date, name, organisation, answers=answers, now=timezone.now()))
    services.registration_withdraw(registration=rows[7], reason="Ik ben die dag op reis.")
    organiser = User.objects.filter(email="member@hub.example").first()
    if organiser is not None:
        note_add(registration=rows[2], author=organiser, text="Komt met de trein van 9.40 uur, dus iets later.")


def _load_over(schedule: Schedule, date: Occurrence) -> None:
    """All came but two; who came has a certificate."""
    services.terms_set(schedule=schedule, retention_days=365)
    before = date.starts_at - timedelta(days=5)
    rows = [
        _register(schedule, date, name, organisation, answers={}, now=before)
        for name, organisation, _diet in PEOPLE[:8]
    ]
    _arrive(rows[:-2], date)


def _arrive(rows: Sequence[Registration], date: Occurrence) -> None:
    for number, row in enumerate(rows):
        at = date.starts_at - timedelta(minutes=20 - 3 * number)
        check_in(registration=row, occurrence=date, actor=None, at=at)


def _register(
    schedule: Schedule, date: Occurrence, name: str, organisation: str, *, answers: dict[str, str], now: datetime
) -> Registration:
    """Register a guest, who confirms the address at once."""
    row = services.registration_make(
        schedule=schedule,
        occurrence=date,
        name=name,
        email=f"{slugify(name)}@deelnemers.example",
        taking_part=TakingPart.ON_SITE if date.venue_id else TakingPart.ONLINE,
        language="nl",
        organisation_name=organisation,
        answers=answers,
        now=now,
    )
    return services.registration_confirm_address(registration=row, now=now)
