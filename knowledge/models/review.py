"""What reviewers have besides a submission: standard replies, deputies, advice from outside, links followed."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from home.languages import FALLBACK_LANGUAGE, content_languages
from knowledge.enums import LinkState
from knowledge.models.submission import Submission
from knowledge.review_querysets import AdviceRequestQuerySet, LinkCheckQuerySet, ReviewDeputyQuerySet


class CannedReply(ClusterableModel):  # type: ignore[misc]
    """An answer that moderators give again and again, in each language that authors write in."""

    title = models.CharField(
        _("title"), max_length=120, unique=True, help_text=_("What moderators choose it by. Authors never see it.")
    )

    class Meta:
        verbose_name = _("standard reply")
        verbose_name_plural = _("standard replies")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def text_in(self, language: str) -> str:
        """Return its words in a language: without these in the site's default language, else in any."""
        texts = {row.language: row.text for row in self.texts.all()}
        return str(texts.get(language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), ""))

    @property
    def text(self) -> str:
        """Its words in the active language."""
        return self.text_in(get_language() or FALLBACK_LANGUAGE)


class CannedReplyText(models.Model):
    """The words of a standard reply in one language."""

    reply = ParentalKey(CannedReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    text = models.TextField(_("text"), max_length=3000)

    class Meta:
        verbose_name = _("text of a standard reply")
        verbose_name_plural = _("texts of standard replies")
        ordering = ("language",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reply", "language"], name="knowledge_cannedreplytext_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ReviewDeputy(models.Model):
    """Who stands in for a reviewer on some days: what would have come to one comes to the other.

    It gives no right to review: that comes from the group of the workflow, for both.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who is away")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who stands in")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects: ClassVar[ReviewDeputyQuerySet] = ReviewDeputyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deputy of a reviewer")
        verbose_name_plural = _("deputies of reviewers")
        ordering = ("starts_on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="knowledge_reviewdeputy_dates"),
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="knowledge_reviewdeputy_other"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.deputy}"

    def clean(self) -> None:
        """Refuse a last day before the first, and standing in for oneself."""
        if None not in (self.starts_on, self.ends_on) and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot be before the first.")})
        if self.user_id is not None and self.user_id == self.deputy_id:
            raise ValidationError({"deputy": _("Choose somebody else than yourself.")})


class AdviceRequest(models.Model):
    """A question about a submission to somebody outside, who answers by a link and has no account.

    The link is a secret of which only the digest is kept. It shows ``revision`` and nothing else, until it was used,
    taken back, or ``expires_at``.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="advice_requests")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    question = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("the link works until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    text = models.TextField(_("advice"), blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects: ClassVar[AdviceRequestQuerySet] = AdviceRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("request for advice")
        verbose_name_plural = _("requests for advice")
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the link works."""
        return self.answered_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class LinkCheck(models.Model):
    """Whether a link in a submission led anywhere when it was last followed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="link_checks")
    url = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=LinkState)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[LinkCheckQuerySet] = LinkCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        ordering = ("url",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "url"], name="knowledge_linkcheck_once")
        ]

    def __str__(self) -> str:
        return self.url
