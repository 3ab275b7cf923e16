"""Reminders of submissions that should have been answered."""

from django.db import transaction
from django.utils import timezone

from knowledge.models import Submission
from knowledge.submissions import letters


def reviewers_remind() -> int:
    """Remind whoever reviews what is overdue; returns the number of submissions.

    Once a day for each person and submission, however often it is called.
    """
    today = timezone.localdate()
    overdue = Submission.objects.with_reviewers().filter(due_on__lt=today).with_page()
    for submission in overdue:
        with transaction.atomic():
            letters.remind_reviewers_of(submission, on=today)
    return len(overdue)
