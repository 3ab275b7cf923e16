"""Writing a draft: its steps, saving by itself, checking, looking at it, handing it in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from home.steps import Step
from home.wording import clock_text
from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions import services
from knowledge.submissions.completeness import completeness_of
from knowledge.submissions.conflicts import taken, theirs_by_name
from knowledge.submissions.drafts import EditConflict
from knowledge.submissions.editing import StepEditor, step_save
from knowledge.submissions.writing_context import check_context, write_context
from search.throttle import TOO_MANY_REQUESTS, limited, refusal_text

CONFLICT = 409
FORBIDDEN = 403
METHODS = ["GET", "HEAD", "POST"]


def writable_or_404(request: HttpRequest, uuid: Any) -> Submission:
    """Return a submission at which somebody writes; what one may not write at is not there."""
    submissions = Submission.objects.writable_by(request.user).with_page().select_related("page__latest_revision")
    found: Submission = get_object_or_404(submissions, uuid=uuid)
    return found


def _step_or_404(submission: Submission, slug: str) -> Step:
    model = submission.page.specific_class
    found = next((step for step in model.submission_steps if step.slug == slug), None) if model else None
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_http_methods(METHODS)
def write(request: HttpRequest, uuid: Any, step: str) -> HttpResponse:
    """Show one step of a draft, and save it."""
    submission = writable_or_404(request, uuid)
    here = _step_or_404(submission, step)
    if request.method == "POST":
        return _written(request, submission, here)
    if not submission.state.is_writable:
        messages.info(request, _("Reviewers have it now. To change something, take it back first."))
        return redirect("submissions:detail", uuid=uuid)
    return _drawn(request, StepEditor(submission, here))


def _drawn(request: HttpRequest, editor: StepEditor, status: int = 200, **extra: Any) -> HttpResponse:
    context = write_context(request, editor) | extra
    return render(request, "submissions/write.html", context, status=status)


def _written(request: HttpRequest, submission: Submission, step: Step) -> HttpResponse:
    """Save what was sent, and go where the button says; what cannot be read is shown where it was typed."""
    editor = StepEditor(submission, step, _without_removed_row(request.POST), taken(request.POST))
    try:
        version = step_save(editor=editor, user=request.user, version=request.POST.get("version", ""))
    except EditConflict:
        # The draft as it is now, with what was typed on top.
        editor = StepEditor(writable_or_404(request, submission.uuid), step, request.POST, editor.left_out)
        editor.apply()
        return _drawn(request, editor, CONFLICT, theirs=theirs_by_name(editor), is_conflict=True)
    except ValidationError as error:
        return _drawn(request, editor, CONFLICT, refusal=" ".join(error.messages), version=request.POST.get("version"))
    if editor.errors:
        return _drawn(request, editor, version=version)
    return _gone_on(request, submission, step)


def _without_removed_row(data: Any) -> Any:
    """Return what was sent without the row whose button was pressed: ``remove`` is its prefix, as ``outcomes-1``."""
    prefix = data.get("remove", "")
    if not prefix:
        return data
    kept = data.copy()
    for key in [key for key in kept if key.startswith(f"{prefix}-")]:
        del kept[key]
    return kept


def _gone_on(request: HttpRequest, submission: Submission, step: Step) -> HttpResponse:
    slugs = [other.slug for other in submission.page.specific_class.submission_steps]
    place, button = slugs.index(step.slug), request.POST.get("go", "")
    here = reverse("submissions:write", args=[submission.uuid, step.slug])
    if button == "back" and place > 0:
        return redirect("submissions:write", uuid=submission.uuid, step=slugs[place - 1])
    if button == "next" and place + 1 < len(slugs):
        return redirect("submissions:write", uuid=submission.uuid, step=slugs[place + 1])
    if button == "next":
        return redirect("submissions:check", uuid=submission.uuid)
    if rows := request.POST.get("add") or request.POST.get("remove", "").partition("-")[0]:
        # Where the rows are: the page is drawn anew.
        return redirect(f"{here}#rows-{rows}" if rows in step.rows else here)
    messages.success(request, _("Saved. Only you and who writes along can see the draft."))
    return redirect(here)


def _too_often(request: HttpRequest, seconds: int) -> JsonResponse:
    return JsonResponse({"error": refusal_text(seconds), "seconds": seconds}, status=TOO_MANY_REQUESTS)


@never_cache
@require_POST
@limited("save", respond=_too_often)
def save(request: HttpRequest, uuid: Any, step: str) -> JsonResponse:
    """Save a step while somebody is writing, and answer in JSON: the new version, and what could not be read.

    403 for who is not signed in any more, 404 for a draft that is not theirs, 409 when somebody else changed the same
    or when reviewers have it; the browser keeps what was typed.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("You are signed out.")}, status=FORBIDDEN)
    submission = writable_or_404(request, uuid)
    editor = StepEditor(submission, _step_or_404(submission, step), request.POST)
    try:
        version = step_save(
            editor=editor, user=request.user, version=request.POST.get("version", ""), is_automatic=True
        )
    except EditConflict:
        return JsonResponse({"error": _("Somebody else changed this as well.")}, status=CONFLICT)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=CONFLICT)
    at = clock_text(timezone.localtime().time())
    done = completeness_of(editor.page)
    return JsonResponse(
        {
            "version": version,
            "saved": _("Saved at %(time)s.") % {"time": at},
            "errors": editor.errors,
            "done": done.done,
            "total": done.total,
        }
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def check(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show what a draft still needs, and offer to hand it in."""
    submission = writable_or_404(request, uuid)
    return render(request, "submissions/check.html", check_context(request, submission))


@never_cache
@login_required
@require_POST
def submit(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Hand a draft to the reviewers, as the person saw it."""
    submission = writable_or_404(request, uuid)
    text, version = request.POST.get("text", ""), request.POST.get("version", "")
    try:
        services.submission_submit(submission=submission, user=request.user, text=text, version=version)
    except EditConflict:
        messages.warning(
            request, _("Somebody changed the draft while you looked at it. Look once more, then submit it.")
        )
    except ValidationError as error:
        context = check_context(request, submission) | {"refusal": services.refusal_lines(error), "text": text}
        return render(request, "submissions/check.html", context)
    else:
        messages.success(request, _("Submitted. You get a message as soon as somebody begins to read."))
        return redirect("submissions:detail", uuid=uuid)
    return render(
        request, "submissions/check.html", check_context(request, submission) | {"text": text}, status=CONFLICT
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def preview(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show a draft exactly as its page will look, with a bar that says it is one."""
    readable = Submission.objects.readable_by(request.user).with_page()
    submission = get_object_or_404(readable, uuid=uuid)
    page = submission.draft
    missing = [name for step in page.submission_steps for name in step.asked if _is_open_choice(page, name)]
    if missing:
        return _not_yet(request, submission, missing[0])
    response: Any = page.serve(request)
    request.is_preview = True  # type: ignore[attr-defined]
    response.context_data["previewed"] = submission
    response.context_data["noindex"] = True
    response.headers["X-Robots-Tag"] = "noindex"
    return response  # type: ignore[no-any-return]


def _not_yet(request: HttpRequest, submission: Submission, name: str) -> HttpResponse:
    """Lead to the choice without which a page of this type cannot be drawn."""
    if not permissions.may_write(request.user, submission):
        messages.warning(request, _("There is too little in it to show how it will look."))
        return redirect("submissions:detail", uuid=submission.uuid)
    messages.warning(request, _("Choose this first, then you can see how it will look."))
    step = next(step for step in submission.page.specific_class.submission_steps if name in step.asked)
    return redirect(f"{reverse('submissions:write', args=[submission.uuid, step.slug])}#id_{name}")


def _is_open_choice(page: Any, name: str) -> bool:
    return bool(page._meta.get_field(name).choices) and not getattr(page, name)
