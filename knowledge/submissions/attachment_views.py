"""The files of a submission: adding them, and throwing them away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from home.services import publish_error_lines
from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions import attachments
from search.throttle import limited

BAD_REQUEST = 400
# One request: what a submission may have at most.
MOST_FILES = 20


@never_cache
@login_required
@limited("upload", applies=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show the files of a submission with what puts them in a text, and take new ones.

    Each file is taken or refused by itself. The script, which shows how far an upload is, asks for JSON: where to go
    on, and what was refused.
    """
    submission = get_object_or_404(Submission.objects.writable_by(request.user).with_page(), uuid=uuid)
    errors: list[str] = []
    if request.method == "POST":
        added, errors = _add(submission, request)
        here = reverse("submissions:attach", args=[uuid])
        if added:
            text = ngettext("%(count)s file was added.", "%(count)s files were added.", added) % {"count": added}
            messages.success(request, text)
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"address": here, "errors": errors}, status=BAD_REQUEST if errors else 200)
        if not errors:
            return redirect(here)
    return _page(request, submission, errors)


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Throw a file of a submission away."""
    submission = get_object_or_404(Submission.objects.writable_by(request.user), uuid=uuid)
    attachment = get_object_or_404(submission.attachments.with_files().select_related("submission"), pk=pk)
    try:
        attachments.attachment_remove(attachment=attachment, user=request.user)
    except ValidationError as error:
        return _page(request, submission, publish_error_lines(error))
    messages.success(request, _("The file was removed."))
    return redirect("submissions:attach", uuid=uuid)


def _add(submission: Submission, request: HttpRequest) -> tuple[int, list[str]]:
    """Add the files of a request; returns how many were taken, and a sentence for each that was not."""
    files: list[Any] = request.FILES.getlist("file")
    if not files:
        return 0, [_("Choose a file first.")]
    added, errors = 0, []
    for file in files[:MOST_FILES]:
        try:
            attachments.attachment_add(submission=submission, user=request.user, file=file)
        except ValidationError as error:
            errors += [f"{attachments.title_of(file)}: {line}" for line in publish_error_lines(error)]
        else:
            added += 1
    if len(files) > MOST_FILES:
        errors.append(_("%(count)s files at once are enough. Add the others after this.") % {"count": MOST_FILES})
    return added, errors


def _page(request: HttpRequest, submission: Submission, errors: list[str]) -> HttpResponse:
    context = {
        "submission": submission,
        "rows": attachments.listed(submission),
        "limits": attachments.limits_of(submission, request.user),
        "may_write": permissions.may_write(request.user, submission),
        "errors": errors,
    }
    return render(request, "submissions/attach.html", context, status=BAD_REQUEST if errors else 200)
