"""What an answer is, for who counts answers: a search with its total, or a work.

Said by the view on the response itself, so that it is kept with a kept page (``hub.page_cache``) and no byte of
what a visitor receives differs by it.
"""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

R = TypeVar("R", bound=Any)

_ATTRIBUTE = "hub_note"


@dataclass(frozen=True, slots=True)
class Note:
    """``found``: the total of a search; ``listed``: the works it shows; ``work``: the work that is shown."""

    found: int | None = None
    work: UUID | None = None
    listed: tuple[UUID, ...] = ()


def with_note(response: R, note: Note | None) -> R:
    """Return the response with a note on it."""
    setattr(response, _ATTRIBUTE, note)
    return response


def note_of(response: Any) -> Note | None:
    """Return the note on a response; ``None`` when it is neither a search nor a work."""
    found: Note | None = getattr(response, _ATTRIBUTE, None)
    return found
