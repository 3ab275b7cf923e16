"""What was said of single fields, for the form to show beside them."""

from knowledge.enums import SubmissionStatus
from knowledge.models import Submission, SubmissionEvent


def field_comments(submission: Submission) -> dict[str, list[SubmissionEvent]]:
    """Return what reviewers and authors said of fields since it was submitted last, by the name of the field.

    Notes among reviewers are not among it. Nothing is left to answer once it was published or declined.
    """
    is_over = submission.state in (SubmissionStatus.PUBLISHED, SubmissionStatus.DECLINED)
    if submission.submitted_at is None or is_over:
        return {}
    said = submission.events.for_authors().exclude(field="").exclude(text="")
    found: dict[str, list[SubmissionEvent]] = {}
    for event in said.filter(created_at__gte=submission.submitted_at):
        found.setdefault(event.field, []).append(event)
    return found
