"""Who takes a submission on, by when, and who stands in for whom."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home.wording import day_text
from knowledge import permissions
from knowledge.enums import SubmissionEventKind
from knowledge.models import ReviewDeputy, Submission
from knowledge.submissions import letters
from knowledge.submissions.events import event_add
from knowledge.submissions.reviewers import reviewers_of, standing_in
from knowledge.submissions.services import locked


@transaction.atomic
def submission_assign(*, submission: Submission, assignee: Any | None, user: Any) -> Submission:
    """Give it to a reviewer, or to nobody; whoever is away is replaced by the deputy.

    Raises ``ValidationError`` when the person may not review it, or when the other may not.
    """
    held = locked(submission)
    if not permissions.may_review(user, held):
        raise ValidationError(_("You cannot assign this now."), code="forbidden")
    able = {person.pk for person in reviewers_of(held)} | {user.pk}
    if assignee is not None and assignee.pk not in able:
        raise ValidationError(_("%(name)s does not review this.") % {"name": assignee}, code="reviewer")
    chosen = next((person for person in standing_in([assignee]) if person.pk in able), assignee) if assignee else None
    if held.assignee_id == (chosen.pk if chosen is not None else None):
        return held
    held.assignee = chosen
    held.save(update_fields=["assignee"])
    event = event_add(
        submission=held,
        kind=SubmissionEventKind.ASSIGNED,
        user=user,
        text=_("To %(name)s") % {"name": chosen} if chosen is not None else _("To nobody"),
        is_internal=True,
    )
    if chosen is not None:
        letters.tell_reviewer(event, chosen)
    return held


@transaction.atomic
def submission_due_set(*, submission: Submission, due_on: date, user: Any) -> Submission:
    """Promise an answer by another day; the authors see it. Raises ``ValidationError`` for a day that is past."""
    held = locked(submission)
    if not permissions.may_review(user, held):
        raise ValidationError(_("You cannot set a day for this now."), code="forbidden")
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose today or a day after it.")})
    if held.due_on == due_on:
        return held
    held.due_on = due_on
    held.save(update_fields=["due_on"])
    event_add(submission=held, kind=SubmissionEventKind.DUE, user=user, text=day_text(due_on))
    return held


@transaction.atomic
def deputy_set(*, user: Any, deputy: Any, starts_on: date, ends_on: date) -> ReviewDeputy:
    """Let somebody stand in while one is away.

    Raises ``ValidationError`` when one of them reviews nothing, for days in the past, and for a second deputy in the
    same days.
    """
    if not permissions.is_reviewer(user) or not permissions.is_reviewer(deputy):
        raise ValidationError({"deputy": _("Only who reviews can stand in for a reviewer.")})
    row = ReviewDeputy(user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    row.full_clean()
    if ends_on < timezone.localdate():
        raise ValidationError({"ends_on": _("Choose today or a day after it.")})
    if ReviewDeputy.objects.filter(user=user).overlapping(starts_on, ends_on).exists():
        raise ValidationError({"starts_on": _("Somebody stands in for you in these days already.")})
    row.save()
    return row


def deputy_end(*, row: ReviewDeputy, user: Any) -> None:
    """Do without a deputy after all; raises ``ValidationError`` for somebody else's."""
    if row.user_id != user.pk:
        raise ValidationError(_("Only who is away can take this back."), code="forbidden")
    row.delete()
