"""What the screens of dates say of people who have not been told yet."""

from typing import Any

from django import template

from events.change_letters import pending_changes
from events.models import DatedPage

register = template.Library()


@register.inclusion_tag("events/admin/pending_changes.html", takes_context=True)
def pending_changes_notice(context: Any, page: DatedPage) -> dict[str, Any]:
    """Say how many people will be told of changed dates and when, with a button that tells them now."""
    schedule = page.schedule
    pending = pending_changes(schedule) if schedule is not None else None
    return {"request": context["request"], "csrf_token": context.get("csrf_token"), "page": page, "pending": pending}
