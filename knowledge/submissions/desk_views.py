"""The moderators' desk: the inbox, acts on several submissions, how long it takes, and who stands in for whom."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.languages import FALLBACK_LANGUAGE
from knowledge import permissions
from knowledge.models import CannedReply, ReviewDeputy, Submission
from knowledge.submissions import assigning, services, statistics
from knowledge.submissions.desk import STATES, Assigned, DeskQuery, Order, blocks_of_desk, desk_page, kinds, row_of
from knowledge.submissions.review_forms import BulkForm, DeputyForm
from search.throttle import limited

View = Callable[..., HttpResponseBase]


def for_reviewers(view: View) -> View:
    """Return a view that is there only for who reviews something, and is not kept anywhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.is_reviewer(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    response: View = never_cache(login_required(guarded))
    return response


@for_reviewers
@require_safe
def desk_view(request: HttpRequest) -> HttpResponse:
    """List what waits."""
    query = DeskQuery.from_params(request.GET)
    page = desk_page(query, request.user)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "query": query,
        "page_of_rows": page,
        "rows": [row_of(submission) for submission in page.object_list],
        "kept": kept.urlencode(),
        "states": STATES,
        "kinds": [(name, model.search_type_label) for name, model in kinds().items()],
        "assigned": Assigned.choices,
        "orders": Order.choices,
        "blocks": blocks_of_desk(),
        "bulk": BulkForm(),
        "replies": list(CannedReply.objects.all()),
        "here": request.get_full_path(),
    }
    return render(request, "submissions/desk.html", context)


@for_reviewers
@require_POST
@limited("message")
def bulk_view(request: HttpRequest) -> HttpResponse:
    """Do one thing with several submissions; each is checked by itself, and what was refused is told."""
    form = BulkForm(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("submissions:desk")
    chosen = list(_uuids(request.POST.getlist("submission")))
    if not chosen or not form.is_valid():
        messages.error(request, _("Choose at least one submission, and what to do."))
        return redirect(back)
    rows = Submission.objects.reviewable_by(request.user).with_page().filter(uuid__in=chosen)
    done = sum(_done(request, row, form) for row in rows)
    if done:
        told = ngettext("Done for %(count)d submission.", "Done for %(count)d submissions.", done)
        messages.success(request, told % {"count": done})
    return redirect(back)


def _uuids(values: Iterable[str]) -> Iterator[UUID]:
    """Yield what is the name of a submission; what was typed into an address by hand is not."""
    for value in values:
        with suppress(ValueError):
            yield UUID(value)


def _done(request: HttpRequest, submission: Submission, form: BulkForm) -> bool:
    """Do it for one; tell why not when it is refused."""
    try:
        _do(submission, request.user, form)
    except ValidationError as error:
        for text in error.messages:
            messages.warning(request, _("“%(title)s”: %(reason)s") % {"title": submission, "reason": text})
        return False
    return True


def _do(submission: Submission, user: Any, form: BulkForm) -> None:
    act, reply = form.cleaned_data["act"], form.cleaned_data["canned"]
    language = submission.author.language if submission.author is not None else FALLBACK_LANGUAGE
    text = reply.text_in(language) if reply is not None else ""
    if act == BulkForm.ASSIGN_ME:
        assigning.submission_assign(submission=submission, assignee=user, user=user)
    elif act == BulkForm.START:
        services.review_start(submission=submission, user=user)
    elif act == BulkForm.CHANGES:
        services.changes_request(submission=submission, user=user, text=text)
    else:
        services.submission_decline(submission=submission, user=user, text=text)


@for_reviewers
@require_safe
def statistics_view(request: HttpRequest) -> HttpResponse:
    """Show how long authors wait, and what becomes of it."""
    context = {"months": statistics.month_rows(request.user), "states": statistics.state_rows(request.user)}
    return render(request, "submissions/statistics.html", context)


@for_reviewers
@require_http_methods(["GET", "HEAD", "POST"])
def deputies_view(request: HttpRequest) -> HttpResponse:
    """List who stands in for somebody and when, and add a row."""
    form = DeputyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            assigning.deputy_set(user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. What comes in these days goes to your deputy."))
            return redirect("submissions:deputies")
    rows = ReviewDeputy.objects.upcoming().filter(user=request.user).select_related("deputy")
    asked = ReviewDeputy.objects.upcoming().filter(deputy=request.user).select_related("user")
    return render(request, "submissions/deputies.html", {"form": form, "rows": rows, "asked": asked})


@for_reviewers
@require_POST
def deputy_end_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Do without a deputy after all."""
    row = get_object_or_404(ReviewDeputy, pk=pk, user=request.user)
    assigning.deputy_end(row=row, user=request.user)
    messages.success(request, _("Nobody stands in for you in these days any more."))
    return redirect("submissions:deputies")
