"""The writes of the knowledge app."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from knowledge.enums import EvidenceLevel
from knowledge.models import BestPracticeIndexPage, BestPracticePage, EvidenceConfirmation


@transaction.atomic
def evidence_confirm(
    *,
    page: BestPracticePage,
    contributor: Any,
    confirmed_on: date | None = None,
    note: str = "",
    source_url: str = "",
) -> EvidenceConfirmation:
    """Record that somebody stands for the evidence of a work, at the level that is published.

    It counts for the work in all its languages. Raises ``ValidationError`` when the page is not live, when
    it is only an idea (there is nothing to confirm), and for a day that has yet to come.
    """
    published = BestPracticePage.objects.filter(pk=page.pk, live=True).first()
    if published is None:
        raise ValidationError(_("Only published evidence can be confirmed."), code="draft")
    if published.evidence is EvidenceLevel.IDEA:
        raise ValidationError(_("An idea has no evidence to confirm yet."), code="idea")
    day = confirmed_on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"confirmed_on": _("Choose today or a day before it.")})
    confirmation = EvidenceConfirmation(
        work=published.translation_key,
        level=published.evidence_level,
        confirmed_on=day,
        contributor=contributor,
        note=note,
        source_url=source_url,
    )
    confirmation.full_clean()
    confirmation.save()
    return confirmation


@transaction.atomic
def best_practice_draft(*, title: str, parent: BestPracticeIndexPage, user: Any = None) -> BestPracticePage:
    """Begin a best practice: a draft with a title and nothing else, below a list of best practices.

    Raises ``ValidationError`` without a title. Whether the user may add there is for the caller to ask.
    """
    words = " ".join(title.split())
    if not words:
        raise ValidationError(_("Give the draft a title."), code="title")
    words = words[: BestPracticePage._meta.get_field("title").max_length]
    draft = BestPracticePage(title=capfirst(words), live=False, owner=user, locale=parent.locale)
    # Its own row of the tree: the caller may hold one that was read before others were added below it.
    Page.objects.get(pk=parent.pk).add_child(instance=draft)
    draft.save_revision(user=user, log_action="wagtail.create")
    return draft
