"""What a certificate says, and who has one: whoever arrived, once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.models import Arrival, DatedPage, Occurrence, Registration, Schedule, dated_page_models
from events.registration.tickets import Purpose, is_signed, signature_of
from home import wording
from search.addresses import absolute_url

GROUP: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is printed, in ``language``."""

    name: str
    title: str
    organisers: str
    days: Sequence[str]
    place: str
    number: str
    code: str
    address: str
    language: str
    site: str


def over_at(registration: Registration) -> datetime | None:
    """Return when that for which somebody registered ends: their date, or the last of all; ``None`` without a date."""
    if registration.occurrence is not None:
        return registration.occurrence.ends_at
    dates = [date for date in registration.schedule.occurrences.all() if not date.is_cancelled]
    return max((date.ends_at for date in dates), default=None)


def has_certificate(registration: Registration, *, now: datetime | None = None) -> bool:
    """Return whether somebody may have a certificate: they were there, it is over, and we still know who it was."""
    over = over_at(registration)
    is_over = over is not None and over <= (now or timezone.now())
    return is_over and registration.checked_in_at is not None and registration.erased_at is None


def certificates_of(registrations: Sequence[Registration]) -> list[Certificate]:
    """Return what is printed for these registrations of one work, each in its own language, in a few queries.

    ``has_certificate`` is asked before.
    """
    if not registrations:
        return []
    schedule = registrations[0].schedule
    pages = {page.locale.language_code: page for page in pages_of(schedule)}
    dates: dict[int, list[Occurrence]] = {}
    arrivals = Arrival.objects.here().filter(registration__in=registrations)
    for arrival in arrivals.select_related("occurrence__venue").order_by("occurrence__starts_at"):
        arrival.occurrence.schedule = schedule
        dates.setdefault(arrival.registration_id, []).append(arrival.occurrence)
    return [_certificate(row, pages, dates.get(row.pk, [])) for row in registrations]


def pages_of(schedule: Schedule) -> list[DatedPage]:
    """Return the pages of what takes place, the site's first language before others."""
    pages = Page.objects.type(*dated_page_models()).filter(translation_key=schedule.work).select_related("locale")
    found = [page.specific for page in pages]
    return sorted(found, key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)


def _certificate(row: Registration, pages: dict[str, DatedPage], dates: Sequence[Occurrence]) -> Certificate:
    page = pages.get(row.language) or next(iter(pages.values()), None)
    places = [date.venue.city for date in dates if date.venue is not None]
    with translation.override(row.language):
        return Certificate(
            name=row.name,
            title=page.title if page is not None else "",
            organisers=", ".join(page.get_organiser_names()) if page is not None else "",
            days=[day_of(date) for date in dates],
            place=", ".join(dict.fromkeys(places)),
            number=row.number,
            code=code_of(row),
            address=check_url(row),
            language=row.language,
            site=settings.WAGTAIL_SITE_NAME,
        )


def day_of(date: Occurrence) -> str:
    """Return the day or days of a date in the active language."""
    return wording.days_text(date.starts_at, date.ends_at, date.schedule.zone, weekday=False)


def code_of(registration: Registration) -> str:
    """Return the code that stands on the paper beside the number, in groups that are easily typed."""
    signature = signature_of(registration, Purpose.CERTIFICATE)
    return "-".join(signature[at : at + GROUP] for at in range(0, len(signature), GROUP))


def check_url(registration: Registration) -> str:
    """Return the absolute address at which anybody checks this paper, in the active language."""
    asked = urlencode({"number": registration.number, "code": code_of(registration)})
    return absolute_url(f"{reverse('certificates:check')}?{asked}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a stranger is told of a paper: for what it is and when that was. Not whose it is."""

    title: str
    days: Sequence[str]


def verify(number: str, code: str) -> Verdict | None:
    """Return what a certificate is of; ``None`` when there is none with this number and code.

    It stays valid when the name is removed from the hub: the paper says whose it is.
    """
    signature = "".join(letter for letter in code.lower() if letter.isalnum())
    row = Registration.objects.select_related("schedule").filter(number__iexact=number.strip()).first()
    if row is None or not is_signed(row, signature, Purpose.CERTIFICATE):
        return None
    arrivals = row.arrivals.here().select_related("occurrence__schedule")
    dates = [arrival.occurrence for arrival in arrivals.order_by("occurrence__starts_at")]
    if not dates:
        return None
    pages = {page.locale.language_code: page for page in pages_of(row.schedule)}
    page = pages.get(translation.get_language() or "") or next(iter(pages.values()), None)
    return Verdict(page.title if page is not None else _("Meeting"), [day_of(date) for date in dates])
