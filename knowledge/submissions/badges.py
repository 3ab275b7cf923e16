"""The badges of submissions: a word, and a tone that repeats it."""

from typing import Any, Final

from django.utils.translation import gettext as _

from knowledge.enums import SubmissionStatus

TONES: Final = {
    SubmissionStatus.CHANGES_REQUESTED: "warn",
    SubmissionStatus.PUBLISHED: "ok",
    SubmissionStatus.DECLINED: "bad",
    SubmissionStatus.SUBMITTED: "info",
    SubmissionStatus.IN_REVIEW: "info",
    SubmissionStatus.RESUBMITTED: "info",
}


def status_badge(status: SubmissionStatus) -> dict[str, str]:
    """Return the badge of a state."""
    return {"label": str(status.label), "tone": TONES.get(status, "")}


def flag_badges(submission: Any, *, is_overdue: bool) -> list[dict[str, str]]:
    """Return what a reviewer must mind of a row of the inbox (``desk.desk_rows``)."""
    flags = (
        (is_overdue, _("Overdue"), "bad"),
        (submission.is_change, _("Change of what is online"), ""),
        (submission.has_failing_links, _("Link leads nowhere"), "warn"),
        (submission.has_advice, _("Advice given"), "ok"),
        (submission.waits_for_advice, _("Waits for advice"), "info"),
    )
    return [{"label": label, "tone": tone} for is_so, label, tone in flags if is_so]
