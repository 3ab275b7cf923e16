"""Engine-neutral records: what the index knows of one page."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

PUBLIC_ID_LENGTH = 10
PUBLIC_ID = re.compile(r"[a-z2-7]{10}")


def public_id(work: UUID) -> str:
    """Return the permanent short id of a work: 10 lower-case base32 letters (RFC 4648 §6).

    They are the last 50 bits of the UUID, which are random in a version 4 UUID; a pair of equal ids is
    expected only among some thirty million works.
    """
    bits = work.int & ((1 << 50) - 1)
    return base64.b32encode((bits << 6).to_bytes(7)).decode()[:PUBLIC_ID_LENGTH].lower()


def work_suffix(text: str) -> str:
    """Return how the UUID of a work ends (twelve hexadecimal digits) that has this public id.

    Of some thousand works one more may end so: compare ``public_id`` of what is found. Raises ``ValueError`` for what
    is no public id.
    """
    if len(text) != PUBLIC_ID_LENGTH:
        raise ValueError("A public id has ten letters and digits.")
    bits = int.from_bytes(base64.b32decode(text.upper() + "AA" + "=" * 4)) >> 6
    return f"{bits & ((1 << 48) - 1):012x}"


@dataclass(frozen=True, slots=True)
class Period:
    """One date of an event or a course: aware datetimes, the end exclusive."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    cancelled: bool = False
    place: str = ""
    form: str = ""

    def to_json(self) -> list[Any]:
        """Return the row that the index stores."""
        return [
            self.starts_at.astimezone(UTC).isoformat(),
            self.ends_at.astimezone(UTC).isoformat(),
            self.all_day,
            self.cancelled,
            self.place,
            self.form,
        ]

    @classmethod
    def from_json(cls, row: list[Any]) -> Self:
        """Return the period of a stored row."""
        return cls(datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1]), *row[2:])


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """What the index knows of one page, in the language of the interface that asked.

    ``facets`` maps a facet key to the page's values; ``audience`` holds the clauses that a viewer must
    all satisfy (``search.audience``); ``languages`` is ``None`` when the live translations decide; ``about``
    names the works that it points at; ``expires_at`` is when the first page of the work expires; ``weight``, from
    0 to 1, says how well it is borne out: a gentle signal when results are ordered by relevance.
    """

    work: UUID
    page_id: int
    locale: str
    type: str
    title: str
    summary: str
    body: str
    url: str
    published_at: datetime
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()
    deadline: datetime | None = None
    languages: tuple[str, ...] | None = None
    about: tuple[UUID, ...] = ()
    expires_at: datetime | None = None
    weight: float = 0.0
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All its words, for the entry of another language to be found by."""
        return "\n".join(part for part in (self.title, self.summary, self.body) if part)
