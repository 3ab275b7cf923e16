"""Beginning a draft and saving it: on the page model that editors use, as revisions of the page.

A draft is a page that is not live. What is typed becomes its latest revision; saving again and again by the same person
writes over that revision, as Wagtail's own editor does, so that the history tells of people and not of minutes.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Revision

from home.models import HubPage
from home.versions import revision_of_sitting, version_of, version_of_revision
from knowledge import permissions
from knowledge.enums import SubmissionEventKind, SubmissionStatus
from knowledge.models import Submission
from knowledge.submissions.events import event_add
from members.models import Organisation


class EditConflict(Exception):
    """Somebody saved another version since the form was drawn; ``submission.draft`` is that version (threat C33)."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(f"Submission {submission.uuid} was saved by somebody else.")
        self.submission = submission


@transaction.atomic
def submission_start(
    *, user: Any, organisation: Organisation, page: HubPage, locale: Locale, nonce: UUID | None = None
) -> Submission:
    """Begin a draft: ``page`` is a new one with what is known of it already, and is saved below its section.

    The same ``nonce`` twice returns the submission that was begun the first time. Raises ``ValidationError`` when the
    person does not write for the organisation, or when members do not write pages of this type or in this language.
    """
    if nonce is not None and (begun := Submission.objects.filter(nonce=nonce, author=user).first()) is not None:
        return begun
    if not permissions.may_write_for(user, organisation):
        raise ValidationError(_("You do not write for %(organisation)s.") % {"organisation": organisation})
    if not page.submission_steps:
        raise ValidationError(_("Pages of this kind are written by the editors."))
    section = _section_of(type(page), locale)
    page.locale, page.live, page.owner = locale, False, user
    section.add_child(instance=page)
    page.save_revision(user=user, clean=False, log_action="wagtail.create")
    return submission_record(user=user, organisation=organisation, page=page, nonce=nonce)


def submission_record(*, user: Any, organisation: Organisation, page: HubPage, nonce: UUID | None = None) -> Submission:
    """Write down that a page is a submission from now on; who may begin one is asked by who calls this."""
    values = {"nonce": nonce} if nonce is not None else {}
    submission = Submission.objects.create(page_id=page.pk, organisation=organisation, author=user, **values)
    event_add(submission=submission, kind=SubmissionEventKind.STARTED, user=user)
    return submission


def _section_of(model: type[HubPage], locale: Locale) -> Page:
    """Return the page below which pages of a type lie in a language."""
    parents = [parent for parent in model.allowed_parent_page_models() if hasattr(parent, "section_slug")]
    section = next((parent.objects.filter(locale=locale).first() for parent in parents), None)
    if section is None:
        raise ValidationError(_("There is no list of such pages in this language."))
    found: Any = Page.objects.get(pk=section.pk)
    return found  # type: ignore[no-any-return]


@transaction.atomic
def draft_save(*, submission: Submission, page: HubPage, user: Any, version: str, is_automatic: bool = False) -> str:
    """Save what was typed into ``page`` as its latest revision; returns the new version.

    ``version`` is that of the form (``version_of``). Raises ``EditConflict`` when somebody saved since, and
    ``ValidationError`` when the person may not write, or not now. Nothing of what is live changes.
    """
    locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if not permissions.may_write(user, locked):
        raise ValidationError(_("You cannot change this now. It is being reviewed, or it is not yours any more."))
    stored: Any = Page.objects.select_for_update(of=("self",)).get(pk=locked.page_id)
    if version != version_of(stored):
        raise EditConflict(locked)
    revision = page.save_revision(
        user=user,
        clean=False,
        log_action=not is_automatic,
        overwrite_revision=_written_over(stored, locked, user),
    )
    Page.objects.filter(pk=page.pk).update(draft_title=page.title)
    if locked.state == SubmissionStatus.WITHDRAWN:
        _move_to_draft(locked)
    return version_of_revision(revision)


def _written_over(page: Page, submission: Submission, user: Any) -> Revision | None:
    """Return the revision that saving replaces, which is never one that reviewers were given."""
    revision = revision_of_sitting(page, user)
    return revision if revision is not None and revision.pk != submission.revision_id else None


def _move_to_draft(submission: Submission) -> None:
    submission.status, submission.status_since = SubmissionStatus.DRAFT, timezone.now()
    submission.save(update_fields=["status", "status_since"])
