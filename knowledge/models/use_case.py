"""Use cases: what somebody wanted to do with AI, what was tried, and how far it came."""

from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from home.blocks import RICH_TEXT_FEATURES
from home.fields import MultipleChoiceField
from home.models import PageTag, SectionPage
from knowledge import short_presentation, structured_data
from knowledge.enums import Technique, UseCaseStatus
from knowledge.models.about import AboutRow
from knowledge.models.short import ShortPage
from knowledge.short_panels import use_case_tabs
from knowledge.steps import USE_CASE_STEPS


class UseCaseIndexPage(SectionPage):
    """The list of use cases."""

    section_slug = "use-cases"
    section_title = _("Use cases")
    section_order = 50
    lists = "use-case"
    subpage_types: ClassVar[list[str]] = ["knowledge.UseCasePage"]

    class Meta:
        verbose_name = _("list of use cases")
        verbose_name_plural = _("lists of use cases")


class UseCaseTag(PageTag):
    """A tag of a use case."""

    content_object = ParentalKey("knowledge.UseCasePage", on_delete=models.CASCADE, related_name="tagged_items")


class UseCaseAbout(AboutRow):
    """A work to read on in after a use case."""

    page = ParentalKey("knowledge.UseCasePage", on_delete=models.CASCADE, related_name="about")


class UseCasePage(ShortPage):
    """A question, what was tried and what came of it. A best practice says the same with evidence and figures."""

    question = RichTextField(
        _("the question"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("What somebody wanted, and why.")
    )
    solution = RichTextField(_("what was tried"), blank=True, features=RICH_TEXT_FEATURES)
    result = RichTextField(
        _("the result"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("What came of it, also when it stopped.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=UseCaseStatus, help_text=_("A stop is worth sharing as much.")
    )
    techniques = MultipleChoiceField(_("AI techniques"), choices=Technique.choices)
    tags = ClusterTaggableManager(through=UseCaseTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.UseCaseIndexPage"]
    about_title = _("Read on")
    invitation = _("Share a use case")
    search_type = "use-case"
    search_type_label = _("Use case")
    search_type_icon = "use-case"
    search_words: ClassVar[tuple[str, ...]] = ("question", "solution", "result", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (*ShortPage.shared_fields, "status", "techniques")
    submission_steps = USE_CASE_STEPS

    edit_handler = use_case_tabs(ShortPage.classification_panels(), ShortPage.example_panels())

    class Meta:
        verbose_name = _("use case")
        verbose_name_plural = _("use cases")

    @property
    def technique_labels(self) -> list[str]:
        """The techniques in the active language, in the order of the list."""
        return cast(MultipleChoiceField, self._meta.get_field("techniques")).labels_of(self.techniques)

    @property
    def status_badge(self) -> dict[str, str]:
        """How far it came, as a badge."""
        return short_presentation.status_badge(UseCaseStatus(self.status))

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for the question and, once something was tried, for what came of it."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.use_case_errors(self)

    def get_search_body(self) -> str:
        """Add the techniques to the page's words."""
        return "\n".join(part for part in (super().get_search_body(), *self.technique_labels) if part)

    def get_search_card(self) -> dict[str, Any]:
        """Add status, organisations and techniques."""
        card = super().get_search_card()
        return {**card, **short_presentation.use_case_card(self)}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe it as an article."""
        return [structured_data.use_case(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``badges``: the status."""
        context = super().get_context(request, *args, **kwargs)
        context["badges"] = [self.status_badge]
        return context
