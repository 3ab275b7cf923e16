"""The form behind the link in a mail, and the page on which an organiser reads the answers."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from events.feedback.forms import FeedbackForm
from events.feedback.links import answer_key, registration_by_feedback
from events.feedback.reading import summary_of
from events.feedback.services import feedback_give, is_open
from events.letters.meeting import page_of
from events.models import DatedPage, Feedback, Registration, dated_page_models
from events.permissions import may_organise
from search.documents import PUBLIC_ID
from search.models import IndexEntry
from search.throttle import limited

GONE = 410
# A link of this length was never given out.
LONGEST_TOKEN = 120


@never_cache
@limited("feedback", applies=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it was, and record it; 404 for what was never a link, 410 when it is too early or too late."""
    registration = registration_by_feedback(token) if len(token) <= LONGEST_TOKEN else None
    language = get_language() or ""
    page = page_of(registration.schedule.work, language) if registration else None
    if registration is None or page is None:
        raise Http404
    if not is_open(registration):
        return _private(render(request, "events/feedback/closed.html", {"title": page.title}, status=GONE))
    given = Feedback.objects.filter(answer_key=answer_key(registration)).first()
    form = FeedbackForm(request.POST or None, initial=_initial(given))
    if form.is_valid() and _is_given(registration, form, language):
        return _private(redirect("feedback:thanks"))
    context = {"title": page.title, "occurrence": registration.occurrence, "form": form, "is_given": given is not None}
    return _private(render(request, "events/feedback/answer.html", context))


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank for an answer. It says nothing of it, so it is an address without a secret."""
    return render(request, "events/feedback/thanks.html")


@never_cache
@login_required
@require_safe
def summary(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what was answered, to who organises it; for anybody else there is no such page."""
    page = _organised(public_id)
    if page is None or not may_organise(page, request.user):
        raise Http404
    return render(request, "events/feedback/summary.html", {"page": page, "summary": summary_of(page.schedule)})


def _is_given(registration: Registration, form: FeedbackForm, language: str) -> bool:
    """Record the answer; ``False``, with the reason on the form, when it can no longer be given."""
    try:
        feedback_give(registration=registration, language=language, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _initial(given: Feedback | None) -> dict[str, object]:
    if given is None:
        return {}
    return {"score": given.score, "good": given.good, "better": given.better, "name": given.name}


def _organised(public_id: str) -> DatedPage | None:
    """Return the page of a work with dates, in the reader's language when it has one, live or not."""
    if not PUBLIC_ID.fullmatch(public_id):
        return None
    work = IndexEntry.objects.filter(public_id=public_id).values_list("work", flat=True).first()
    is_dated = work is not None and Page.objects.type(*dated_page_models()).filter(translation_key=work).exists()
    return page_of(work, get_language() or "") if is_dated and work is not None else None


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the secret address out of what is sent to other sites, and the page out of every index."""
    # Not "no-referrer": a browser then says that the form comes from nowhere, and it is refused (Fetch, "origin null").
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
