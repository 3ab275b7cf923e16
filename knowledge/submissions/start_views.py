"""Where writing begins: what one can share, the form of a new draft, a copy, another language."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Locale

from knowledge import permissions
from knowledge.enums import SubmissionStatus
from knowledge.models import Submission
from knowledge.submissions import beginning
from knowledge.submissions.start_forms import BeginForm, nonce_of
from members.working_groups import desk_of

MOST_DRAFTS = 10


def _first_step(submission: Submission) -> HttpResponse:
    first = submission.page.specific_class.submission_steps[0]
    return redirect("submissions:write", uuid=submission.uuid, step=first.slug)


@never_cache
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """Show what one can share, and the drafts one was busy with; to others, how one takes part."""
    may_start = permissions.may_start(request.user)
    open_states = [SubmissionStatus.DRAFT, SubmissionStatus.CHANGES_REQUESTED, SubmissionStatus.WITHDRAWN]
    drafts = Submission.objects.written_by(request.user).filter(status__in=open_states).with_page()
    context = {
        "may_start": may_start,
        "models": beginning.writable_models(),
        "drafts": list(drafts[:MOST_DRAFTS]),
        "desk": None if may_start else desk_of(request),
    }
    return render(request, "submissions/start.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a draft of one kind; who may not begin one reads how one takes part."""
    model = beginning.model_of_kind(kind)
    if model is None:
        raise Http404
    if not permissions.may_start(request.user):
        return redirect("submissions:start")
    form = BeginForm(request.POST or None, user=request.user, model=model)
    if form.is_valid():
        try:
            return _first_step(beginning.submission_begin(user=request.user, **form.values()))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "submissions/begin.html", {"form": form, "model": model})


@never_cache
@login_required
@require_POST
def clone(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Begin a new work as a copy of this one."""
    submission = get_object_or_404(Submission.objects.writable_by(request.user).with_page(), uuid=uuid)
    try:
        made = beginning.submission_clone(submission=submission, user=request.user, nonce=nonce_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("submissions:detail", uuid=uuid)
    return _first_step(made)


@never_cache
@login_required
@require_POST
def translate(request: HttpRequest, uuid: Any, language: str) -> HttpResponse:
    """Begin this work in another language, or go to where that was begun."""
    submission = get_object_or_404(Submission.objects.writable_by(request.user).with_page(), uuid=uuid)
    locale = get_object_or_404(Locale, language_code=language)
    try:
        made = beginning.submission_translate(submission=submission, user=request.user, locale=locale)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("submissions:detail", uuid=uuid)
    if not Submission.objects.writable_by(request.user).filter(pk=made.pk).exists():
        raise Http404
    return _first_step(made)
