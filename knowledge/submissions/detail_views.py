"""The page of a submission: where it stands, what was said, and for reviewers what they decide.

What somebody may not see is the ordinary 404. A refused form is drawn again with what was typed; what changed since the
page was drawn answers 409 with both versions.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge import permissions
from knowledge.models import AdviceRequest, Submission
from knowledge.submissions import advice, assigning, deciding, services
from knowledge.submissions.desk import next_to_review
from knowledge.submissions.drafts import EditConflict
from knowledge.submissions.review_forms import AdviceForm, AssignForm, MessageForm, ReviewForm
from knowledge.submissions.review_page import ReviewPage
from search.throttle import refusal_text, seconds_to_wait

TEMPLATE = "submissions/detail.html"
CONFLICT = 409
TOO_MANY = 429
# Refusals that say that something happened since the page was drawn.
OVERTAKEN = frozenset({"forbidden", "no-review"})


def readable(request: HttpRequest, uuid: UUID) -> Submission:
    """Return a submission that the person may follow, or raise ``Http404``."""
    return get_object_or_404(Submission.objects.readable_by(request.user).with_page(), uuid=uuid)


def reviewed(request: HttpRequest, uuid: UUID) -> Submission:
    """Return a submission in whose review the person has a part, or raise ``Http404``."""
    submission = readable(request, uuid)
    if not permissions.is_reviewer_of(request.user, submission):
        raise Http404
    return submission


def draw(request: HttpRequest, submission: Submission, *, status: int = 200, **values: Any) -> HttpResponse:
    """Return the page of a submission as it is now."""
    review = ReviewPage(Submission.objects.with_page().get(pk=submission.pk), request.user, **values)
    return render(request, TEMPLATE, {"review": review, "submission": review.submission}, status=status)


@never_cache
@login_required
@require_safe
def detail_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a submission to its authors, their colleagues and its reviewers."""
    return draw(request, readable(request, uuid), against=request.GET.get("against", ""))


@never_cache
@login_required
@require_POST
def message_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add the words of an author to the conversation."""
    submission = readable(request, uuid)
    form = MessageForm(request.POST)
    return _sent(
        request,
        submission,
        form,
        "message",
        lambda: services.message_add(submission=submission, user=request.user, text=form.cleaned_data.get("text", "")),
        told=_("Your message was sent."),
    )


@never_cache
@login_required
@require_POST
def withdraw_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a submission back from the reviewers."""
    submission = readable(request, uuid)
    form = MessageForm(request.POST)
    return _sent(
        request,
        submission,
        form,
        "message",
        lambda: services.submission_withdraw(
            submission=submission, user=request.user, text=form.cleaned_data.get("text", "")
        ),
        told=_("You withdrew it. You can go on writing."),
    )


@never_cache
@login_required
@require_POST
def decide_view(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Do what a reviewer pressed, with the words that were typed; after a decision comes the next submission."""
    submission = reviewed(request, uuid)
    if act not in deciding.ACTS:
        raise Http404
    form = ReviewForm(request.POST, submission=submission)
    chosen = deciding.ACTS[act]
    done = next_to_review(request.user, after=submission) if chosen.is_last else None
    return _sent(
        request,
        submission,
        form,
        "review",
        lambda: chosen.run(submission, request.user, form),
        told=str(chosen.told) % {"title": submission},
        to=done,
        is_last=chosen.is_last,
    )


@never_cache
@login_required
@require_POST
def assign_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say who takes it on, and by when."""
    submission = reviewed(request, uuid)
    form = AssignForm(request.POST, submission=submission)

    def assign() -> None:
        due_on = form.cleaned_data["due_on"]
        assigning.submission_assign(submission=submission, assignee=form.cleaned_data["assignee"], user=request.user)
        if due_on is not None:
            assigning.submission_due_set(submission=submission, due_on=due_on, user=request.user)

    return _sent(request, submission, form, "assign", assign, told=_("Saved."))


@never_cache
@login_required
@require_POST
def advice_ask_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask somebody outside for advice."""
    submission = reviewed(request, uuid)
    form = AdviceForm(request.POST)
    return _sent(
        request,
        submission,
        form,
        "advice",
        lambda: advice.advice_ask(submission=submission, user=request.user, **form.cleaned_data),
        told=_("The question was sent, with a link that works for a fortnight."),
    )


@never_cache
@login_required
@require_POST
def advice_revoke_view(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Take a question back."""
    submission = reviewed(request, uuid)
    asked = get_object_or_404(AdviceRequest, pk=pk, submission=submission)
    advice.advice_revoke(request=asked, user=request.user)
    messages.success(request, _("The question was taken back. Its link does not work any more."))
    return redirect("submissions:detail", submission.uuid)


def _sent(
    request: HttpRequest,
    submission: Submission,
    form: Any,
    name: str,
    act: Callable[[], object],
    *,
    told: str,
    to: Submission | None = None,
    is_last: bool = False,
) -> HttpResponse:
    """Return the answer to a form: on with it, or the page again with what was typed and what is wrong."""
    status = 200
    if seconds := seconds_to_wait("message", request):
        form.full_clean()
        form.add_error(None, refusal_text(seconds))
        status = TOO_MANY
    elif form.is_valid():
        try:
            act()
        except EditConflict:
            form.add_error(None, _("Somebody saved another version since you opened this page. Look at it first."))
            return draw(
                request,
                submission,
                status=CONFLICT,
                forms={name: form},
                read_revision=form.cleaned_data.get("revision"),
            )
        except ValidationError as error:
            status = CONFLICT if getattr(error, "code", "") in OVERTAKEN else 200
            _add_errors(form, error)
        else:
            messages.success(request, told)
            if is_last and to is None:
                return redirect("submissions:desk")
            return redirect("submissions:detail", (to or submission).uuid)
    response = draw(request, submission, status=status, forms={name: form})
    if status == TOO_MANY:
        response.headers["Retry-After"] = str(seconds)
    return response


def _add_errors(form: Any, error: ValidationError) -> None:
    """Put a service's refusal at the fields of a form; of a page that is not complete, at the form as a whole."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
