"""The way of a page from a member's draft to the public, and what was said on it."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from home.models import HubPage
from knowledge.enums import CoAuthorStatus, SubmissionEventKind, SubmissionStatus
from knowledge.querysets import CoAuthorQuerySet, SubmissionEventQuerySet, SubmissionQuerySet


class Submission(models.Model):
    """What a member's page has besides its content: who writes it, for whom, and where it stands.

    The content is the page and its revisions, the review is Wagtail's workflow on it; ``status`` follows that workflow
    (``knowledge.submissions.following``), whoever moved it and wherever. ``revision`` is what the reviewers read.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Drawn with the form that begins a draft: the same form sent twice begins one (threat C32).
    nonce = models.UUIDField(default=uuid4, unique=True, editable=False)
    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=SubmissionStatus, default=SubmissionStatus.DRAFT, db_index=True
    )
    status_since = models.DateTimeField(_("status since"), default=timezone.now)
    submitted_at = models.DateTimeField(
        _("submitted"), null=True, blank=True, help_text=_("The last time that it came from the authors.")
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what is reviewed"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reviews it"),
    )
    # Those of what is reviewed: a draft's own are inside its revision, where no list can filter by them.
    building_blocks = models.ManyToManyField(
        "home.BuildingBlock", blank=True, related_name="+", verbose_name=_("building blocks")
    )
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.page.draft_title or self.page.title)

    @property
    def state(self) -> SubmissionStatus:
        """The status as a member of the enumeration."""
        return SubmissionStatus(self.status)

    @property
    def is_change(self) -> bool:
        """Whether it changes what is live already."""
        return bool(self.page.live)

    @cached_property
    def draft(self) -> HubPage:
        """The page as it was saved last: its latest revision, not what is live."""
        page: HubPage = self.page.specific.get_latest_revision_as_object()
        return page


class SubmissionEvent(models.Model):
    """Something that happened to a submission or was said about it. Rows are added, never changed.

    ``is_internal`` is for the reviewers only. ``field`` names the field of the page that it is about, empty for the
    whole. ``name`` is who did it when they have no account, or have one no more.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=SubmissionEventKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    field = models.CharField(_("field"), max_length=60, blank=True)
    is_internal = models.BooleanField(_("for the moderators only"), default=False)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    objects: ClassVar[SubmissionEventQuerySet] = SubmissionEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("event of a submission")
        verbose_name_plural = _("events of submissions")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.created_at:%Y-%m-%d})"


class CoAuthor(models.Model):
    """Somebody who was asked to be named as an author of a submission, and to write along.

    Nobody is named without having agreed. Known by e-mail address until there is an account.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="co_authors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"))
    status = models.CharField(_("status"), max_length=10, choices=CoAuthorStatus, default=CoAuthorStatus.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects: ClassVar[CoAuthorQuerySet] = CoAuthorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        ordering = ("asked_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "email"], name="knowledge_coauthor_once")
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Whether it can still be ended: a question without an answer, or somebody who writes along."""
        return self.status in (CoAuthorStatus.ASKED, CoAuthorStatus.ACCEPTED)

    def clean(self) -> None:
        """Keep one spelling of an address."""
        self.email = self.email.strip().lower()
        if not self.email:
            raise ValidationError({"email": _("Give an e-mail address.")})
