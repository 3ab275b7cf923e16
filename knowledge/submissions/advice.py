"""Advice by somebody outside, through a link that works once, for a fortnight, and shows one version only."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge import permissions
from knowledge.enums import SubmissionEventKind
from knowledge.models import AdviceRequest, Submission
from knowledge.submissions import letters
from knowledge.submissions.events import event_add
from knowledge.submissions.services import locked
from search.addresses import absolute_url

# How long a link works.
DAYS: Final = 14
# 256 bits: nobody finds one by trying.
TOKEN_BYTES: Final = 32
MOST_OPEN: Final = 5
LONGEST: Final = 10_000


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def advice_ask(
    *, submission: Submission, user: Any, name: str, email: str, question: str, language: str = ""
) -> AdviceRequest:
    """Mail somebody outside a link to what is reviewed now, with a question.

    Raises ``ValidationError`` when the person may not review it, something is missing, or too many were asked already.
    """
    held = locked(submission)
    if not permissions.may_review(user, held) or held.revision_id is None:
        raise ValidationError(_("You cannot ask for advice on this now."), code="forbidden")
    if not name.strip():
        raise ValidationError({"name": _("Say who you ask.")})
    if not question.strip():
        raise ValidationError({"question": _("Say what you would like to know.")})
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    if held.advice_requests.open().count() >= MOST_OPEN:
        raise ValidationError(_("Enough people were asked. Take one of the questions back first."), code="many")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    request = AdviceRequest.objects.create(
        submission=held,
        revision_id=held.revision_id,
        name=" ".join(name.split()),
        email=email.strip().lower(),
        question=question.strip(),
        asked_by=user,
        digest=digest_of(token),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    event_add(
        submission=held, kind=SubmissionEventKind.ADVICE_ASKED, user=user, text=request.question, is_internal=True
    )
    letters.ask_for_advice(request, language=language, url=lambda: absolute_url(reverse("advice:answer", args=[token])))
    return request


@transaction.atomic
def advice_give(*, request: AdviceRequest, text: str) -> AdviceRequest:
    """Record an answer, for the reviewers; the link does not work after that.

    Raises ``ValidationError`` without words, and when the link does not work any more.
    """
    held = AdviceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not held.is_open:
        raise ValidationError(_("This link does not work any more."), code="closed")
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    held.answered_at, held.text = timezone.now(), text.strip()[:LONGEST]
    held.save(update_fields=["answered_at", "text"])
    event = event_add(
        submission=held.submission,
        kind=SubmissionEventKind.ADVICE_GIVEN,
        name=held.name,
        text=held.text,
        is_internal=True,
    )
    if held.asked_by is not None:
        letters.tell_reviewer(event, held.asked_by)
    return held


@transaction.atomic
def advice_revoke(*, request: AdviceRequest, user: Any) -> AdviceRequest:
    """Take a question back: its link stops working at once. Raises ``ValidationError`` when the person may not."""
    held = AdviceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not permissions.is_reviewer_of(user, held.submission):
        raise ValidationError(_("You cannot take this back."), code="forbidden")
    if held.is_open:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
    return held
