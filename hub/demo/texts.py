"""Gives the skeleton of the site its demo texts: the front page and the heads of the sections."""

from typing import Any

from home.models import HomePage, StandardPage
from home.navigation import section_models
from home.services import translation_confirm
from hub.demo.data_files import read

PLAIN = (
    "title", "summary", "hero_title", "matrix_title", "matrix_text", "latest_title", "upcoming_title",
    "share_title", "share_text", "share_link_text",
)  # fmt: skip


def load_texts() -> None:
    """Fill the front page and the sections, where nobody has written anything yet."""
    data = read("pages")
    for language, text in data["home"].items():
        _fill_home(HomePage.objects.get(locale__language_code=language), text)
    models = {model.section_slug: model for model in section_models()}
    for row in data["index"]:
        for language in ("nl", "en"):
            page = models[row["slug"]].objects.get(locale__language_code=language)
            _fill_section(page, row[language])


def _fill_home(page: HomePage, text: dict[str, Any]) -> None:
    if page.hero_title:
        return
    for name in PLAIN:
        setattr(page, name, text[name])
    page.hero_text = text["intro"]
    page.search_examples = [("query", words) for words in text["search_examples"]]
    share = StandardPage.objects.filter(slug=text["share_page"], locale=page.locale).first()
    page.share_page_id = share.pk if share else None
    _publish(page)


def _fill_section(page: Any, text: dict[str, Any]) -> None:
    if page.summary:
        return
    page.title = text["title"]
    page.summary = text["summary"]
    _publish(page)


def _publish(page: Any) -> None:
    """Publish the words of one language; those of a translation say what the original says by now."""
    page.save_revision().publish()
    if page.translated_from_id is not None:
        translation_confirm(page=page)
