"""Words that editors declare to mean the same."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _, gettext_lazy

from search.expressions import Words, expressions, folded_words, keys

MIN_EXPRESSIONS = 2
MAX_EXPRESSIONS = 20


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError({"expressions": ValidationError(message, code=code)})


class SynonymSet(models.Model):
    """Expressions that count for each other in a question, active at the next search (``search.synonyms``)."""

    class Meaning(models.TextChoices):
        """Which of the expressions find which."""

        EACH = "each", gettext_lazy("Each finds all of them")
        FIRST = "first", gettext_lazy("The first finds the others too, and not the other way round")

    expressions = models.TextField(
        gettext_lazy("words that mean the same"),
        max_length=2000,
        help_text=gettext_lazy(
            "One on each line, or with commas between them: “AI, artificial intelligence”. Capitals and accents do "
            "not matter."
        ),
    )
    meaning = models.CharField(gettext_lazy("meaning"), max_length=5, choices=Meaning, default=Meaning.EACH)
    updated_at = models.DateTimeField(gettext_lazy("updated"), auto_now=True)

    class Meta:
        verbose_name = gettext_lazy("set of synonyms")
        verbose_name_plural = gettext_lazy("synonyms")

    def __str__(self) -> str:
        return ", ".join(expressions(self.expressions))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and draw a new stamp (``search.signal_handlers``) in the same transaction."""
        with transaction.atomic():
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse too few, too many, and what stands in this set twice or in another one.

        Raises ``ValidationError`` that names the expression, and the other set. An expression in two sets would
        make those two one, which nobody who reads either of them could see.
        """
        super().clean()
        found = expressions(self.expressions)
        self._check_number(len(found))
        seen: dict[Words, str] = {}
        for expression in found:
            key = folded_words(expression)
            if key in seen:
                message = _("“%(expression)s” is here twice.") % {"expression": expression}
                raise _refused(message, "twice")
            seen[key] = expression
        for other in SynonymSet.objects.exclude(pk=self.pk).order_by("pk"):
            shared = next((seen[key] for key in keys(other.expressions) if key in seen), None)
            if shared is not None:
                words = {"expression": shared, "other": str(other)}
                message = _("“%(expression)s” is in another set already: %(other)s. Add your words there.") % words
                raise _refused(message, "elsewhere")
        self.expressions = "\n".join(found)

    def _check_number(self, number: int) -> None:
        if number < MIN_EXPRESSIONS:
            message = _("Give at least two words or expressions that mean the same.")
            raise _refused(message, "few")
        if number > MAX_EXPRESSIONS:
            message = _("Give at most %(limit)d words or expressions.") % {"limit": MAX_EXPRESSIONS}
            raise _refused(message, "many")

    def expansions(self) -> Mapping[Words, tuple[Words, ...]]:
        """Return for each expression that stands for others the words of those others."""
        found = tuple(dict.fromkeys(keys(self.expressions)))
        asked = found[:1] if self.meaning == self.Meaning.FIRST else found
        return {words: tuple(other for other in found if other != words) for words in asked}
