"""What is told of the addresses at which one takes part online: the one place that gives them away.

Pages, calendars and mails ask here. Whatever is for everybody, such as what pages tell machines, has
``Occurrence.public_online_url`` and nothing more. Only the editor's own screens read ``online_url`` itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from events.enums import RegistrationState
from events.models import DatedPage, Occurrence, Registration
from events.permissions import joinable, may_organise


def online_urls(occurrences: Iterable[Occurrence], user: Any, *, is_organiser: bool = False) -> Mapping[int, str]:
    """Return by key of the date the address that somebody is told; a date of which none is told is not there."""
    rows = [row for row in occurrences if row.online_url]
    told = joinable(rows, user, is_organiser=is_organiser)
    return {row.pk: row.online_url for row in rows if row.pk in told}


def organises(page: DatedPage, occurrences: Iterable[Occurrence], user: Any) -> bool:
    """Return whether somebody is told every address of a page because they organise it.

    Asked of the page only where an address is kept, so that it costs nothing elsewhere.
    """
    is_kept = any(row.online_url and not row.public_online_url for row in occurrences)
    return is_kept and user is not None and may_organise(page, user)


def online_url_for(registration: Registration, occurrence: Occurrence) -> str:
    """Return the address that whoever holds this registration is told of a date, also without an account."""
    is_theirs = registration.schedule_id == occurrence.schedule_id and registration.occurrence_id in (
        None,
        occurrence.pk,
    )
    has_place = registration.state == RegistrationState.CONFIRMED and registration.erased_at is None
    return occurrence.online_url if is_theirs and has_place else occurrence.public_online_url
