"""Works that editors recommend above the results of a question or of a choice."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _, gettext_lazy

from search.expressions import Words, expressions, keys


class PromotedResult(models.Model):
    """A work that is recommended to who asks for these words, or chooses this value (``search.promotions``)."""

    words = models.TextField(
        gettext_lazy("for these words"),
        max_length=2000,
        blank=True,
        help_text=gettext_lazy(
            "One question on each line. Shown when somebody asks for exactly these words, in any order. Capitals "
            "and accents do not matter."
        ),
    )
    # "facet:value", one of the closed facets: the values of the others may not be told to everybody.
    facet_value = models.CharField(
        gettext_lazy("for this choice"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Shown when somebody chooses this and types no words."),
    )
    # The work, not a page of it: what is recommended in one language is recommended in the others.
    work = models.UUIDField(editable=False, db_index=True)
    starts_on = models.DateField(gettext_lazy("from"), null=True, blank=True)
    ends_on = models.DateField(
        gettext_lazy("until"), null=True, blank=True, help_text=gettext_lazy("This day included.")
    )
    order = models.PositiveSmallIntegerField(
        gettext_lazy("order"), default=0, help_text=gettext_lazy("The lowest comes first; three are shown at most.")
    )
    note = models.TextField(
        gettext_lazy("note for colleagues"), max_length=1000, blank=True, help_text=gettext_lazy("Not on the site.")
    )

    class Meta:
        verbose_name = gettext_lazy("promoted result")
        verbose_name_plural = gettext_lazy("promoted results")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return ", ".join(expressions(self.words)) or self.facet_value.partition(":")[2]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and draw a new stamp (``search.signal_handlers``) in the same transaction."""
        with transaction.atomic():
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Ask for words or a choice, and for dates in their order; raises ``ValidationError``."""
        super().clean()
        found = expressions(self.words)
        if not found and not self.facet_value:
            raise ValidationError({"words": _("Give words, or choose a value.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})
        self.words = "\n".join(found)

    def is_current(self, on: date) -> bool:
        """Return whether it is shown on a day; both of its days are included."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)

    def questions(self) -> frozenset[Words]:
        """Return the folded words of each of its questions, in the order of the alphabet."""
        return frozenset(tuple(sorted(words)) for words in keys(self.words))
