"""Letters: what a mail says, and the two templates that draw every one of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from search.addresses import absolute_url

# What fits a row of the outbox. Longer subjects are cut: no reader of mail shows that much.
MAX_SUBJECT = 200


def one_line(subject: object) -> str:
    """Return a subject without line breaks and other control characters, and not longer than a reader shows."""
    printable = "".join(letter if letter.isprintable() else " " for letter in str(subject))
    return " ".join(printable.split())[:MAX_SUBJECT]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in the language of who reads it.

    ``action`` is a label and an absolute address, ``links`` are more of these, ``quote`` the words of somebody else,
    ``rows`` pairs of a label and a value, ``parts`` the letters that one of several consists of. ``calendar`` is an
    iCalendar object with a METHOD (RFC 5546), which a mail program offers to take over; ``reply_to`` is the address to
    which answers go. Everything is text; nothing in
    it is markup. The subject is made one line, so that no header can be smuggled in by what people type. Raises
    ``ValueError`` for an action or a link that is not a web address.
    """

    subject: str
    paragraphs: tuple[str, ...] = ()
    action: tuple[str, str] | None = None
    quote: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    parts: tuple["Letter", ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    calendar: str = ""
    reply_to: str = ""

    def __post_init__(self) -> None:
        # Lazy translations become the words of the active language here: a letter outlives it.
        put = object.__setattr__
        put(self, "subject", one_line(self.subject))
        put(self, "paragraphs", tuple(str(paragraph) for paragraph in self.paragraphs))
        put(self, "quote", str(self.quote))
        put(self, "rows", tuple((str(label), str(value)) for label, value in self.rows))
        put(self, "links", tuple((str(label), str(url)) for label, url in self.links))
        if self.action is not None:
            put(self, "action", (str(self.action[0]), str(self.action[1])))
        for _label, url in (*self.links, *([self.action] if self.action else ())):
            if not url.startswith(("https://", "http://")):
                raise ValueError("The address of a letter's action begins with https:// or http://.")

    @property
    def quote_lines(self) -> list[str]:
        """Return the lines of the quote."""
        return self.quote.splitlines()

    def to_json(self) -> dict[str, Any]:
        """Return the letter as it is kept with a notice."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Letter":
        """Return the letter of what ``to_json`` gave, and the database made lists of."""
        return cls(
            subject=data["subject"],
            paragraphs=tuple(data["paragraphs"]),
            action=(data["action"][0], data["action"][1]) if data["action"] else None,
            quote=data["quote"],
            rows=tuple((label, value) for label, value in data["rows"]),
            parts=tuple(cls.from_json(part) for part in data["parts"]),
            # Letters that were kept before there were these have none.
            links=tuple((label, url) for label, url in data.get("links", ())),
            calendar=data.get("calendar", ""),
            reply_to=data.get("reply_to", ""),
        )


@dataclass(frozen=True, slots=True)
class DrawnLetter:
    """A letter as it is sent."""

    text: str
    html: str
    calendar: str = ""


def letter_draw(letter: Letter, *, language: str, name: str = "", choice: str = "") -> DrawnLetter:
    """Return a letter as text and as HTML, in the active language, which is ``language``.

    ``name`` is greeted. ``choice`` says what somebody with an account has chosen to receive: the letter then tells
    where to choose otherwise. Without it the letter tells that it is always sent.
    """
    context = {
        "letter": letter,
        "language": language,
        "name": name,
        "choice": choice,
        "preferences_url": absolute_url(reverse("members:preferences")) if choice else "",
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": absolute_url(f"/{language}/"),
    }
    text = render_to_string("emails/letter.txt", context)
    html = render_to_string("emails/letter.html", context)
    return DrawnLetter(text=text.strip() + "\n", html=html, calendar=letter.calendar)
