"""Reminders of submissions that should have been answered."""

from django.utils import timezone

from events.jobs import Outcome, do_each
from knowledge.models import Submission
from knowledge.submissions import letters


def reviewers_remind() -> Outcome:
    """Remind whoever reviews what is overdue; counted are submissions, and one that cannot be told stops no other.

    Once a day for each person and submission, however often it is called.
    """
    today = timezone.localdate()
    overdue = Submission.objects.with_reviewers().filter(due_on__lt=today).with_page()

    def remind(submission: Submission) -> None:
        letters.remind_reviewers_of(submission, on=today)

    return do_each(overdue, remind)
