"""Courses: what one can learn about AI, from whom, when and for how much."""

from decimal import Decimal
from typing import Any, ClassVar, cast

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.blocks.field_block import CharBlock
from wagtail.fields import RichTextField, StreamField

from events.models import DatedPage
from home.blocks import RICH_TEXT_FEATURES, body_blocks
from home.fields import MultipleChoiceField, ProtectedManyToManyField
from home.models import ClassifiedMixin, HubPage, PageTag, SectionPage
from home.validators import validate_web_url
from knowledge import presentation, structured_data
from knowledge.enums import Audience, Certificate, CourseForm, CourseLevel, CourseStart
from knowledge.models.mixins import ExampleMixin
from knowledge.panels import course_tabs
from knowledge.steps import COURSE_STEPS

MAX_OUTCOMES = 8


class CourseIndexPage(SectionPage):
    """The list of courses: what starts first on top, and how many there are for each group."""

    section_slug = "courses"
    section_title = _("Courses")
    section_order = 30
    lists = "course"
    list_sort = "soonest"
    subpage_types: ClassVar[list[str]] = ["knowledge.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return ``results``, and ``audiences``: how many there are for each group."""
        context = super().get_list(request)
        context["audiences"] = presentation.audience_links(context["results"])
        return context


class CourseTag(PageTag):
    """A tag of a course."""

    content_object = ParentalKey("knowledge.CoursePage", on_delete=models.CASCADE, related_name="tagged_items")


class CoursePage(ExampleMixin, DatedPage):
    """Something to follow and learn from. It starts any time, on dates, or when enough people ask for it."""

    organisations = ProtectedManyToManyField(
        "members.Organisation",
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
        help_text=_("Participants of the coalition that give the course."),
    )
    provider = models.CharField(
        _("another provider"),
        max_length=160,
        blank=True,
        help_text=_("The name of who gives it without being a participant."),
    )
    level = models.CharField(_("level"), max_length=12, choices=CourseLevel)
    audiences = MultipleChoiceField(
        _("for whom"), choices=Audience.choices, help_text=_("Those for whom it is made, not all who might like it.")
    )
    form = models.CharField(_("form"), max_length=12, choices=CourseForm)
    start = models.CharField(
        _("start"),
        max_length=12,
        choices=CourseStart,
        help_text=_("“On dates” asks for at least one date below. The other two show no dates."),
    )
    hours = models.DecimalField(
        _("study load in hours"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.25"))],
        help_text=_("All of it: lessons, practice and reading. Leave empty when it is not known."),
    )
    certificate = models.CharField(_("certificate"), max_length=12, choices=Certificate, default=Certificate.UNKNOWN)
    website = models.URLField(_("website to enrol at"), max_length=500, blank=True, validators=[validate_web_url])
    outcomes = StreamField(
        [("outcome", CharBlock(label=_("Outcome"), max_length=200, icon="check"))],
        verbose_name=_("what you can do afterwards"),
        blank=True,
        max_num=MAX_OUTCOMES,
        help_text=_("Three to five, each beginning with a verb: judge, build, explain."),
    )
    prerequisites = RichTextField(
        _("what you need to know or have"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("Prior knowledge, equipment, admission. Empty when nothing is asked."),
    )
    body = StreamField(body_blocks(), verbose_name=_("text"), blank=True)
    tags = ClusterTaggableManager(through=CourseTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_type = "course"
    search_type_label = _("Course")
    search_type_icon = "course"
    search_facets: ClassVar[dict[str, str]] = {
        **DatedPage.search_facets,
        "level": "level",
        "audience": "audiences",
    }
    on_dates: ClassVar[models.Q] = models.Q(start=CourseStart.DATES)
    search_words = ("outcomes", "prerequisites", "provider", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        *ExampleMixin.example_fields,
        *DatedPage.dated_fields,
        "organisations",
        "provider",
        "level",
        "audiences",
        "form",
        "start",
        "hours",
        "certificate",
        "website",
    )
    submission_steps = COURSE_STEPS

    edit_handler = course_tabs(ClassifiedMixin.classification_panels(), ExampleMixin.example_panels())

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def is_dated(self) -> bool:
        """Whether it starts on dates: dates of before it could start any time are not shown."""
        return self.start == CourseStart.DATES

    @property
    def awaits_date(self) -> bool:
        """Whether one can only say that one would come: it waits for enough people, or its dates are over."""
        if self.start == CourseStart.INTEREST:
            return True
        is_over = all(occurrence.ends_at <= timezone.now() for occurrence in self.occurrences)
        return super().awaits_date or (self.is_dated and is_over)

    @property
    def forms(self) -> list[str]:
        """How one can follow it: its own form, and those of its dates."""
        return list(dict.fromkeys(form for form in (self.form, *super().forms) if form))

    @cached_property
    def organisation_list(self) -> list[Any]:
        """The participants that give it, by name, read once."""
        return list(self.organisations.all())

    @property
    def provider_names(self) -> list[str]:
        """Who gives it, participants first."""
        return [*(row.name for row in self.organisation_list), *([self.provider] if self.provider else [])]

    @property
    def audience_labels(self) -> list[str]:
        """For whom it is, in the active language."""
        return cast(MultipleChoiceField, self._meta.get_field("audiences")).labels_of(self.audiences)

    def get_organiser_names(self) -> list[str]:
        """Return who gives it, for calendars."""
        return self.provider_names

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for what a reader needs to choose a course and to enrol."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return {**super().get_publish_errors(), **validators.course_errors(self)}

    def get_search_body(self) -> str:
        """Add for whom it is to the page's words."""
        return "\n".join(part for part in (super().get_search_body(), *self.audience_labels) if part)

    def get_search_card(self) -> dict[str, Any]:
        """Add badges, start, study load, price and provider."""
        return {**super().get_search_card(), **presentation.card(self)}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the course with its dates."""
        return [structured_data.course(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows (``knowledge.presentation.page_context``) and its neighbours."""
        context = super().get_context(request, *args, **kwargs)
        context.update(presentation.page_context(self, request))
        context.update(self.get_neighbours(request))
        return context
