"""What the page types of this app have in common."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from home.badges import example_badges
from home.validators import validate_web_url
from knowledge.enums import EvidenceLevel, ImpactAssessment, PersonalData, RiskClass


class ExampleMixin(models.Model):
    """A page that may hold example content, and then says so wherever it is shown."""

    is_example = models.BooleanField(
        _("example content"),
        default=False,
        help_text=_("Names and figures are invented. The page says so, and lists do too."),
    )

    example_fields: ClassVar[tuple[str, ...]] = ("is_example",)

    class Meta:
        abstract = True

    @staticmethod
    def example_panels() -> list[Panel]:
        """Return the editor's panel for it."""
        return [FieldPanel("is_example")]

    def example_badges(self) -> list[dict[str, Any]]:
        """Return the badge of a result row, when it is an example."""
        return example_badges(self.is_example)


class ResponsibleAiMixin(models.Model):
    """What the authors state about the responsible use of AI."""

    risk_class = models.CharField(
        _("risk class"),
        max_length=12,
        choices=RiskClass,
        default=RiskClass.UNKNOWN,
        help_text=_("Under the European AI Act, as the authors see it."),
    )
    personal_data = models.CharField(
        _("personal data"), max_length=12, choices=PersonalData, default=PersonalData.UNKNOWN
    )
    impact_assessment = models.CharField(
        _("impact assessment"), max_length=12, choices=ImpactAssessment, default=ImpactAssessment.UNKNOWN
    )
    register_url = models.URLField(
        _("entry in an algorithm register"), max_length=500, blank=True, validators=[validate_web_url]
    )
    human_oversight = models.TextField(
        _("human oversight"), max_length=500, blank=True, help_text=_("Who decides, and who can stop it.")
    )
    end_user_involvement = models.TextField(
        _("involvement of end users"), max_length=500, blank=True, help_text=_("Who took part, and what came of it.")
    )

    responsible_fields: ClassVar[tuple[str, ...]] = (
        "risk_class",
        "personal_data",
        "impact_assessment",
        "register_url",
    )

    class Meta:
        abstract = True


class EvidenceMixin(models.Model):
    """How well the result is known. Each level asks for fields of its own when the page is published."""

    evidence_level = models.CharField(
        _("evidence"),
        max_length=12,
        choices=EvidenceLevel,
        default=EvidenceLevel.IDEA,
        help_text=_("Each level asks for its own fields below before the page can be published."),
    )
    expected_effect = models.TextField(_("expected effect"), max_length=600, blank=True)
    pilot_setting = models.TextField(
        _("setting of the pilot"), max_length=600, blank=True, help_text=_("Where it was tried, and with whom.")
    )
    pilot_started = models.DateField(_("pilot started on"), null=True, blank=True)
    pilot_ended = models.DateField(
        _("pilot ended on"), null=True, blank=True, help_text=_("Empty while it is going on.")
    )
    measurement_method = models.TextField(
        _("how it was measured"), max_length=1000, blank=True, help_text=_("Compared with what, by whom, and how.")
    )
    reproduction_source = models.CharField(
        _("source of the reproduction"),
        max_length=300,
        blank=True,
        help_text=_("Where the second result can be found."),
    )
    reproduction_url = models.URLField(
        _("address of that source"), max_length=500, blank=True, validators=[validate_web_url]
    )
    reproduced_by = models.ForeignKey(
        "members.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reproduced by"),
    )

    evidence_fields: ClassVar[tuple[str, ...]] = (
        "evidence_level",
        "pilot_started",
        "pilot_ended",
        "reproduction_source",
        "reproduction_url",
        "reproduced_by",
    )

    class Meta:
        abstract = True

    @property
    def evidence(self) -> EvidenceLevel:
        """The level as a member of the enumeration."""
        return EvidenceLevel(self.evidence_level)

    @property
    def evidence_ladder(self) -> list[dict[str, Any]]:
        """Every level in order, with its label and whether it is behind, here or ahead."""
        here = self.evidence.rank
        return [
            {"level": level, "label": level.label, "is_done": level.rank < here, "is_current": level.rank == here}
            for level in EvidenceLevel
        ]
