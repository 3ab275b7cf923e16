"""Which events somebody holds: for My hub, and for the link to the desk on a page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from wagtail.models import Page

from events.models import DatedPage, Occurrence, Registration, Schedule, dated_page_models
from events.permissions import ORGANISING_ROLES, may_organise
from members.permissions import organisations_of


def desk_url(page: DatedPage, user: Any) -> str:
    """Return the address of the desk of a page for who may organise it; empty for others and before it has dates."""
    if not user.is_authenticated or page.schedule is None or not may_organise(page, user):
        return ""
    return reverse("desk:list", args=[page.public_id])


def held_pages(user: Any) -> list[DatedPage]:
    """Return the pages that somebody holds: as contact person, or for an organisation. One language of each.

    Who may edit every page does not hold all of them: the editor leads there.
    """
    held_by = organisations_of(user, *ORGANISING_ROLES)
    found: dict[Any, DatedPage] = {}
    for model in dated_page_models():
        rows = model.objects.filter(Q(contact__user=user) | Q(organisations__in=held_by)).distinct()
        for page in rows.select_related("locale").order_by("pk"):
            found.setdefault(page.translation_key, page)
    return list(found.values())


def schedules_of(pages: Sequence[Page]) -> dict[Any, Schedule]:
    """Return the schedules of pages by their work."""
    rows = Schedule.objects.filter(work__in=[page.translation_key for page in pages])
    return {row.work: row for row in rows}


def dates_of(schedules: Sequence[Schedule]) -> list[Occurrence]:
    """Return the dates of schedules that are not cancelled, earliest first, each with its schedule: one query."""
    rows = Occurrence.objects.filter(schedule__in=schedules).select_related("schedule")
    return [row for row in rows.order_by("starts_at", "pk") if not row.is_cancelled]


def standing_of(schedules: Sequence[Schedule]) -> dict[int, dict[str, int]]:
    """Return how many are in which state, by schedule: one query."""
    rows = Registration.objects.active().filter(schedule__in=schedules).values("schedule", "state").order_by()
    found: dict[int, dict[str, int]] = {}
    for row in rows.annotate(number=Count("pk")):
        found.setdefault(row["schedule"], {})[row["state"]] = row["number"]
    return found
