"""Tags about organising: the link to the desk, the code of a ticket, one's own certificate."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from events.certificates.facts import has_certificate
from events.desk.organising import desk_url
from events.enums import RegistrationState
from events.models import DatedPage, Registration
from events.registration.tickets import certificate_url, ticket_svg

register = template.Library()


@register.simple_tag(takes_context=True)
def organise_url(context: dict[str, Any], page: DatedPage) -> str:
    """Return the address of the desk of a page for the reader; empty for who does not organise it."""
    request = context.get("request")
    return desk_url(page, request.user) if request is not None else ""


@register.simple_tag
def ticket_code(registration: Registration) -> SafeString | str:
    """Draw the QR code with which somebody is checked in; nothing for who has no place."""
    return ticket_svg(registration) if registration.state == RegistrationState.CONFIRMED else ""


@register.simple_tag
def own_certificate_url(registration: Registration) -> str:
    """Return the address of somebody's certificate; empty when they have none (yet)."""
    return certificate_url(registration) if has_certificate(registration) else ""
