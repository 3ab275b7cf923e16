"""Tags of templates about registering."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import RequestContext

from events.models import DatedPage
from events.registration.box import registration_box
from events.registration.explaining import moment_text

register = template.Library()


@register.inclusion_tag("events/includes/registration.html", takes_context=True)
def registration(context: RequestContext, page: DatedPage) -> dict[str, Any]:
    """Draw what one can register for on the page of a work; nothing where one does not register here."""
    request = context["request"]
    return {
        "request": request,
        "user": request.user,
        "csrf_token": context.get("csrf_token"),
        "page": page,
        "box": registration_box(page, request.user),
    }


@register.filter(name="moment_text")
def moment_words(value: datetime) -> str:
    """Write a moment on the site's clock: 12 November 2026 at 13:30."""
    return moment_text(value)
