"""Best practices: what somebody did with AI, what came of it, and how well that is known."""

from typing import Any, ClassVar, cast

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _, ngettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField

from home.blocks import RICH_TEXT_FEATURES, body_blocks, source_blocks
from home.fields import MultipleChoiceField, ProtectedManyToManyField
from home.models import ClassifiedMixin, HubPage, PageTag, SectionPage
from home.rows import rows_with
from knowledge import structured_data
from knowledge.enums import EvidenceLevel, Licence, Reuse, Technique, WorkNoteKind
from knowledge.models.adoption import Adoption, WorkNote
from knowledge.models.best_practice_rows import EvidenceConfirmation
from knowledge.models.mixins import EvidenceMixin, ExampleMixin, ResponsibleAiMixin
from knowledge.panels import best_practice_tabs
from knowledge.steps import BEST_PRACTICE_STEPS

# How far one reuse by others brings a practice on the way to the best that is known, and how many count.
REUSE_WEIGHT = 0.05
MOST_REUSES = 5


class BestPracticeIndexPage(SectionPage):
    """The list of best practices."""

    section_slug = "best-practices"
    section_title = _("Best practices")
    section_order = 10
    lists = "best-practice"
    subpage_types: ClassVar[list[str]] = ["knowledge.BestPracticePage"]

    class Meta:
        verbose_name = _("list of best practices")
        verbose_name_plural = _("lists of best practices")


class BestPracticeTag(PageTag):
    """A tag of a best practice."""

    content_object = ParentalKey("knowledge.BestPracticePage", on_delete=models.CASCADE, related_name="tagged_items")


class BestPracticePage(ExampleMixin, EvidenceMixin, ResponsibleAiMixin, ClassifiedMixin, HubPage):
    """What an organisation did with AI, for another to reuse."""

    problem = RichTextField(_("the problem"), blank=True, features=RICH_TEXT_FEATURES)
    context = RichTextField(
        _("the context"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("The organisation, the work, the law.")
    )
    approach = RichTextField(_("the approach"), blank=True, features=RICH_TEXT_FEATURES)
    result = RichTextField(
        _("the result"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("In words; figures go under Evidence.")
    )
    lessons = RichTextField(
        _("lessons"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("What you would do differently.")
    )
    reuse_conditions = RichTextField(
        _("conditions for reuse"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What another needs, how far it scales, and when it does not work."),
    )
    data_used = models.TextField(_("data that were used"), max_length=600, blank=True)
    techniques = MultipleChoiceField(_("AI techniques"), choices=Technique.choices)
    costs = models.TextField(_("costs"), max_length=400, blank=True, help_text=_("What the amount covers."))
    costs_from = models.DecimalField(
        _("costs from"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    costs_to = models.DecimalField(
        _("costs to"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters of ISO 4217, such as EUR."))],
    )
    licence = models.CharField(_("licence"), max_length=24, choices=Licence, default=Licence.CC_BY)
    organisations = ProtectedManyToManyField(
        "members.Organisation", blank=True, related_name="+", verbose_name=_("organisations")
    )
    contact = models.ForeignKey(
        "members.Contributor",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
    )
    body = StreamField(body_blocks(), verbose_name=_("more text"), blank=True)
    sources = StreamField(source_blocks(), verbose_name=_("sources"), blank=True)
    tags = ClusterTaggableManager(through=BestPracticeTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar[list[str]] = ["knowledge.BestPracticeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_relations = (*HubPage.page_relations, "contact__organisation", "reproduced_by")
    invitation = _("Share a best practice")
    search_type = "best-practice"
    search_type_label = _("Best practice")
    search_type_icon = "practice"
    search_facets: ClassVar[dict[str, str]] = {
        **ClassifiedMixin.search_facets,
        "evidence": "evidence_level",
        "organisation": "organisations",
        "reuse": "reuse_values",
    }
    search_words = (
        "problem",
        "context",
        "approach",
        "result",
        "lessons",
        "reuse_conditions",
        "data_used",
        "expected_effect",
        "pilot_setting",
        "measurement_method",
        "human_oversight",
        "end_user_involvement",
        "body",
    )
    shared_fields = (
        *HubPage.shared_fields,
        *ClassifiedMixin.classified_fields,
        *ExampleMixin.example_fields,
        *EvidenceMixin.evidence_fields,
        *ResponsibleAiMixin.responsible_fields,
        "techniques",
        "costs_from",
        "costs_to",
        "currency",
        "licence",
        "organisations",
        "contact",
        "sources",
        "authors",
        "outcomes",
    )
    submission_steps = BEST_PRACTICE_STEPS

    edit_handler = best_practice_tabs(ClassifiedMixin.classification_panels(), ExampleMixin.example_panels())

    class Meta:
        verbose_name = _("best practice")
        verbose_name_plural = _("best practices")

    @property
    def technique_labels(self) -> list[str]:
        """The techniques in the active language, in the order of the list."""
        field = cast(MultipleChoiceField, self._meta.get_field("techniques"))
        return field.labels_of(self.techniques)

    @property
    def confirmations(self) -> list[EvidenceConfirmation]:
        """The confirmations of this work's evidence, the newest first."""
        return list(EvidenceConfirmation.objects.for_work(self.translation_key))

    def get_publish_errors(self) -> dict[str, list[Any]]:
        """Ask for what the evidence level needs, and for the words without which nobody can reuse it."""
        from knowledge import validators  # noqa: PLC0415 - validators read this model

        return validators.best_practice_errors(self)

    def get_search_body(self) -> str:
        """Add the indicators of the figures and the techniques to the page's words."""
        figures = [outcome.indicator for outcome in self.outcomes.all()]
        return "\n".join([super().get_search_body(), *figures, *self.technique_labels]).strip()

    def get_search_weight(self) -> float:
        """Return its place on the ladder of evidence, from 0 for an idea to 1 for what was reproduced (domain.md).

        Each reuse by others goes a little of the way that is left, five of them a quarter. What was withdrawn has none.
        """
        if self.is_withdrawn:
            return 0.0
        evidence = self.evidence.rank / (len(EvidenceLevel) - 1)
        return 1 - (1 - evidence) * (1 - REUSE_WEIGHT * min(len(self.adoptions), MOST_REUSES))

    @cached_property
    def adoptions(self) -> list[Adoption]:
        """The reuse of this work by others that is shown, the newest first; not asked when the index knows of none."""
        if self.index_values is not None and not self.index_values.get("reuse"):
            return []
        return list(Adoption.objects.shown().for_work(self.translation_key))

    @cached_property
    def notes(self) -> list[WorkNote]:
        """What readers must know of this work, the newest first; not asked when the index knows of none."""
        if self.index_card is not None and not self.index_card.get("is_noted"):
            return []
        return list(WorkNote.objects.for_work(self.translation_key))

    @property
    def is_withdrawn(self) -> bool:
        """Whether its authors took it back, and it did not return."""
        kinds = [note.kind for note in self.notes if note.kind != WorkNoteKind.CORRECTION]
        return kinds[:1] == [WorkNoteKind.WITHDRAWAL]

    @property
    def reuse_values(self) -> list[str]:
        """Whether others reused it, for the facet."""
        return [Reuse.REUSED] if self.adoptions else []

    def get_search_card(self) -> dict[str, Any]:
        """Add who did it and how well it is known."""
        card = super().get_search_card()
        names = [organisation.name for organisation in self.organisations.all()]
        meta = [{"icon": "organisation", "text": structured_data.and_others(names)}] if names else []
        meta.append({"icon": "chart", "text": str(self.evidence.label)})
        if self.adoptions:
            number = len(self.adoptions)
            meta.append(
                {"icon": "check", "text": ngettext("Reused once", "Reused %(count)d times", number) % {"count": number}}
            )
        badges = [{"label": gettext("Withdrawn"), "tone": "bad"}] if self.is_withdrawn else []
        noted = {"is_noted": True} if self.notes else {}
        return {**card, "badges": [*badges, *self.example_badges()], "meta": meta, **noted}

    def get_structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Describe it as an article that one can learn from."""
        return [structured_data.best_practice(self, request), *super().get_structured_data(request)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows beside its own words, each read once.

        ``outcomes``, ``authors``, ``organisations``, ``confirmations``, ``confirmation`` (the newest),
        ``adoptions``, ``notes`` and the neighbours (``get_neighbours``).
        """
        context = super().get_context(request, *args, **kwargs)
        context["outcomes"] = list(self.outcomes.all())
        context["authors"] = self.authors_in_order
        context["organisations"] = self.organisation_list
        context["confirmations"] = self.confirmations
        context["confirmation"] = next(iter(context["confirmations"]), None)
        context["adoptions"], context["notes"] = self.adoptions, self.notes
        context.update(self.get_neighbours(request))
        return context

    @cached_property
    def organisation_list(self) -> list[Any]:
        """The organisations whose practice it is, by name, read once."""
        return list(self.organisations.all())

    @cached_property
    def authors_in_order(self) -> list[Any]:
        """The contributors who wrote it, in the order in which they are named."""
        return [author.contributor for author in rows_with(self.authors, "contributor__organisation")]
