"""The people who are credited: authors, speakers, contact persons."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from members.models.organisation import Organisation
from members.querysets import ContributorQuerySet


class Contributor(index.Indexed, models.Model):
    """A person as they are credited. Not an account: credit survives the deletion of one."""

    name = models.CharField(_("name"), max_length=200)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributors",
        verbose_name=_("organisation"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        verbose_name=_("account"),
    )
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Shown only for people who may be asked, see below.")
    )
    is_public_contact = models.BooleanField(
        _("may be asked"),
        default=False,
        help_text=_("Agreed to be shown as a contact person, with the e-mail address."),
    )

    objects: ClassVar[ContributorQuerySet] = ContributorQuerySet.as_manager()  # type: ignore[assignment]

    # Only the admin's choosers search here; visitors search pages.
    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.RelatedFields("organisation", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation_id else self.name
