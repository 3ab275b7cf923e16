"""My registrations in My hub, and the offers that wait for an answer."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page

from events.enums import RegistrationState
from events.models import Occurrence, Registration
from events.registration.explaining import moment_text
from events.registration.queue import positions_of
from home import wording
from members.my_hub import Need
from members.permissions import organisations_of

SHOWN: Final = 20
TONES: Final = {
    RegistrationState.CONFIRMED: "ok",
    RegistrationState.OFFERED: "warn",
    RegistrationState.WAITING: "info",
    RegistrationState.REQUESTED: "info",
    RegistrationState.UNCONFIRMED: "info",
}


@dataclass(frozen=True)
class RegistrationsSection:
    """For what somebody is registered that is still to come, or registered a colleague."""

    slug: str = "registrations"
    template: str = "events/my_hub/registrations.html"
    is_aside: bool = False

    def get_context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return ``rows``, soonest first, with title, dates, state and address; offers are ``needs``."""
        user: Any = request.user
        rows = _rows(user)
        if not rows:
            return None
        titles = _titles(rows)
        dates = _dates(rows)
        positions = positions_of(row for row in rows if row.state == RegistrationState.WAITING)
        shown = [
            {
                "registration": row,
                "title": titles.get(row.schedule.work, _("This is not public any more")),
                "when": dates.get(row.pk, ""),
                "url": reverse("registrations:state", args=[row.uuid]),
                "badge": {"label": row.get_state_display(), "tone": TONES[RegistrationState(row.state)]},
                "position": positions.get(row.pk),
                "for_colleague": row.user_id != user.pk,
            }
            for row in rows
        ]
        needs = [
            _need(row, titles.get(row.schedule.work, "")) for row in rows if row.state == RegistrationState.OFFERED
        ]
        return {"title": _("My registrations"), "rows": shown, "needs": needs}


def _rows(user: Any) -> list[Registration]:
    theirs = Q(user=user) | Q(registered_by=user, organisation__in=organisations_of(user))
    coming = Q(occurrence__ends_at__gt=timezone.now()) | Q(
        occurrence=None, schedule__occurrences__ends_at__gt=timezone.now()
    )
    rows = Registration.objects.active().filter(theirs, coming, erased_at=None).distinct()
    return list(rows.select_related("schedule", "occurrence__schedule").order_by("occurrence__starts_at", "pk")[:SHOWN])


def _need(row: Registration, title: str) -> Need:
    until = row.offer_expires_at
    url = reverse("registrations:state", args=[row.uuid])
    if until is None:
        return Need(text=_("There is a place for you: %(title)s") % {"title": title}, url=url)
    words = {"title": title, "until": moment_text(until)}
    text = _("There is a place for you until %(until)s: %(title)s") % words
    return Need(text=text, url=url, due_on=wording.local_time(until).date())


def _titles(rows: list[Registration]) -> dict[Any, str]:
    """Return the titles of the works in the active language, else in another: those that are live."""
    works = {row.schedule.work for row in rows}
    pages = Page.objects.filter(translation_key__in=works, live=True)
    found = pages.order_by("pk").values_list("translation_key", "locale__language_code", "title")
    titles: dict[Any, str] = {}
    for work, language, title in found:
        if language == get_language() or work not in titles:
            titles[work] = title
    return titles


def _dates(rows: list[Registration]) -> dict[int, str]:
    """Return when each takes place: its date, or the first that is still to come of all."""
    series = {row.schedule_id for row in rows if row.occurrence is None}
    coming = Occurrence.objects.filter(schedule__in=series).upcoming().select_related("schedule")
    first: dict[int, Occurrence] = {}
    for coming_date in coming.order_by("starts_at"):
        first.setdefault(coming_date.schedule_id, coming_date)
    found = {}
    for row in rows:
        date = row.occurrence or first.get(row.schedule_id)
        if date is not None:
            found[row.pk] = wording.period_text(
                date.starts_at, date.ends_at, date.schedule.zone, all_day=date.schedule.all_day
            )
    return found


registrations_section = RegistrationsSection()
