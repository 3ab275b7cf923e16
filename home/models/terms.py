"""The two axes of the coalition's matrix: building blocks and application areas.

A term is one row with one text per language, edited together. Its slug is a facet value and part of
addresses, so it never changes; a term that is no longer wanted is retired, not deleted.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField

from home.blocks import RICH_TEXT_FEATURES
from home.enums import Dye, Shape, Weave
from home.languages import FALLBACK_LANGUAGE, content_languages
from home.querysets import TermManager


class TermText(models.Model):
    """What a term is called and means in one language."""

    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("One or two sentences under the name.")
    )
    body = RichTextField(_("text"), blank=True, features=RICH_TEXT_FEATURES)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Term(ClusterableModel):  # type: ignore[misc]
    """A value of one of the axes."""

    slug = models.SlugField(
        _("slug"),
        max_length=60,
        unique=True,
        help_text=_("Part of addresses in every language. It cannot be changed once it is saved."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    icon = models.CharField(_("shape"), max_length=20, choices=Shape.choices, default=Shape.CIRCLE)
    dye = models.CharField(_("colour"), max_length=20, choices=Dye.choices, blank=True)
    weave = models.CharField(_("weave"), max_length=20, choices=Weave.choices, blank=True)
    retired_at = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        help_text=_("From this day it can no longer be chosen. Pages that have it keep it."),
    )

    objects = TermManager()
    # The facet whose values the slugs are.
    facet_key: ClassVar[str]

    if TYPE_CHECKING:
        texts: Any

    class Meta:
        abstract = True
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse another slug than the saved one: raises ``ValidationError`` on ``slug``."""
        super().clean()
        if self.pk is None:
            return
        saved = type(self)._base_manager.filter(pk=self.pk).first()
        if saved is not None and saved.slug != self.slug:
            raise ValidationError({"slug": _("The slug is part of published addresses and cannot change.")})

    def text(self, language: str) -> TermText | None:
        """Return its text in a language, else in the default language, else any; ``None`` without texts."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), None)

    def name_in(self, language: str) -> str:
        """Return its name in a language; the slug when it has no name at all."""
        text = self.text(language)
        return text.name if text else str(self.slug)

    @property
    def active_text(self) -> TermText | None:
        """Its text in the active language."""
        return self.text(get_language() or FALLBACK_LANGUAGE)

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.name_in(get_language() or FALLBACK_LANGUAGE)

    @property
    def description(self) -> str:
        """Its description in the active language."""
        text = self.active_text
        return text.description if text else ""

    @property
    def body(self) -> str:
        """Its longer text in the active language, as rich text."""
        text = self.active_text
        return str(text.body) if text else ""

    @property
    def is_retired(self) -> bool:
        """Whether it can no longer be chosen for a page."""
        return self.retired_at is not None and self.retired_at <= timezone.localdate()


class BuildingBlock(Term):
    """A horizontal theme that every area needs, such as data sharing."""

    facet_key = "building_block"

    class Meta(Term.Meta):
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")


class BuildingBlockText(TermText):
    """The words of a building block in one language."""

    term = ParentalKey(BuildingBlock, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = _("text of a building block")
        verbose_name_plural = _("texts of building blocks")
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="home_buildingblocktext_one_per_language")
        ]


class ApplicationArea(Term):
    """A field in which AI is used, such as health and care."""

    facet_key = "application_area"

    class Meta(Term.Meta):
        verbose_name = _("application area")
        verbose_name_plural = _("application areas")


class ApplicationAreaText(TermText):
    """The words of an application area in one language."""

    term = ParentalKey(ApplicationArea, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = _("text of an application area")
        verbose_name_plural = _("texts of application areas")
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="home_applicationareatext_one_per_language")
        ]
