"""What a reviewer can do with a form: one entry for each button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions import services
from knowledge.submissions.comments import field_comments
from knowledge.submissions.links import links_check_later
from knowledge.submissions.review_forms import ReviewForm


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does, what is told when it was done, and whether the reviewer is through with it then."""

    run: Callable[[Submission, Any, ReviewForm], object]
    told: Promise
    is_last: bool = False


def say(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Write to the authors, of a field or of the whole."""
    services.message_add(submission=submission, user=user, text=form.words, field=form.cleaned_data["field"])


def note(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Write down something for the reviewers only."""
    services.message_add(
        submission=submission, user=user, text=form.words, field=form.cleaned_data["field"], is_internal=True
    )


def start(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Begin to read."""
    services.review_start(submission=submission, user=user)


@transaction.atomic
def ask_changes(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Give it back. What was said of fields is enough; words about one field are said of that field."""
    text, name = form.words, form.cleaned_data["field"]
    if name and text:
        services.message_add(submission=submission, user=user, text=text, field=name)
        text = ""
    if not text and field_comments(submission):
        text = _("See what is said at the fields.")
    services.changes_request(submission=submission, user=user, text=text)


def approve(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Approve what was read."""
    services.submission_approve(
        submission=submission, user=user, revision_id=form.cleaned_data["revision"] or 0, text=form.words
    )


def decline(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Decline it."""
    services.submission_decline(submission=submission, user=user, text=form.words)


def renew(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Go on with what was saved last."""
    services.review_renew(submission=submission, user=user)


def follow_links(submission: Submission, user: Any, form: ReviewForm) -> None:
    """Have the links followed again; raises ``ValidationError`` when the person may not review it now."""
    if not permissions.may_review(user, submission):
        raise ValidationError(_("You cannot decide on this now."), code="forbidden")
    links_check_later(submission)


ACTS: Final = {
    "say": Act(say, gettext_lazy("The authors can read it.")),
    "note": Act(note, gettext_lazy("Noted, for the reviewers only.")),
    "start": Act(start, gettext_lazy("You began to read. The authors see that.")),
    "changes": Act(ask_changes, gettext_lazy("“%(title)s” went back to its authors."), is_last=True),
    "approve": Act(approve, gettext_lazy("You approved “%(title)s”."), is_last=True),
    "decline": Act(decline, gettext_lazy("You declined “%(title)s”."), is_last=True),
    "renew": Act(renew, gettext_lazy("You read the newest version now.")),
    "links": Act(follow_links, gettext_lazy("The links are being followed. Look again in a minute.")),
}
