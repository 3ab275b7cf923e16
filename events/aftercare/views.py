"""The page on which an organiser writes what came of an event: behind a signed link, or signed in."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.aftercare import links, services
from events.aftercare.forms import AftercareForm, initial_of, work_keys
from events.aftercare.reading import MOST_PRACTICES, is_over, practices_found
from events.finding import find_dated_page
from events.models import Aftercare, AftercareDocument, DatedPage
from events.permissions import may_organise
from home import listing
from home.services import publish_error_lines
from members.models import User
from search.throttle import limited

TEMPLATE: Final = "events/aftercare/write.html"
GONE, BAD_REQUEST = 410, 400
# What one request may bring; the rest goes with the next.
MOST_FILES: Final = 5


@dataclass(slots=True)
class Writing:
    """One request for the form: of which page, by whom, and what is there already."""

    request: HttpRequest
    page: DatedPage
    user: User | None
    name: str
    aftercare: Aftercare | None

    @property
    def documents(self) -> list[AftercareDocument]:
        """Return the documents of the record, published or not."""
        return list(self.aftercare.documents.select_related("document")) if self.aftercare else []


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("aftercare")
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Write what came of an event by the address in a mail; 410 for one that does not work any more."""
    asked = links.read_token(token)
    if asked is None or not _is_theirs(asked):
        return _private(render(request, "events/aftercare/gone.html", status=GONE))
    return _private(_answer(request, asked.page, asked.user, asked.name))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("aftercare")
def signed_in(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Write what came of an event, for who organises it; 404 for anybody else."""
    page = find_dated_page(public_id, request.user)
    user = request.user
    if not isinstance(user, User) or not may_organise(page, user):
        raise Http404
    return _private(_answer(request, page, user, user.name or user.email))


@never_cache
@require_safe
@limited("suggest")
def practices(request: HttpRequest) -> HttpResponse:
    """Answer the best practices that somebody may mean, as boxes to tick: for the script of the form."""
    found = practices_found(request, request.GET.get("q", ""))
    return render(request, "events/aftercare/found.html", {"found": [(str(hit.work), hit.title) for hit in found]})


def _is_theirs(asked: links.Asked) -> bool:
    """Return whether whoever was asked holds the event still: who left the organisation writes nothing for it."""
    user = asked.user
    return user is None or may_organise(asked.page, user)


def _answer(request: HttpRequest, page: DatedPage, user: User | None, name: str) -> HttpResponse:
    if not is_over(page):
        raise Http404
    writing = Writing(request, page, user, name, Aftercare.objects.filter(work=page.translation_key).first())
    if request.method != "POST":
        return _draw(writing, _form(writing))
    return _write(writing, _form(writing, request.POST), request.POST.get("act", ""))


def _write(writing: Writing, form: AftercareForm, act: str) -> HttpResponse:
    """Keep what was typed, take files, and publish when that was asked; what is refused stays in the form."""
    if not form.is_valid():
        return _draw(writing, form, status=BAD_REQUEST)
    work = writing.page.translation_key
    try:
        writing.aftercare = services.aftercare_save(
            work=work, values=form.values(), revision=form.cleaned_data["revision"] or 0
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _draw(writing, form, status=BAD_REQUEST)
    errors = _take_files(writing)
    if act == "find":
        # The form goes on as it was sent: with what was found, and what was typed to find it.
        return _draw(writing, form, errors=errors, status=BAD_REQUEST if errors else 200)
    if act.startswith("remove:"):
        number = act.removeprefix("remove:")
        row = get_object_or_404(writing.aftercare.documents, pk=number if number.isascii() and number.isdigit() else 0)
        services.document_remove(row=row)
        messages.success(writing.request, _("The file was removed."))
    elif act == "publish" and not errors:
        try:
            services.aftercare_publish(aftercare=writing.aftercare)
        except ValidationError as error:
            errors += publish_error_lines(error)
        else:
            messages.success(writing.request, _("Thank you. Readers see what came of it."))
            return redirect(writing.page.get_url(writing.request) or "/")
    elif not errors:
        messages.success(writing.request, _("Saved. Only you see it until you publish it."))
    if errors:
        # What was typed is saved; the form begins with it again.
        return _draw(writing, _form(writing), errors=errors, status=BAD_REQUEST)
    return redirect(writing.request.path)


def _take_files(writing: Writing) -> list[str]:
    """Add the files of the request; returns a sentence for each that was refused."""
    assert writing.aftercare is not None
    errors = []
    for file in writing.request.FILES.getlist("slides")[:MOST_FILES]:
        try:
            services.document_add(aftercare=writing.aftercare, file=file, user=writing.user)
        except ValidationError as error:
            errors += [f"{file.name}: {line}" for line in publish_error_lines(error)]
    return errors


def _form(writing: Writing, data: Any = None) -> AftercareForm:
    values = services.values_of(writing.aftercare) if writing.aftercare else services.Values()
    chosen = data.getlist("practices") if data is not None else values.practices
    hits = listing.works(writing.request, work_keys(chosen))
    offered = {str(hit.work): hit.title for hit in hits}
    if data is not None:
        found = practices_found(writing.request, data.get("question", ""))
        offered |= {str(hit.work): hit.title for hit in found}
    revision = writing.aftercare.revision if writing.aftercare else 0
    return AftercareForm(data, offered=offered, initial=initial_of(values, revision))


def _draw(writing: Writing, form: AftercareForm, *, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "event": writing.page,
        "form": form,
        "errors": errors or [],
        "name": writing.name,
        "aftercare": writing.aftercare,
        # What the next attempt is compared with: after a conflict it replaces what the other wrote.
        "revision": writing.aftercare.revision if writing.aftercare else 0,
        "rows": writing.documents,
        "most_practices": MOST_PRACTICES,
        "megabytes": settings.HUB_UPLOADS["file_bytes"] // (1024 * 1024),
    }
    return render(writing.request, TEMPLATE, context, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of every index, and the address out of what is sent on from it."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
