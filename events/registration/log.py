"""The log of registrations: what was decided, when, by whom and on which facts.

``facts`` hold nothing that tells who somebody is, except under ``WORDS``: what a person typed. That goes when the
personal data goes; the rest stays, so that a decision can be explained for as long as the row counts.

What each step notes, besides who and when:

- *made*: ``state`` after it; ``unconfirmed`` is a guest whose address must be confirmed, ``requested`` waits for the
  organiser, after ``waiting`` the next entry says what became of it. ``again`` when the same person asked once more and
  nothing changed: then ``state`` is how it is with the first, and the answer goes to their address alone;
- *confirmed-address*: ``state`` after it, as above;
- *got-place*, *queued*, *offered*, *passed-over*: ``taking_part``, and at that moment ``capacity`` (empty: without
  limit) and ``taken``; *queued* and *passed-over* also ``obstacle`` and what belongs to it (``cap``, ``kept``),
  *queued* also ``position``, *offered* also ``until`` (ISO 8601);
- *let-expire*: ``until``; *declined*: ``state`` before it, ``words``;
- *changed*: ``fields``, and ``from`` and ``to`` when it is the way of taking part, ``from_day`` and ``to_day`` (ISO
  8601) when it is the date;
- *checked-in*, *checked-out*: ``occurrence`` and ``moment`` (ISO 8601);
- *withdrew*: ``state`` before it, ``refused_offer`` when that was how, ``words`` when a reason was given.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from events.enums import RegistrationStep
from events.models import Registration, RegistrationLogEntry
from events.registration.telling import registration_tell

WORDS = "words"


def log(
    registration: Registration, step: RegistrationStep, *, actor: Any = None, now: datetime | None = None, **facts: Any
) -> RegistrationLogEntry:
    """Note what happened, and tell whom it concerns, in the transaction of the caller."""
    entry = RegistrationLogEntry.objects.create(
        registration=registration,
        step=step,
        actor=actor if actor is not None and actor.is_authenticated else None,
        at=now or timezone.now(),
        facts=facts,
    )
    registration_tell(entry)
    return entry
