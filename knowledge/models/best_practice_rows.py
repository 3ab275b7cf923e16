"""What hangs on a best practice: its figures, its authors and the confirmations of its evidence."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.models import Orderable, TranslatableMixin

from home.numbers import number_text, tidy
from home.validators import validate_web_url
from knowledge.enums import EvidenceLevel
from knowledge.querysets import EvidenceConfirmationQuerySet


class Outcome(TranslatableMixin, Orderable):  # type: ignore[misc]
    """One figure: what was measured, what it was and what it became.

    Numbers are facts of the work; the indicator and what stands around the numbers are words.
    """

    page = ParentalKey("knowledge.BestPracticePage", on_delete=models.CASCADE, related_name="outcomes")
    indicator = models.CharField(
        _("indicator"), max_length=160, help_text=_("What was measured, such as: readmissions within 30 days.")
    )
    baseline = models.DecimalField(
        _("before"), max_digits=16, decimal_places=4, null=True, blank=True, help_text=_("The number at the start.")
    )
    outcome = models.DecimalField(
        _("after"), max_digits=16, decimal_places=4, null=True, blank=True, help_text=_("The number that was reached.")
    )
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("Such as %, euro, minutes or AUC; empty for a plain number.")
    )
    sample = models.CharField(
        _("sample"), max_length=160, blank=True, help_text=_("On how many and whom: 2,140 discharged patients.")
    )
    period = models.CharField(
        _("period"), max_length=120, blank=True, help_text=_("When it was measured: January to June 2026.")
    )

    shared_fields: ClassVar[tuple[str, ...]] = ("baseline", "outcome")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("indicator"),
        FieldRowPanel([FieldPanel("baseline"), FieldPanel("outcome"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("sample"), FieldPanel("period")]),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering: ClassVar[list[str]] = ["sort_order"]

    def __str__(self) -> str:
        return self.indicator

    @property
    def change(self) -> Decimal | None:
        """The difference between after and before, exactly; ``None`` when one of them is unknown."""
        if self.baseline is None or self.outcome is None:
            return None
        return tidy(self.outcome - self.baseline)

    @property
    def baseline_text(self) -> str:
        """The number before as it is printed, without its unit; empty when unknown."""
        return "" if self.baseline is None else number_text(self.baseline)

    @property
    def outcome_text(self) -> str:
        """The number after as it is printed, without its unit; empty when unknown."""
        return "" if self.outcome is None else number_text(self.outcome)

    @property
    def change_text(self) -> str:
        """The change in words, without its unit: "44.3 less", "unchanged"; empty when unknown."""
        change = self.change
        if change is None:
            return ""
        if not change:
            return gettext("unchanged")
        amount = number_text(abs(change))
        return (gettext("%(amount)s more") if change > 0 else gettext("%(amount)s less")) % {"amount": amount}

    @property
    def missing(self) -> list[str]:
        """Names of the fields that a measured outcome needs and this one has not."""
        needed = ("indicator", "baseline", "outcome", "sample", "period")
        return [name for name in needed if getattr(self, name) in (None, "")]


class BestPracticeAuthor(Orderable):  # type: ignore[misc]
    """Somebody who wrote a best practice, in the order in which they are named."""

    page = ParentalKey("knowledge.BestPracticePage", on_delete=models.CASCADE, related_name="authors")
    contributor = models.ForeignKey(
        "members.Contributor", on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    panels: ClassVar[list[FieldPanel]] = [FieldPanel("contributor")]

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return str(self.contributor)


class EvidenceConfirmation(models.Model):
    """Somebody stood for the evidence of a work on a day. Rows are added, never changed.

    It belongs to the work in all its languages (``work`` is the translation key of its pages).
    """

    work = models.UUIDField(_("work"), db_index=True, editable=False)
    level = models.CharField(_("evidence"), max_length=12, choices=EvidenceLevel)
    confirmed_on = models.DateField(_("confirmed on"))
    contributor = models.ForeignKey(
        "members.Contributor", on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    note = models.CharField(_("remark"), max_length=300, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True, validators=[validate_web_url])
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EvidenceConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of evidence")
        verbose_name_plural = _("confirmations of evidence")
        ordering: ClassVar[tuple[str, ...]] = ("-confirmed_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {self.confirmed_on}"
