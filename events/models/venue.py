"""Places where events are held."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from search.indexing import index_works


class Venue(index.Indexed, models.Model):
    """A building or a room in it, with what a visitor needs to get in."""

    name = models.CharField(_("name"), max_length=200)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.ForeignKey(
        "home.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Leave empty for a place abroad."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, for calendars and route planners."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    accessibility = models.TextField(
        _("accessibility"),
        blank=True,
        help_text=_("Lift, induction loop, quiet room, parking: what a visitor must know beforehand."),
    )

    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.SearchField("city"),
    ]

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("city", "name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~(models.Q(latitude__isnull=True) ^ models.Q(longitude__isnull=True)),
                name="events_venue_coordinates",
                violation_error_message=_("Give both coordinates or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and index the works that are held here: place and region are theirs too."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            index_works(self.occurrences.values_list("schedule__work", flat=True))

    @property
    def address(self) -> str:
        """Return name, street, postal code and city on one line."""
        postal_line = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.name, self.street, postal_line) if part)

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees, ``None`` when they are not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)
