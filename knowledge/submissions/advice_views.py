"""The page behind a link of somebody outside: one version of one text, and a form. No account, no conversation."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from knowledge.models import AdviceRequest
from knowledge.submissions import advice
from knowledge.submissions.reading import read_fields
from knowledge.submissions.review_forms import AnswerForm
from search.throttle import limited

TEMPLATE = "submissions/advice.html"
GONE = 410
# A link of this length was never given out.
LONGEST_TOKEN = 64


@require_http_methods(["GET", "HEAD", "POST"])
@limited("advice")
def answer_view(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked about and take the answer; 410 once the link was used, taken back or is too old."""
    asked = _asked(token)
    if not asked.is_open:
        return _private(render(request, TEMPLATE, {"asked": None}, status=GONE))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            advice.advice_give(request=asked, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            # Drawn at once: the link that a redirect would lead to does not work any more.
            return _private(render(request, TEMPLATE, {"asked": asked, "is_done": True}))
    page = asked.revision.as_object()
    return _private(
        render(
            request,
            TEMPLATE,
            {
                "asked": asked,
                "form": form,
                "draft": page,
                "fields": [field for field in read_fields(page) if field.lines],
            },
        )
    )


def _asked(token: str) -> AdviceRequest:
    if len(token) > LONGEST_TOKEN:
        raise Http404
    found = AdviceRequest.objects.filter(digest=advice.digest_of(token)).select_related("revision", "submission")
    request = found.first()
    if request is None:
        raise Http404
    return request


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of every cache and index.

    Other sites never learn the address (``SECURE_REFERRER_POLICY``). Told to nobody at all, the browser would say that
    the form comes from nowhere, and it would be refused (Fetch, "append a request Origin header").
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
