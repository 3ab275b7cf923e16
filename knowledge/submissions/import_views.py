"""A first draft from a file: the templates, the upload, and what was recognised."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from knowledge import permissions
from knowledge.models import Submission
from knowledge.submissions.beginning import model_of_kind, writable_models
from knowledge.submissions.importing.drafting import submission_import
from knowledge.submissions.importing.forms import ImportForm
from knowledge.submissions.importing.templates import TEMPLATES
from search.throttle import limited

BAD_REQUEST = 400


@login_required
@limited("upload")
@require_safe
def template(request: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """Answer a file to write a first draft in, in the language of the address."""
    model = model_of_kind(kind)
    if model is None or extension not in TEMPLATES:
        raise Http404
    draw, content_type = TEMPLATES[extension]
    response = HttpResponse(draw(model), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{kind}-{get_language()}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@login_required
@limited("upload", applies=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponseBase:
    """Begin a draft from a file; who may not begin one reads how one takes part."""
    if not permissions.may_start(request.user):
        return redirect("submissions:start")
    is_sent = request.method == "POST"
    form = ImportForm(*((request.POST, request.FILES) if is_sent else ()), user=request.user)
    if is_sent and form.is_valid():
        try:
            submission, found = submission_import(user=request.user, **form.values())
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            request.session[_key(submission.uuid)] = found.to_json()
            return redirect("submissions:imported", uuid=submission.uuid)
    context = {"form": form, "models": writable_models(), "extensions": list(TEMPLATES)}
    return render(request, "submissions/import.html", context, status=BAD_REQUEST if is_sent else 200)


@never_cache
@login_required
@require_safe
def imported(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what was recognised in a file, to who uploaded it; to others the draft itself is what there is to see."""
    submission = get_object_or_404(Submission.objects.writable_by(request.user).with_page(), uuid=uuid)
    told: Any = request.session.get(_key(uuid))
    first = submission.page.specific_class.submission_steps[0].slug
    if told is None:
        return redirect("submissions:write", uuid=uuid, step=first)
    return render(request, "submissions/imported.html", {"submission": submission, "told": told, "first": first})


def _key(uuid: UUID) -> str:
    return f"imported-{uuid}"
