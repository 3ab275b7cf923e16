"""Regions of the country."""

from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from home.validators import validate_region_code


class Region(models.Model):
    """A province (or whatever the country is divided into), with its tile on the map.

    ``code`` is the second part of ISO 3166-2 (Utrecht is NL-UT, so ``UT``).
    """

    code = models.CharField(
        _("code"),
        max_length=8,
        unique=True,
        validators=[validate_region_code],
        help_text=_("Short code, such as UT for Utrecht (ISO 3166-2). It is part of search addresses."),
    )
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    column = models.PositiveSmallIntegerField(
        _("column"), null=True, blank=True, help_text=_("Of its tile on the map; empty for no tile.")
    )
    row = models.PositiveSmallIntegerField(
        _("row"), null=True, blank=True, help_text=_("Of its tile on the map; empty for no tile.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("order", "name_nl")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the active language, Dutch when there is none in it."""
        return self.name_in(get_language() or "")

    def name_in(self, language: str) -> str:
        """Return its name in a language, in Dutch when there is none."""
        return str(getattr(self, f"name_{language}", "") or self.name_nl)

    @property
    def slug(self) -> str:
        """The facet value: the code in lower case."""
        return self.code.lower()
