"""Loads the demo's pages: each work in Dutch, and in English where the file has it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page

from events.models import Venue
from home.models import ApplicationArea, BuildingBlock, HomePage, HubPage, Region, StandardPage, Tag
from home.services import page_translate
from home.text import plain_text
from hub.demo.data_files import day, read, read_folder
from knowledge.models import (
    BestPracticeAuthor,
    BestPracticeIndexPage,
    BestPracticePage,
    EvidenceConfirmation,
    FieldlabIndexPage,
    FieldlabPage,
    FieldlabPartner,
    Outcome,
)
from members.models import Contributor, Organisation, OrganisationIndexPage, OrganisationPage

Row = dict[str, Any]
Fill = Callable[[Any, Row, str], None]

HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Vocabulary:
    """What pages refer to, by the slugs of the data."""

    tags: Mapping[str, Tag]
    regions: Mapping[str, Region]
    venues: Mapping[str, Venue]
    organisations: Mapping[str, Organisation]
    contributors: Mapping[str, Contributor]


def to_body(html: str) -> list[tuple[str, str]]:
    """Return running text as blocks: a heading for each ``h2``, a paragraph for what stands between."""
    blocks: list[tuple[str, str]] = []
    for number, part in enumerate(HEADING.split(html)):
        if part.strip():
            blocks.append(("heading" if number % 2 else "paragraph", part.strip()))
    return blocks


def sourced_body(row: Row, text: Row) -> list[tuple[str, Any]]:
    """Return the running text of one language, closed by links to the sources of the work."""
    links = [_link(source) for source in row.get("sources", [])]
    return [*to_body(text.get("body", "")), *([("links", links)] if links else [])]


def words(page: HubPage, text: Row, *names: str) -> None:
    """Set fields from the text of one language; running text becomes blocks, plain fields lose markup."""
    for name in ("title", "summary", *names):
        value = str(text.get(name, "")).strip()
        field = page._meta.get_field(name)
        kind = type(field).__name__
        if kind == "StreamField":
            setattr(page, name, to_body(value))
        elif kind == "RichTextField":
            setattr(page, name, value)
        else:
            setattr(page, name, plain_text(value) if "<" in value else value)


def load_work(
    parent: Page, model: type[Any], row: Row, fill: Fill, before_publishing: Callable[[Any], None] | None = None
) -> Any:
    """Create a work below a section in every language that its file has; nothing when it exists.

    ``fill(page, row, language)`` sets facts and words; it is called once for each language.
    ``before_publishing(page)`` adds what hangs on the work and must be there when it is published.
    """
    page = model.objects.filter(slug=row["slug"], locale=parent.locale).first()
    if page is not None:
        return page
    default = settings.LANGUAGE_CODE
    page = model(slug=row["slug"], locale=parent.locale)
    fill(page, row, default)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    if before_publishing:
        before_publishing(page)
    page.save_revision().publish()
    if "en" in row:
        translated = page_translate(page=page, locale=Locale.objects.get(language_code="en"))
        fill(translated, row, "en")
        translated.save_revision().publish()
    # Organisations and the pages about the site were there before the knowledge on it.
    age = day(row.get("first_published", -400)) - timezone.localdate()
    Page.objects.filter(translation_key=page.translation_key).update(first_published_at=timezone.now() + age)
    return page


def classify(page: Any, row: Row, vocabulary: Vocabulary) -> None:
    """Place a page on the matrix and give it its tags."""
    page.building_blocks = list(BuildingBlock.objects.filter(slug__in=row["building_blocks"]))
    page.application_areas = list(ApplicationArea.objects.filter(slug__in=row["application_areas"]))
    page.tags.set([vocabulary.tags[slug] for slug in row["tags"]], clear=True)


def source_blocks(row: Row) -> list[tuple[str, Row]]:
    """Return the sources of a work as blocks."""
    return [("source", {"year": None, "publisher": "", **source}) for source in row.get("sources", [])]


# --- Best practices ---------------------------------------------------------------------------------------

PRACTICE_WORDS = (
    "problem", "context", "approach", "lessons", "reuse_conditions", "data_used", "costs", "human_oversight",
    "end_user_involvement", "expected_effect", "pilot_setting", "measurement_method",
)  # fmt: skip
PRACTICE_FACTS = (
    "is_example", "evidence_level", "techniques", "licence", "risk_class", "personal_data", "impact_assessment",
    "register_url", "pilot_started", "pilot_ended", "reproduction_url", "costs_from", "costs_to",
)  # fmt: skip


def load_best_practices(vocabulary: Vocabulary) -> None:
    """Load every best practice with its outcomes, sources and confirmations."""
    parent = section(BestPracticeIndexPage)

    def fill(page: BestPracticePage, row: Row, language: str) -> None:
        words(page, row[language], *PRACTICE_WORDS)
        if language != settings.LANGUAGE_CODE:
            for outcome, source in zip(page.outcomes.all(), row.get("outcomes", []), strict=True):
                _outcome_words(outcome, source, language)
            return
        for name in PRACTICE_FACTS:
            if name in row:
                setattr(page, name, row[name])
        page.reproduction_source = plain_text(row[language].get("reproduction", ""))[:250]
        page.reproduced_by = vocabulary.organisations.get(row.get("reproduced_by", ""))
        page.organisations = [vocabulary.organisations[slug] for slug in row["organisations"]]
        page.contact = vocabulary.contributors.get(row["contact"])
        page.sources = source_blocks(row)
        classify(page, row, vocabulary)
        for slug in row["authors"]:
            page.authors.add(BestPracticeAuthor(contributor=vocabulary.contributors[slug]))
        for outcome in row.get("outcomes", []):
            page.outcomes.add(_outcome(outcome, page.locale))

    for row in read_folder("best-practices"):
        is_new = not BestPracticePage.objects.filter(slug=row["slug"]).exists()
        page = load_work(parent, BestPracticePage, row, fill)
        for confirmation in row.get("confirmations", []) if is_new else ():
            EvidenceConfirmation.objects.create(
                work=page.translation_key,
                level=confirmation["level"],
                confirmed_on=day(confirmation["confirmed_on"]),
                contributor=vocabulary.contributors[confirmation["contributor"]],
                note=confirmation.get("note", ""),
                source_url=confirmation.get("source_url", ""),
            )


def _outcome(row: Row, locale: Locale) -> Outcome:
    numbers = {name: Decimal(str(row[name])) for name in ("baseline", "outcome") if name in row}
    outcome = Outcome(locale=locale, **numbers)
    _outcome_words(outcome, row, locale.language_code)
    return outcome


def _outcome_words(outcome: Outcome, row: Row, language: str) -> None:
    """Set what stands around the numbers; a plain string holds in every language."""
    for name in ("indicator", "unit", "sample", "period"):
        value = row.get(name, "")
        setattr(outcome, name, value[language] if isinstance(value, dict) else value)


# --- Fieldlabs --------------------------------------------------------------------------------------------


def load_fieldlabs(vocabulary: Vocabulary) -> None:
    """Load every fieldlab with its partners; its sources close the text."""
    parent = section(FieldlabIndexPage)

    def fill(page: FieldlabPage, row: Row, language: str) -> None:
        text = row[language]
        words(page, text, "focus", "how_to_join")
        page.body = sourced_body(row, text)
        page.facilities = [("text", text["facilities"].strip())]
        if language != settings.LANGUAGE_CODE:
            return
        for name in ("is_example", "phase", "is_virtual", "city", "website", "is_open"):
            setattr(page, name, row[name])
        page.region = vocabulary.regions.get(row["region"])
        page.venue = vocabulary.venues.get(row["venue"])
        page.contact = vocabulary.contributors.get(row["contact"])
        classify(page, row, vocabulary)
        for partner in row["partners"]:
            organisation = vocabulary.organisations[partner["organisation"]]
            page.partners.add(FieldlabPartner(organisation=organisation, role=partner["role"]))

    for row in read_folder("fieldlabs"):
        load_work(parent, FieldlabPage, row, fill)


def _link(source: Row) -> Row:
    note = ", ".join(str(source[name]) for name in ("publisher", "year") if source.get(name))
    return {"title": source["title"][:120], "page": None, "address": source["url"], "note": note[:160]}


# --- Organisations, standard pages, texts of the skeleton ---------------------------------------------------


def load_organisation_pages(vocabulary: Vocabulary) -> None:
    """Load the public face of every organisation that has one."""
    parent = section(OrganisationIndexPage)

    def fill(page: OrganisationPage, row: Row, language: str) -> None:
        words(page, {"title": row["name"], **row[language]}, "body")
        page.organisation = vocabulary.organisations[row["slug"]]

    for row in read("organisations")["organisation"]:
        load_work(parent, OrganisationPage, row, fill)


def load_standard_pages() -> None:
    """Load the pages about the coalition and about the site, shown in the footer."""
    home = section(HomePage)

    def fill(page: StandardPage, row: Row, language: str) -> None:
        words(page, row[language], "body")
        page.show_in_menus = True

    for row in read("pages")["page"]:
        load_work(home, StandardPage, row, fill)


def section(model: type[Any]) -> Any:
    """Return the one page of a type in the default language."""
    return model.objects.get(locale__language_code=settings.LANGUAGE_CODE)
