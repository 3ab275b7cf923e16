"""What the desk contributes to My hub: the events that somebody holds, and who waits for their answer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from events.desk.organising import dates_of, held_pages, schedules_of, standing_of
from events.enums import RegistrationState
from events.models import DatedPage, Occurrence
from home import wording
from members.my_hub import Need, SectionContext

SHOWN = 8
# How long after the last date one still checks who was there, and sends certificates.
KEPT_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class OrganisingSection:
    """The events that somebody organises, the next first, with how many come and who waits for approval."""

    slug: str = "organising"
    template: str = "events/my_hub/organising.html"
    is_aside: bool = False

    def get_context(self, request: HttpRequest) -> SectionContext | None:
        """Return ``rows``: page, next date, numbers and the desk's address; requests for approval are needs."""
        user: Any = request.user
        pages = held_pages(user)
        schedules = schedules_of(pages)
        if not schedules:
            return None
        dates = dates_of(list(schedules.values()))
        standing = standing_of(list(schedules.values()))
        rows = []
        for page in pages:
            schedule = schedules.get(page.translation_key)
            own = [date for date in dates if schedule is not None and date.schedule_id == schedule.pk]
            if schedule is not None and own:
                row = _row(page, own, standing.get(schedule.pk, {}))
                if row is not None:
                    rows.append(row)
        if not rows:
            return None
        rows.sort(key=lambda row: row["sorts"])
        return {"title": _("Events that I organise"), "rows": rows[:SHOWN], "needs": _needs(rows)}


def _row(page: DatedPage, dates: list[Occurrence], numbers: dict[str, int]) -> dict[str, Any] | None:
    """Return what is shown of one; ``None`` when it is over for some time."""
    now = timezone.now()
    to_come = [date for date in dates if date.ends_at > now]
    date = (to_come or dates[-1:])[0]
    if date.ends_at < now - KEPT_AFTER:
        return None
    return {
        "page": page,
        "url": reverse("desk:list", args=[page.public_id]),
        "check_in_url": reverse("desk:check_in", args=[page.public_id]),
        "when": wording.period_text(date.starts_at, date.ends_at, date.schedule.zone, all_day=date.schedule.all_day),
        "coming": numbers.get(RegistrationState.CONFIRMED, 0),
        "waiting": numbers.get(RegistrationState.WAITING, 0),
        "requested": numbers.get(RegistrationState.REQUESTED, 0),
        "day": date.first_day,
        # What is still to come goes first, the nearest at the top.
        "sorts": (not to_come, date.starts_at.timestamp() * (1 if to_come else -1)),
    }


def _needs(rows: list[dict[str, Any]]) -> list[Need]:
    """Return the requests that wait for the organiser's yes or no."""
    needs = []
    for row in rows:
        number = row["requested"]
        if number:
            text = ngettext(
                "%(count)d person asks for a place at “%(title)s”.",
                "%(count)d people ask for a place at “%(title)s”.",
                number,
            ) % {"count": number, "title": row["page"].title}
            needs.append(Need(text=text, url=f"{row['url']}?state=requested", due_on=row["day"]))
    return needs


organising_section = OrganisingSection()
