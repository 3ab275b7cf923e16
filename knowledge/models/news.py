"""News: what happened, and to which works it matters."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from home.enums import MenuGroup
from home.models import PageTag, SectionPage
from home.rows import rows_with
from knowledge import short_presentation, structured_data
from knowledge.models.about import AboutRow
from knowledge.models.short import ShortPage
from knowledge.short_panels import news_tabs


class NewsIndexPage(SectionPage):
    """The list of news, the newest first."""

    section_slug = "news"
    section_title = _("News")
    section_order = 60
    lists = "news"
    list_sort = "newest"
    subpage_types: ClassVar[list[str]] = ["knowledge.NewsPage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")


class NewsTag(PageTag):
    """A tag of a news article."""

    content_object = ParentalKey("knowledge.NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsAbout(AboutRow):
    """A work that a news article is about."""

    page = ParentalKey("knowledge.NewsPage", on_delete=models.CASCADE, related_name="about")


class NewsAuthor(Orderable):  # type: ignore[misc]
    """Somebody who wrote a news article, in the order in which they are named."""

    page = ParentalKey("knowledge.NewsPage", on_delete=models.CASCADE, related_name="authors")
    contributor = models.ForeignKey(
        "members.Contributor", on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("contributor")]

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return str(self.contributor)


class NewsPage(ShortPage):
    """A news article: its date is that of its first publication."""

    tags = ClusterTaggableManager(through=NewsTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.NewsIndexPage"]
    menu_group = MenuGroup.NEWS
    invitation = _("Write a news article")
    search_type = "news"
    search_type_label = _("News")
    search_type_icon = "news"
    shared_fields: ClassVar[tuple[str, ...]] = (*ShortPage.shared_fields, "authors")

    edit_handler = news_tabs(ShortPage.classification_panels(), ShortPage.example_panels())

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")

    @cached_property
    def authors_in_order(self) -> list[Any]:
        """The contributors who wrote it, in the order in which they are named."""
        return [author.contributor for author in rows_with(self.authors, "contributor__organisation")]

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for a summary and a text."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.news_errors(self)

    def get_search_card(self) -> dict[str, Any]:
        """Add the day and the organisations."""
        return {**super().get_search_card(), **short_presentation.news_card(self)}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe it as a news article."""
        return [structured_data.news(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``authors``."""
        context = super().get_context(request, *args, **kwargs)
        context["authors"] = self.authors_in_order
        return context
