"""Funding calls: who gives money for what, how much, and until when one can apply."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from home.blocks import RICH_TEXT_FEATURES
from home.models import PageTag, SectionPage
from home.validators import validate_web_url
from knowledge import calls, structured_data
from knowledge.models.about import AboutRow
from knowledge.models.short import ShortPage
from knowledge.short_panels import funding_call_tabs


class FundingCallIndexPage(SectionPage):
    """The list of calls to which one can still apply: what closes first on top."""

    section_slug = "funding-calls"
    section_title = _("Funding calls")
    section_order = 80
    lists = "funding-call"
    list_sort = "soonest"
    subpage_types: ClassVar[list[str]] = ["knowledge.FundingCallPage"]

    class Meta:
        verbose_name = _("list of funding calls")
        verbose_name_plural = _("lists of funding calls")

    def get_list(self, request: HttpRequest) -> dict[str, Any]:
        """Return ``results``, and ``closed_url``: the search that finds closed calls as well."""
        context = super().get_list(request)
        query = context["results"].query
        context["closed_url"] = "" if query.past else query.replace(past=True, sort="newest").url
        return context


class FundingCallTag(PageTag):
    """A tag of a funding call."""

    content_object = ParentalKey("knowledge.FundingCallPage", on_delete=models.CASCADE, related_name="tagged_items")


class FundingCallAbout(AboutRow):
    """A work that a funding call is about."""

    page = ParentalKey("knowledge.FundingCallPage", on_delete=models.CASCADE, related_name="about")


class FundingCallPage(ShortPage):
    """A call to apply for money. After its deadline search leaves it out, and the page says that it is closed."""

    funder = models.CharField(_("funder"), max_length=160, help_text=_("Who gives the money."))
    opens_at = models.DateTimeField(
        _("opens at"), null=True, blank=True, help_text=_("Leave empty when one can apply already.")
    )
    deadline = models.DateTimeField(
        _("deadline"), null=True, blank=True, help_text=_("Leave empty when one can apply all the time.")
    )
    budget_from = models.DecimalField(
        _("amount from"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    budget_to = models.DecimalField(
        _("amount up to"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What one application can get."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters of ISO 4217, such as EUR."))],
    )
    external_url = models.URLField(
        _("address of the call"),
        max_length=500,
        blank=True,
        validators=[validate_web_url],
        help_text=_("Where all of it is, and where one applies."),
    )
    for_whom = models.TextField(
        _("for whom"), max_length=400, blank=True, help_text=_("Who may apply, in one or two sentences.")
    )
    conditions = RichTextField(
        _("conditions"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What an application must have, and what is not paid for."),
    )
    tags = ClusterTaggableManager(through=FundingCallTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.FundingCallIndexPage"]
    about_title = _("Good to know before you apply")
    invitation = _("Announce a funding call")
    search_type = "funding-call"
    search_type_label = _("Funding call")
    search_type_icon = "funding-call"
    search_words: ClassVar[tuple[str, ...]] = ("funder", "for_whom", "conditions", "body")
    shared_fields: ClassVar[tuple[str, ...]] = (
        *ShortPage.shared_fields,
        "funder",
        "opens_at",
        "deadline",
        "budget_from",
        "budget_to",
        "currency",
        "external_url",
    )

    edit_handler = funding_call_tabs(ShortPage.classification_panels(), ShortPage.example_panels())

    class Meta:
        verbose_name = _("funding call")
        verbose_name_plural = _("funding calls")

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for what somebody needs to decide whether to apply; dates and amounts must be in order."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.funding_call_errors(self)

    def get_search_deadline(self) -> datetime | None:
        """Return when one can no longer apply: from then on it is over."""
        return self.deadline

    def get_search_card(self) -> dict[str, Any]:
        """Add deadline, amount and funder."""
        return {**super().get_search_card(), **calls.card(self)}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe the call as a grant that one can apply for."""
        return [structured_data.funding_call(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``state`` (``knowledge.calls.CallState``), ``badges`` and ``budget_text``."""
        context = super().get_context(request, *args, **kwargs)
        state = calls.state_of(self.opens_at, self.deadline)
        context.update(state=state, badges=[state.badge], budget_text=calls.budget_text(self))
        return context
