"""Engine-neutral records: what the index knows of one page."""

import base64
import re
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A document that a page offers to who reads it, by its key.

    ``follows_page``: whoever sees the page may read the document, whatever its collection asks (``HUB_FILE_READERS``).
    """

    key: int
    follows_page: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one page, slide or section of a document.

    ``kind`` is ``page``, ``slide`` or ``heading``; ``label`` its number, or the heading that the words stand under
    (empty before the first one).
    """

    kind: str
    label: str
    text: str

    @classmethod
    def from_json(cls, row: list[str]) -> Self:
        """Return the part of a stored row."""
        return cls(*row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that a work offers to all of its readers: its words are found, and it is named where they are.

    ``language`` is that of the page that offers it, in which its words are compared; ``digest`` that of its content.
    Without ``parts`` it was not read yet, has no words, or comes after as many words as a work may have.
    """

    title: str
    url: str
    language: str
    digest: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def texts(self) -> list[str]:
        """Return the words of each part."""
        return [part.text for part in self.parts]

    def to_json(self) -> dict[str, Any]:
        """Return what the index stores of it, without its words."""
        return {"title": self.title, "url": self.url, "parts": [[part.kind, part.label] for part in self.parts]}

    @classmethod
    def from_json(cls, row: Mapping[str, Any], language: str, texts: Sequence[str]) -> Self:
        """Return the attachment of a stored row and its words."""
        pairs = zip(row["parts"], texts, strict=True)
        parts = tuple(Part(kind, label, text) for (kind, label), text in pairs)
        return cls(title=row["title"], url=row["url"], language=language, parts=parts)


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
    files: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def words(self) -> str:
        """All its words, for the entry of another language to be found by."""
        return "\n".join(part for part in (self.title, self.summary, self.body) if part)
