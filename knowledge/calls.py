"""What is shown of a funding call: whether one can apply, until when, and for how much.

What depends on today is worked out when something is drawn; a stored card holds moments, no words about them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from home.wording import day_text, last_day, local_time, money_text, time_text

if TYPE_CHECKING:
    from knowledge.models import FundingCallPage

SOON_DAYS: Final = 21
Badge = dict[str, str]


@dataclass(frozen=True, slots=True)
class CallState:
    """How a call stands at this moment: ``badge`` (label and tone), and the one of three that holds."""

    badge: Badge
    is_closed: bool = False
    is_open: bool = False
    is_to_come: bool = False


def state_of(opens_at: datetime | None, deadline: datetime | None) -> CallState:
    """Return how a call stands now. At its deadline it is closed, as search has it."""
    now = timezone.now()
    if deadline is not None and deadline <= now:
        return CallState({"label": _("Closed"), "tone": ""}, is_closed=True)
    if opens_at is not None and opens_at > now:
        label = _("Opens on %(day)s") % {"day": day_text(local_time(opens_at).date())}
        return CallState({"label": label, "tone": "info"}, is_to_come=True)
    days = _days_until(deadline, now)
    if days is not None and days <= SOON_DAYS:
        return CallState({"label": _closes_in(days), "tone": "warn"}, is_open=True)
    return CallState({"label": _("Open for applications"), "tone": "ok"}, is_open=True)


def _days_until(deadline: datetime | None, now: datetime) -> int | None:
    """Return in how many days a call closes, counted on the calendar of the site: 0 is today."""
    return None if deadline is None else (last_day(deadline) - local_time(now).date()).days


def _closes_in(days: int) -> str:
    if days < 2:
        return _("Closes tomorrow") if days else _("Closes today")
    return ngettext("Closes in %(days)s day", "Closes in %(days)s days", days) % {"days": days}


def moment_text(moment: datetime) -> str:
    """Return a day and time on the site's clock: "3 december 2026, 17.00 uur"."""
    return f"{day_text(local_time(moment).date())}, {time_text(moment, moment)}"


def budget_text(page: "FundingCallPage") -> str:
    """Return what one application can get; nothing when it is not known."""
    low, high = (_money(amount, page.currency) for amount in (page.budget_from, page.budget_to))
    if low and high:
        return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return _("from %(low)s") % {"low": low}
    return _("up to %(high)s") % {"high": high} if high else ""


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else money_text(amount, currency)


def card(page: "FundingCallPage") -> dict[str, Any]:
    """Return ``opens_at``, ``meta`` (the line of a tile) and ``facts`` (what a row says after the deadline)."""
    deadline = last_day(page.deadline) if page.deadline else None
    until = _("Deadline: %(day)s") % {"day": day_text(deadline)} if deadline else _("No deadline")
    facts = [{"icon": "", "text": text} for text in (budget_text(page),) if text]
    facts.append({"icon": "organisation", "text": page.funder})
    return {
        "opens_at": page.opens_at.isoformat() if page.opens_at else "",
        "meta": [{"icon": "clock", "text": until}, *facts],
        "facts": facts,
    }
