"""Tags: free keywords with a name per language, that can be merged."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase

from home.languages import content_languages
from home.querysets import TagManager


class Tag(ClusterableModel, TagBase):  # type: ignore[misc]
    """A keyword. ``name`` is what the person typed who first used it; texts are its names per language."""

    objects: ClassVar[TagManager] = TagManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)

    @property
    def label(self) -> str:
        """Its name in the active language, else the name that was typed first."""
        return self.label_in(get_language() or "")

    def label_in(self, language: str) -> str:
        """Return its name in a language, else the name that was typed first."""
        return next((text.name for text in self.texts.all() if text.language == language), str(self.name))


class TagText(models.Model):
    """The name of a tag in one language."""

    tag = ParentalKey(Tag, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("name of a tag")
        verbose_name_plural = _("names of tags")
        constraints = [models.UniqueConstraint(fields=["tag", "language"], name="home_tagtext_one_per_language")]

    def __str__(self) -> str:
        return self.name


class TagRedirect(models.Model):
    """The slug of a tag that was merged into another: old addresses keep working."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="redirects")

    class Meta:
        verbose_name = _("merged tag")
        verbose_name_plural = _("merged tags")
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.slug} → {self.tag}"


class PageTag(ItemBase):  # type: ignore[misc]
    """Base of the rows that tie a tag to a page; a page type adds ``content_object`` as a ``ParentalKey``
    with ``related_name="tagged_items"``.
    """

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)s_items")

    class Meta:
        abstract = True
