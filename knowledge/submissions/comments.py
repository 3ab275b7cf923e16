"""What was said of single fields, for the form to show beside them."""

from knowledge.enums import SubmissionStatus
from knowledge.models import Submission, SubmissionEvent
from knowledge.submissions.decisions import COMING


def field_comments(submission: Submission) -> dict[str, list[SubmissionEvent]]:
    """Return what reviewers and authors said of fields since it was submitted last, by the name of the field.

    Notes among reviewers are not among it. Nothing is left to answer once it was published or declined.
    """
    if submission.state in (SubmissionStatus.PUBLISHED, SubmissionStatus.DECLINED):
        return {}
    events = submission.events.for_authors()
    last = events.filter(kind__in=COMING).order_by("-created_at", "-pk").first()
    said = events.exclude(field="").exclude(text="")
    if last is not None:
        said = said.filter(pk__gt=last.pk)
    found: dict[str, list[SubmissionEvent]] = {}
    for event in said:
        found.setdefault(event.field, []).append(event)
    return found
