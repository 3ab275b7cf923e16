"""The story of a submission: what happened, told in its conversation."""

from typing import Any, Final

from knowledge.enums import SubmissionEventKind
from knowledge.models import Submission, SubmissionEvent

# What one says to the other; a work itself is written elsewhere.
LONGEST_MESSAGE: Final = 5000


def event_add(
    *,
    submission: Submission,
    kind: SubmissionEventKind,
    user: Any = None,
    name: str = "",
    text: str = "",
    field: str = "",
    is_internal: bool = False,
) -> SubmissionEvent:
    """Write down that something happened; ``name`` is for who has no account."""
    return SubmissionEvent.objects.create(
        submission=submission,
        kind=kind,
        user=user if user is not None and user.is_authenticated else None,
        name=name or (str(user) if user is not None and user.is_authenticated else ""),
        text=text.strip(),
        field=field,
        is_internal=is_internal,
        revision_id=submission.page.latest_revision_id,
    )
