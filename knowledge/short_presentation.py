"""What is shown of news, publications and use cases: in a result row, on their pages.

Nothing on a card may depend on today: cards are stored.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from events.presentation import language_names
from home.wording import day_text, local_time
from knowledge.enums import Licence, UseCaseStatus
from knowledge.structured_data import and_others

if TYPE_CHECKING:
    from knowledge.models import NewsPage, PublicationPage, UseCasePage

Item = dict[str, str]


def items(**texts: str) -> list[Item]:
    """Return what is known, by icon, for ``components/meta.html``."""
    return [{"icon": icon, "text": text} for icon, text in texts.items() if text]


def organisations_text(page: Any) -> str:
    """Return the first organisation of a page, and how many others there are."""
    return and_others([organisation.name for organisation in page.organisation_list])


# --- News -----------------------------------------------------------------------------------------------


def news_card(page: "NewsPage") -> dict[str, Any]:
    """Return ``meta`` (the line of a tile) and ``facts`` (what a row says after the date)."""
    organisations = organisations_text(page)
    shown_on = page.first_published_at
    day = day_text(local_time(shown_on).date()) if shown_on else ""
    return {"meta": items(clock=day, organisation=organisations), "facts": items(organisation=organisations)}


# --- Publications ---------------------------------------------------------------------------------------


def published_text(day: date) -> str:
    """Return when a publication came out. Of 1 January only the year: it stands for "some day of that year"."""
    return str(day.year) if (day.month, day.day) == (1, 1) else day_text(day)


def publication_card(page: "PublicationPage") -> dict[str, Any]:
    """Return ``kind``, and ``meta``: the year, who wrote it and who published it."""
    by = and_others(page.authors)
    made = items(clock=str(page.published_on.year), user=by, organisation=page.publisher)
    return {"kind": page.get_kind_display(), "meta": made}


def publication_context(page: "PublicationPage", request: HttpRequest) -> dict[str, Any]:
    """Return ``published_text``, ``languages`` (names), ``licence_url`` and ``file``, if it may be seen."""
    return {
        "published_text": published_text(page.published_on),
        "languages": language_names(page.languages),
        "licence_url": Licence(page.licence).url if page.licence else "",
        "file": file_of(page, request),
    }


def file_of(page: "PublicationPage", request: HttpRequest) -> dict[str, Any] | None:
    """Return ``url``, ``title``, ``kind`` and ``size`` of the file; ``None`` when the visitor may not see it."""
    document = page.visible_file(request)
    if document is None:
        return None
    kind = document.file_extension.upper()
    return {"url": document.url, "title": document.title, "kind": kind, "size": document.file_size}


# --- Use cases ------------------------------------------------------------------------------------------


def status_badge(status: UseCaseStatus) -> dict[str, str]:
    """Return how far it came as a badge; a stop is no failure, so it has no colour of one."""
    return {"label": str(status.label), "tone": "ok" if status is UseCaseStatus.IN_USE else ""}


def use_case_card(page: "UseCasePage") -> dict[str, Any]:
    """Return ``badges``, ``meta`` (the line of a tile, which has no badges) and ``facts`` (of a row)."""
    facts = [
        *items(organisation=organisations_text(page)),
        *({"icon": "", "text": text} for text in page.technique_labels),
    ]
    badge = page.status_badge
    return {
        "badges": [*page.example_badges(), badge],
        "meta": [*items(chart=badge["label"]), *facts],
        "facts": facts,
    }
