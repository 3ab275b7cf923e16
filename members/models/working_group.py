"""Working groups, and who has a seat in them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from home.models import ApplicationArea, BuildingBlock
from members.enums import SeatRole
from members.querysets import SeatQuerySet, WorkingGroupQuerySet
from search import indexing


class WorkingGroup(models.Model):
    """The people who work on one building block or one application area.

    Its pages, if it has any, are beneath ``root_page``: only who has an effective seat sees them
    (``members.audience``). The slug is part of the audience token, so it never changes.
    """

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Use lower-case letters, digits and hyphens."))],
        help_text=_("Permanent: rights refer to it."),
    )
    building_block = models.OneToOneField(
        BuildingBlock,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("building block"),
    )
    application_area = models.OneToOneField(
        ApplicationArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("application area"),
    )
    root_page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("its pages"),
        help_text=_("This page and everything beneath it, in all languages, is for the group only."),
    )

    objects: ClassVar[WorkingGroupQuerySet] = WorkingGroupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ("slug",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(building_block__isnull=True) ^ models.Q(application_area__isnull=True),
                name="members_working_group_one_term",
                violation_error_message=_("Choose one building block or one application area."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and index its public page and the pages that are the group's now or were before.

        The public page lies where its term is; of the others the audience changes.
        """
        with transaction.atomic():
            before = self._stored()
            super().save(*args, **kwargs)
            indexing.index_works(self.pages.values_list("translation_key", flat=True))
            if before is None or (before.root_page_id, before.slug) != (self.root_page_id, self.slug):
                self._index_pages_of(before, self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the group, and index what was for it only; refused while it has seats."""
        with transaction.atomic():
            before = self._stored()
            deleted = super().delete(*args, **kwargs)
            self._index_pages_of(before)
        return deleted

    def clean(self) -> None:
        """Keep an existing slug."""
        super().clean()
        before = self._stored()
        if before is not None:
            self.slug = before.slug

    def _stored(self) -> "WorkingGroup | None":
        return type(self).objects.filter(pk=self.pk).first() if self.pk else None

    @staticmethod
    def _index_pages_of(*groups: "WorkingGroup | None") -> None:
        roots = {group.root_page_id: group.root_page for group in groups if group is not None}
        for root in roots.values():
            if root is not None:
                indexing.index_subtree(root)

    @property
    def term(self) -> BuildingBlock | ApplicationArea:
        """Return what the group is about."""
        return self.building_block or self.application_area  # type: ignore[return-value]  # one of them is set

    @property
    def name(self) -> str:
        """Return the term's name in the active language."""
        return str(self.term.name) if self.building_block_id or self.application_area_id else self.slug

    @property
    def token(self) -> str:
        """Return the audience token that an effective seat gives."""
        return f"working-group:{self.slug}"


class Seat(models.Model):
    """Somebody's place in a working group during a period. ``ends_on`` is the last day.

    Assigned by ``members.services.seat_assign``; whether it gives anything is asked at each request
    (``SeatQuerySet.effective``).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats", verbose_name=_("user")
    )
    working_group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="seats", verbose_name=_("working group")
    )
    role = models.CharField(_("role"), max_length=20, choices=SeatRole, default=SeatRole.MEMBER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("up to and including"), null=True, blank=True)

    objects: ClassVar[SeatQuerySet] = SeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("working_group", "role", "user")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "working_group"], condition=models.Q(ends_on=None), name="members_seat_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="members_seat_dates",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.working_group}"
