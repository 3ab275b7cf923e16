"""What the pages on which somebody writes show beside the form."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from home.steps import Step
from home.versions import version_of
from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions.comments import field_comments
from knowledge.submissions.completeness import completeness_of
from knowledge.submissions.editing import StepEditor


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step above the form: those before the current one count as done."""

    label: str
    url: str
    is_done: bool
    is_current: bool


def step_links(submission: Submission, current: str) -> list[StepLink]:
    """Return every step with its address, the check at the end (``current`` is its slug, "check" for that)."""
    steps: list[Step] = list(submission.page.specific_class.submission_steps)
    found = [
        (step.slug, str(step.title), reverse("submissions:write", args=[submission.uuid, step.slug])) for step in steps
    ]
    found.append(("check", _("Check"), reverse("submissions:check", args=[submission.uuid])))
    here = [slug for slug, _label, _url in found].index(current)
    return [StepLink(label, url, place < here, place == here) for place, (_slug, label, url) in enumerate(found)]


def write_context(request: HttpRequest, editor: StepEditor) -> dict[str, Any]:
    """Return what the page of a step shows."""
    submission, step = editor.submission, editor.step
    return {
        **_common(request, submission, step.slug),
        "editor": editor,
        "step": step,
        "parts": editor.parts,
        "errors": editor.errors,
        "version": editor.version,
        "completeness": completeness_of(editor.page),
        "remarks": field_comments(submission),
        "is_first": step.slug == submission.page.specific_class.submission_steps[0].slug,
    }


def check_context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Return what the last page shows: what is missing, what could be better, and the way to submit."""
    version, page = version_of(submission.page), submission.draft
    return {
        **_common(request, submission, "check"),
        "completeness": completeness_of(page),
        "warnings": page.get_publish_warnings(),
        "version": version,
        "may_submit": permissions.may_submit(request.user, submission),
    }


def _common(request: HttpRequest, submission: Submission, current: str) -> dict[str, Any]:
    return {
        "submission": submission,
        "kind": submission.page.specific_class.search_type_label,
        "steps": step_links(submission, current),
        "co_authors": [person for person in submission.co_authors.select_related("user") if person.is_open],
        "may_invite": permissions.may_invite(request.user, submission),
    }
