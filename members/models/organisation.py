"""Member organisations, and who speaks for them."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from home.validators import validate_web_url
from members.enums import OrganisationKind, OrganisationRole, ParticipationLevel
from members.querysets import ContactQuerySet, OrganisationQuerySet
from search.indexing import index_works

if TYPE_CHECKING:
    from members.models.participation import Participation


class Organisation(index.Indexed, models.Model):
    """A legal person that takes part, or did: one row that every relation, facet and permission uses.

    It is not translated: words about it are on its page (``OrganisationPage``). The slug is the value of
    the facet *organisation*, so it never changes after creation.
    """

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        blank=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Use lower-case letters, digits and hyphens."))],
        help_text=_("Part of addresses and filters; made from the name, and permanent."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind)
    website = models.URLField(_("website"), blank=True, validators=[validate_web_url])
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.ForeignKey(
        "home.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    code_signed_on = models.DateField(
        _("signed the code of conduct on"), null=True, blank=True, help_text=_("Shown on its page.")
    )
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Invented, to show how the hub works; marked as such.")
    )

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    # Only the admin's choosers search here; visitors search pages.
    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.SearchField("city"),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and index its page, which shows what is kept here; the facet follows by itself."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            index_works(self.pages.values_list("translation_key", flat=True))

    def clean(self) -> None:
        """Propose a slug, so that an editor needs none, and keep an existing one."""
        super().clean()
        if self.pk:
            self.slug = type(self).objects.values_list("slug", flat=True).get(pk=self.pk)
        elif not self.slug:
            self.slug = self._free_slug()
        elif OrganisationRedirect.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("Addresses with this slug lead to an organisation that took its place.")})

    def _free_slug(self) -> str:
        base = slugify(self.name)[:90] or "organisation"
        taken = set(type(self).objects.filter(slug__startswith=base).values_list("slug", flat=True))
        # An address of an organisation that was merged leads to the other one for ever.
        taken.update(OrganisationRedirect.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)

    @property
    def level_label(self) -> str:
        """How it takes part, when it was read ``with_level``; empty when it does not."""
        level = getattr(self, "level", None)
        return str(ParticipationLevel(level).label) if level else ""

    def current_participation(self, on: date | None = None) -> "Participation | None":
        """Return how it takes part on a day, ``None`` when it does not."""
        return self.participations.current(on).first()


class OrganisationRedirect(models.Model):
    """The slug of an organisation that was merged into another: old addresses keep working."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="redirects")

    class Meta:
        verbose_name = _("merged organisation")
        verbose_name_plural = _("merged organisations")
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.slug} → {self.organisation}"


class Contact(models.Model):
    """A person who speaks for an organisation during a period. ``ends_on`` is the last day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("user")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("organisation")
    )
    is_lead = models.BooleanField(
        _("first contact"), default=False, help_text=_("Whom the coalition desk addresses first.")
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=OrganisationRole,
        default=OrganisationRole.AUTHOR,
        help_text=_("Administrators run the organisation's page and people, authors write, viewers read."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("up to and including"), null=True, blank=True)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("organisation", "-is_lead", "user")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ends_on=None),
                name="members_contact_once",
                violation_error_message=_("This person is already a contact of this organisation."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="members_contact_dates",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation})"
