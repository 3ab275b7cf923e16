"""The works that a draft looks like: shown while somebody types, and answered on a page of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from home.services import publish_error_lines
from knowledge.enums import NeighbourChoice
from knowledge.models import BestPracticePage, NeighbourFinding, Submission
from knowledge.submissions.neighbour_forms import NeighbourForm
from knowledge.submissions.neighbours import neighbour_answer, neighbours_for, visible_work
from knowledge.works.reading import may_adopt
from search.throttle import limited

BAD_REQUEST = 400


@never_cache
@login_required
@limited("neighbours")
@require_http_methods(["GET", "HEAD", "POST"])
def neighbours(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show the works that a draft looks like with the three answers to each, and take an answer.

    With ``title`` or ``summary`` in the address by what is typed there: that is what the script asks, and it gets only
    the list, without forms.
    """
    submission = get_object_or_404(Submission.objects.writable_by(request.user).with_page(), uuid=uuid)
    if request.method == "POST":
        return _answer(request, submission)
    typed = {name: request.GET[name] for name in ("title", "summary") if name in request.GET}
    if typed:
        context = {"submission": submission, "neighbours": neighbours_for(submission, request.user, typed)}
        return render(request, "submissions/includes/neighbours.html", context)
    return _page(request, submission)


def _answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    form = NeighbourForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form=form)
    try:
        finding = neighbour_answer(submission=submission, user=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, publish_error_lines(error))
        return _page(request, submission, form=form)
    return _onward(request, submission, finding)


def _onward(request: HttpRequest, submission: Submission, finding: NeighbourFinding) -> HttpResponse:
    """Lead to where one does what was chosen; else back to the list."""
    page = visible_work(finding.work, request.user)
    has_experience = finding.answer == NeighbourChoice.EXPERIENCE
    if has_experience and isinstance(page, BestPracticePage) and may_adopt(request.user, page):
        messages.success(request, _("Record your experience here. Your draft stays where it is."))
        return redirect("works:adopt", public_id=page.public_id)
    told = {
        NeighbourChoice.EXPERIENCE: _("The people of that work were told that you have experience to add."),
        NeighbourChoice.CO_AUTHOR: _("The people of that work were asked, with your name and e-mail address."),
        NeighbourChoice.DIFFERENT: _("The reviewers see what is different."),
    }
    messages.success(request, told[finding.answer])
    return redirect("submissions:neighbours", uuid=submission.uuid)


def _page(request: HttpRequest, submission: Submission, form: NeighbourForm | None = None) -> HttpResponse:
    found = neighbours_for(submission, request.user)
    typed: Mapping[str, Any] = form.data if form is not None else {}
    context = {
        "submission": submission,
        "neighbours": found,
        "errors": [line for lines in form.errors.values() for line in lines] if form is not None else [],
        # What was refused is shown again where it was typed.
        "refused_work": typed.get("work", ""),
        "refused_reason": typed.get("reason", ""),
    }
    return render(request, "submissions/neighbours.html", context, status=BAD_REQUEST if form is not None else 200)
