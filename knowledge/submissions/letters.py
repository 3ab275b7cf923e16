"""What authors and reviewers are written: each letter is the event that it tells of."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import Task

from home.wording import day_text
from knowledge.enums import SubmissionEventKind
from knowledge.models import AdviceRequest, Submission, SubmissionEvent
from knowledge.submissions.comments import field_comments
from knowledge.submissions.reading import field_label
from knowledge.submissions.reviewers import authors_of, reviewers_to_tell
from members.enums import NoticeKind
from members.letters import Letter
from members.notices import notice_send
from search.addresses import absolute_url

Sentences = dict[SubmissionEventKind, tuple[Promise, Promise]]

# Subject and sentence of each; a kind that is not here is told to nobody.
TO_AUTHORS: Final[Sentences] = {
    SubmissionEventKind.REVIEW_STARTED: (
        gettext_lazy("Is being read: %(title)s"),
        gettext_lazy("%(name)s began to read “%(title)s”. You need not do anything now."),
    ),
    SubmissionEventKind.CHANGES_REQUESTED: (
        gettext_lazy("Changes asked: %(title)s"),
        gettext_lazy("%(name)s asks for changes to “%(title)s”. Change it, and submit it again."),
    ),
    SubmissionEventKind.PUBLISHED: (
        gettext_lazy("Published: %(title)s"),
        gettext_lazy("“%(title)s” is on the hub. Thank you for sharing it."),
    ),
    SubmissionEventKind.DECLINED: (
        gettext_lazy("Not published: %(title)s"),
        gettext_lazy("%(name)s declined “%(title)s”. This is why:"),
    ),
    SubmissionEventKind.MESSAGE: (
        gettext_lazy("Message about: %(title)s"),
        gettext_lazy("%(name)s wrote about “%(title)s”:"),
    ),
}
TO_REVIEWERS: Final[Sentences] = {
    SubmissionEventKind.SUBMITTED: (
        gettext_lazy("To review: %(title)s"),
        gettext_lazy("%(name)s submitted “%(title)s” for %(organisation)s."),
    ),
    SubmissionEventKind.RESUBMITTED: (
        gettext_lazy("Submitted again: %(title)s"),
        gettext_lazy("%(name)s changed “%(title)s” and submitted it again."),
    ),
    SubmissionEventKind.WITHDRAWN: (
        gettext_lazy("Withdrawn: %(title)s"),
        gettext_lazy("%(name)s withdrew “%(title)s”. There is nothing left to review."),
    ),
    SubmissionEventKind.MESSAGE: (
        gettext_lazy("Message about: %(title)s"),
        gettext_lazy("%(name)s wrote about “%(title)s”:"),
    ),
    SubmissionEventKind.ADVICE_GIVEN: (
        gettext_lazy("Advice on: %(title)s"),
        gettext_lazy("%(name)s answered your question about “%(title)s”:"),
    ),
    SubmissionEventKind.ASSIGNED: (
        gettext_lazy("For you to review: %(title)s"),
        gettext_lazy("“%(title)s” of %(organisation)s was assigned to you."),
    ),
}
# Told once for each submission, however often it happens.
ONCE: Final = frozenset({SubmissionEventKind.REVIEW_STARTED})


def tell_authors(event: SubmissionEvent) -> None:
    """Write to the authors what happened, except to who did it."""
    if event.kind not in TO_AUTHORS or event.is_internal:
        return
    for person in authors_of(event.submission):
        kind = NoticeKind.SUBMISSION if person.pk == event.submission.author_id else NoticeKind.CO_AUTHOR
        _tell(event, person, kind, TO_AUTHORS)


def tell_reviewers(event: SubmissionEvent, task: Task | None = None) -> None:
    """Write to whoever reviews it what happened; ``task`` is the step when it has only just begun."""
    if event.kind not in TO_REVIEWERS or event.is_internal:
        return
    for person in reviewers_to_tell(event.submission, task):
        _tell(event, person, NoticeKind.REVIEW, TO_REVIEWERS)


def tell_reviewer(event: SubmissionEvent, person: Any) -> None:
    """Write to one reviewer what concerns nobody else: that it is theirs now, or advice that they asked for."""
    _tell(event, person, NoticeKind.REVIEW, TO_REVIEWERS)


def _tell(event: SubmissionEvent, person: Any, kind: NoticeKind, sentences: Sentences) -> None:
    if person.pk == event.user_id:
        return
    name = f"{event.kind}:{event.submission_id}" if event.kind in ONCE else f"event:{event.pk}"
    write = partial(_letter, event, sentences[SubmissionEventKind(event.kind)])
    notice_send(kind=kind, matter=f"submission:{name}", write=write, user=person)


def _letter(event: SubmissionEvent, sentences: tuple[Promise, Promise]) -> Letter:
    submission = event.submission
    words = {
        "title": str(submission),
        "name": event.name or _("Somebody"),
        "organisation": submission.organisation.name,
    }
    subject, sentence = sentences
    rows = tuple(_comment_rows(event))
    is_due = event.kind in TO_REVIEWERS and submission.due_on is not None and submission.state.is_with_reviewers
    return Letter(
        subject=str(subject) % words,
        paragraphs=(str(sentence) % words,),
        quote=event.text,
        rows=((_("To be answered by"), day_text(submission.due_on)),) if is_due and submission.due_on else rows,
        action=(_("Open the submission"), submission_url(submission)),
    )


def _comment_rows(event: SubmissionEvent) -> Iterator[tuple[str, str]]:
    """Yield what was said of single fields, when the page is given back with it."""
    if event.kind != SubmissionEventKind.CHANGES_REQUESTED:
        return
    model = event.submission.page.specific_class
    for name, comments in field_comments(event.submission).items():
        for comment in comments:
            yield field_label(model, name), comment.text


def submission_url(submission: Submission) -> str:
    """Return the absolute address of a submission in the active language."""
    return absolute_url(reverse("submissions:detail", args=[submission.uuid]))


def remind_reviewers_of(submission: Submission, *, on: date) -> int:
    """Remind whoever reviews it that it should have been answered; once a day for each. Returns how many were told."""
    people = reviewers_to_tell(submission)
    for person in people:
        notice_send(
            kind=NoticeKind.REVIEW,
            matter=f"submission:overdue:{submission.pk}",
            period=on.isoformat(),
            write=partial(_reminder, submission),
            user=person,
        )
    return len(people)


def _reminder(submission: Submission) -> Letter:
    words = {"title": str(submission), "organisation": submission.organisation.name}
    due = ((_("To be answered by"), day_text(submission.due_on)),) if submission.due_on else ()
    return Letter(
        subject=_("Still to review: %(title)s") % words,
        paragraphs=(_("The authors of “%(title)s” (%(organisation)s) are waiting for an answer.") % words,),
        rows=due,
        action=(_("Open the submission"), submission_url(submission)),
    )


def ask_for_advice(request: AdviceRequest, *, language: str, url: Callable[[], str]) -> None:
    """Mail the link to somebody outside. ``url`` makes it in the active language; it is kept nowhere else."""
    notice_send(
        kind=NoticeKind.INVITATION,
        matter=f"advice:{request.pk}",
        write=partial(_advice_letter, request, url),
        email=request.email,
        language=language,
    )


def _advice_letter(request: AdviceRequest, url: Callable[[], str]) -> Letter:
    words = {"name": str(request.asked_by or _("The coalition desk")), "title": str(request.submission)}
    return Letter(
        subject=_("Would you read this? %(title)s") % words,
        paragraphs=(
            _("%(name)s asks for your opinion on “%(title)s”, which has not been published yet.") % words,
            _("The link shows the text, without an account. It is yours alone: please do not pass it on."),
        ),
        quote=request.question,
        rows=((_("The link works until"), day_text(timezone.localdate(request.expires_at))),),
        action=(_("Read it and answer"), url()),
    )
