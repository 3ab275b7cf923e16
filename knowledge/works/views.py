"""Citing, reusing, confirming and putting right a published practice, below ``/<language>/works/``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledge.enums import WorkNoteKind
from knowledge.models import Adoption, BestPracticePage, WorkNote
from knowledge.permissions import is_reviewer
from knowledge.works import services, still_correct
from knowledge.works.citations import FORMATS
from knowledge.works.forms import AdoptionForm, WorkNoteForm
from knowledge.works.reading import citation_of, find_practice, may_adopt, may_keep

GONE = 410
ADOPTIONS_PER_PAGE = 30


@require_safe
def cite(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Answer how to cite a practice, as a file for reference managers; 404 for what may not be seen."""
    page = find_practice(public_id, request.user)
    draw, content_type = FORMATS[kind]
    response = HttpResponse(draw(citation_of(page)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{page.public_id}.{kind}"'
    response.headers["X-Robots-Tag"] = "noindex"
    if request.user.is_authenticated or page.is_for_some:
        patch_cache_control(response, private=True, no_store=True)
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record that one's organisation reused a practice. Who may not reads why, and how one could."""
    page = find_practice(public_id, request.user)
    if not may_adopt(request.user, page):
        return render(request, "works/adopt_refused.html", {"page": page}, status=403)
    form = AdoptionForm(request.POST or None, page=page, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.adoption_record(page=page, user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. A moderator looks at it, and then it is shown here."))
            return redirect(page.get_url(request) or "/")
    return render(request, "works/adopt.html", {"page": page, "form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell readers of a practice what was put right, or withdraw it; 404 for who does not answer for it."""
    page = find_practice(public_id, request.user)
    if not (may_keep(request.user, page) or is_reviewer(request.user)):
        raise Http404
    form = WorkNoteForm(request.POST or None, is_withdrawn=WorkNote.objects.is_withdrawn(page.translation_key))
    if request.method == "POST" and form.is_valid():
        kind = WorkNoteKind(form.cleaned_data["kind"])
        try:
            services.work_note_add(page=page, kind=kind, text=form.cleaned_data["text"], user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Readers see it at the top of the page."))
            return redirect(page.get_url(request) or "/")
    return render(request, "works/note.html", {"page": page, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and by POST note, that a practice is still correct; reached by a signed address in a mail.

    Opening the address changes nothing: programs that read mail open it as well.
    """
    found = still_correct.read_token(token)
    if found is None:
        return render(request, "works/still_correct_gone.html", status=GONE)
    public_id, user = found
    page = find_practice(public_id, user)
    if not may_keep(user, page):
        raise Http404
    context = {"page": page, "asked": user, "is_done": False, "error": ""}
    if request.method == "POST":
        try:
            still_correct.answer(page=page, user=user)
        except ValidationError as error:
            context["error"] = " ".join(error.messages)
        else:
            context["is_done"] = True
    return render(request, "works/still_correct.html", context)


@never_cache
@login_required
@require_POST
def confirm_signed_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a practice is still correct, from My hub; 404 for who does not answer for it."""
    page = find_practice(public_id, request.user)
    user: Any = request.user
    if not may_keep(user, page):
        raise Http404
    try:
        still_correct.answer(page=page, user=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. Readers see that it was confirmed today."))
    return redirect("members:my_hub")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adoptions(request: HttpRequest) -> HttpResponse:
    """The reuse of practices that waits for a reviewer, and by POST the decision on one; 404 for others."""
    if not is_reviewer(request.user):
        raise Http404
    if request.method == "POST":
        return _decide(request)
    waiting = Adoption.objects.to_decide_by(request.user).select_related("organisation", "user")[:ADOPTIONS_PER_PAGE]
    return render(request, "works/adoptions.html", {"rows": _with_pages(waiting)})


def _decide(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("adoption", "")
    adoption = get_object_or_404(Adoption, pk=key if key.isdecimal() and len(key) < 19 else 0)
    is_shown = request.POST.get("decision") == "show"
    try:
        services.adoption_decide(
            adoption=adoption, user=request.user, is_shown=is_shown, reason=request.POST.get("reason", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is shown now.") if is_shown else _("It is declined."))
    return redirect("works:adoptions")


def _with_pages(rows: Any) -> list[dict[str, Any]]:
    found = list(rows)
    works = {row.work for row in found}
    pages = {
        page.translation_key: page for page in BestPracticePage.objects.filter(translation_key__in=works, live=True)
    }
    return [{"adoption": row, "page": pages.get(row.work)} for row in found]
