"""Loads the demo's shorter pages: first all of them, then what they point at, which may be each other."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings

from home.models import HubPage
from home.navigation import section_models
from hub.demo.data_files import moment, read_folder
from hub.demo.pages import Row, Vocabulary, classify, load_work, section, source_blocks, words
from knowledge.models import (
    FundingCallIndexPage,
    FundingCallPage,
    NewsIndexPage,
    NewsPage,
    PublicationIndexPage,
    PublicationPage,
    UseCaseIndexPage,
    UseCasePage,
)
from knowledge.models.short import ShortPage
from search.searchable import searchable_types

ZONE = "Europe/Amsterdam"
Facts = Callable[[Any, Row], None]


def load_articles(vocabulary: Vocabulary) -> None:
    """Load every publication, use case, funding call and news article."""
    made = [
        *_load(PublicationIndexPage, PublicationPage, vocabulary, (), _publication),
        *_load(UseCaseIndexPage, UseCasePage, vocabulary, ("question", "solution", "result"), _use_case),
        *_load(FundingCallIndexPage, FundingCallPage, vocabulary, ("for_whom", "conditions"), _funding_call),
        *_load(NewsIndexPage, NewsPage, vocabulary, (), lambda page, row: None),
    ]
    for page, row in made:
        if row.get("about"):
            page.about = [page.about.model(target=_work(address)) for address in row["about"]]
            page.save_revision().publish()


def _load(
    index: type[Any], model: type[ShortPage], vocabulary: Vocabulary, own_words: tuple[str, ...], facts: Facts
) -> list[tuple[Any, Row]]:
    """Return the works that were not there yet, with their files."""
    parent = section(index)

    def fill(page: Any, row: Row, language: str) -> None:
        words(page, row[language], "body", *own_words)
        if language != settings.LANGUAGE_CODE:
            return
        page.is_example = row["is_example"]
        page.organisations = [vocabulary.organisations[slug] for slug in row["organisations"]]
        page.contact = vocabulary.contributors.get(row["contact"])
        page.sources = source_blocks(row)
        classify(page, row, vocabulary)
        facts(page, row)

    rows = [row for row in read_folder(index.section_slug) if not model.objects.filter(slug=row["slug"]).exists()]
    made = [(load_work(parent, model, row, fill), row) for row in rows]
    return [(model.objects.get(pk=page.pk), row) for page, row in made]


def _work(address: str) -> HubPage:
    """Return the page of "section/slug" in the default language; raises when it is not there."""
    section_slug, _, slug = address.partition("/")
    lists = {model.section_slug: getattr(model, "lists", "") for model in section_models()}
    model = searchable_types()[lists[section_slug]]
    page: HubPage = model.objects.get(slug=slug, locale__language_code=settings.LANGUAGE_CODE)
    return page


def _publication(page: PublicationPage, row: Row) -> None:
    for name in ("kind", "publisher", "author_names", "doi", "licence", "languages"):
        setattr(page, name, row[name])
    page.published_on = date.fromisoformat(str(row["published_on"]))
    page.external_url = row["url"]


def _use_case(page: UseCasePage, row: Row) -> None:
    page.status = row["status"]
    page.techniques = row["techniques"]


def _funding_call(page: FundingCallPage, row: Row) -> None:
    page.funder, page.external_url = row["funder"], row["url"]
    page.opens_at = moment(row["opens_days"], "09:00", ZONE) if "opens_days" in row else None
    page.deadline = moment(row["deadline_days"], "17:00", ZONE) if "deadline_days" in row else None
    page.budget_from, page.budget_to = row.get("budget_from"), row.get("budget_to")
    page.currency = row.get("currency", "EUR")
