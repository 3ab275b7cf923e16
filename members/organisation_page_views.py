"""An organisation's page in the hands of its own people: written, looked at, published, and its history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.languages import content_languages
from home.versions import revision_key, version_of
from members.models import Organisation, OrganisationPage
from members.organisation_access import find_organisation, for_members, signed_in
from members.organisation_forms import OrganisationPageForm, shown_revision
from members.organisation_pages import (
    EditConflict,
    organisation_page_restore,
    organisation_page_save,
    organisation_page_start,
    page_of,
)
from members.organisation_views import FORM_METHODS, corner_context, say_why_not
from members.page_history import differences, revision_before, versions_of
from members.permissions import may_edit_page

CONFLICT = 409
PUBLISH, PREVIEW = "publish", "preview"


def page_context(request: HttpRequest, organisation: Organisation, language: str) -> dict[str, Any]:
    """Return what every page about the page shows: its languages, each with whether it is there."""
    return {
        **corner_context(request, organisation, "page"),
        "language": language,
        "language_tabs": [
            {
                "label": label,
                "url": reverse("members:organisation_page", args=[organisation.slug, code]),
                "is_current": code == language,
            }
            for code, label in content_languages()
        ],
    }


def find_page(request: HttpRequest, slug: str, language: str) -> tuple[Organisation, OrganisationPage]:
    """Return an organisation and its page in a language; raises ``Http404`` without one, or for who may not."""
    organisation = find_organisation(request, slug, may_edit_page)
    page = page_of(organisation, language)
    if page is None:
        raise Http404
    return organisation, page


@for_members
@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Show the form of the page, save what was typed, and publish it when asked.

    Without a page in this language it offers to start one. When somebody else saved in the meantime it answers 409
    with both versions, and what was typed stays in the form.
    """
    organisation = find_organisation(request, slug, may_edit_page)
    if language not in dict(content_languages()):
        raise Http404
    page = page_of(organisation, language)
    if page is None:
        return _start(request, organisation, language)
    if request.method == "POST" and "version" not in request.POST:
        # The button that starts the page was pressed twice, or by two.
        return redirect("members:organisation_page", slug, language)
    form = _form(request, page)
    if request.method == "POST" and form.is_valid():
        return _save(request, organisation, page, form)
    return _draw(request, organisation, page, form)


def _save(
    request: HttpRequest, organisation: Organisation, page: OrganisationPage, form: OrganisationPageForm
) -> HttpResponse:
    is_published = request.POST.get("do") == PUBLISH
    try:
        organisation_page_save(
            page=page,
            change=form.change(),
            version=form.cleaned_data["version"],
            user=signed_in(request),
            is_published=is_published,
        )
    except EditConflict:
        return _draw_conflict(request, organisation, form)
    except ValidationError as error:
        form.add_publish_errors(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
        return _draw(request, organisation, page, form)
    return _saved(request, organisation.slug, page.locale.language_code, is_published=is_published)


def _start(request: HttpRequest, organisation: Organisation, language: str) -> HttpResponse:
    if request.method == "POST":
        try:
            organisation_page_start(organisation=organisation, language=language, user=signed_in(request))
        except ValidationError as error:
            say_why_not(request, error)
        return redirect("members:organisation_page", organisation.slug, language)
    context = page_context(request, organisation, language)
    context["has_other_language"] = organisation.pages.exists()
    return render(request, "members/organisations/page_start.html", context)


def _form(request: HttpRequest, page: OrganisationPage) -> OrganisationPageForm:
    """Return the form around the version that the person has before them: the latest, or the one they post for."""
    latest = page.get_latest_revision_as_object()
    version = version_of(page)
    if request.method != "POST":
        return OrganisationPageForm(page=latest, shown=version, version=version)
    shown = request.POST.get("shown", "")
    revision = shown_revision(page, revision_key(shown))
    drawn_from = revision.as_object() if revision is not None else latest
    return OrganisationPageForm(request.POST, request.FILES, page=drawn_from, shown=shown, version=version)


def _draw(
    request: HttpRequest, organisation: Organisation, page: OrganisationPage, form: OrganisationPageForm
) -> HttpResponse:
    context = {**page_context(request, organisation, page.locale.language_code), "form": form, "own_page": page}
    return render(request, "members/organisations/page_edit.html", context)


def _draw_conflict(request: HttpRequest, organisation: Organisation, form: OrganisationPageForm) -> HttpResponse:
    """Answer with what the other person saved, what is different, and all that was typed, to be saved after all."""
    page = page_of(organisation, form.page.locale.language_code)
    assert page is not None
    latest = page.get_latest_revision_as_object()
    data, version = request.POST.copy(), version_of(page)
    data["version"] = version
    context = {
        **page_context(request, organisation, page.locale.language_code),
        "form": OrganisationPageForm(data, page=form.page, shown=request.POST.get("shown", ""), version=version),
        "own_page": page,
        "conflict": page.latest_revision,
        "differences": differences(latest, form.typed_page(latest)),
        "lost_logo": form.cleaned_data["logo"] is not None,
    }
    return render(request, "members/organisations/page_edit.html", context, status=CONFLICT)


def _saved(request: HttpRequest, slug: str, language: str, *, is_published: bool) -> HttpResponse:
    if is_published:
        messages.success(request, _("Your page is published. Readers see it now."))
    elif request.POST.get("do") == PREVIEW:
        return redirect("members:organisation_page_preview", slug, language)
    else:
        messages.success(request, _("Your draft is saved. Readers see it when you publish it."))
    return redirect("members:organisation_page", slug, language)


@for_members
@require_safe
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Show the latest version exactly as readers will see it, with a way back above it."""
    _organisation, page = find_page(request, slug, language)
    return _shown(
        request, page.get_latest_revision_as_object(), reverse("members:organisation_page", args=[slug, language])
    )


def _shown(request: HttpRequest, page: OrganisationPage, back: str) -> HttpResponse:
    response: HttpResponse = page.make_preview_request(request, extra_request_attrs={"preview_back": back})
    return response


# --- History --------------------------------------------------------------------------------------------


@for_members
@require_safe
def history(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """List the versions of the page."""
    organisation, page = find_page(request, slug, language)
    context = {**page_context(request, organisation, language), "own_page": page, "versions": versions_of(page)}
    return render(request, "members/organisations/page_history.html", context)


@for_members
@require_safe
def version(request: HttpRequest, slug: str, language: str, revision: int) -> HttpResponse:
    """Show what somebody changed in one version, and offer to take the page back to it."""
    organisation, page = find_page(request, slug, language)
    found = get_object_or_404(page.revisions.select_related("user"), pk=revision)
    before = revision_before(page, found)
    context = {
        **page_context(request, organisation, language),
        "own_page": page,
        "revision": found,
        "is_latest": found.pk == page.latest_revision_id,
        "differences": differences(before.as_object() if before is not None else None, found.as_object()),
        "version": version_of(page),
    }
    return render(request, "members/organisations/page_version.html", context)


@for_members
@require_safe
def version_preview(request: HttpRequest, slug: str, language: str, revision: int) -> HttpResponse:
    """Show an earlier version as readers saw it."""
    _organisation, page = find_page(request, slug, language)
    found = get_object_or_404(page.revisions, pk=revision)
    back = reverse("members:organisation_page_version", args=[slug, language, revision])
    return _shown(request, found.as_object(), back)


@for_members
@require_POST
def restore(request: HttpRequest, slug: str, language: str, revision: int) -> HttpResponse:
    """Make a draft of an earlier version."""
    _organisation, page = find_page(request, slug, language)
    found = get_object_or_404(page.revisions, pk=revision)
    try:
        organisation_page_restore(
            page=page, revision=found, version=request.POST.get("version", ""), user=signed_in(request)
        )
    except EditConflict:
        messages.error(request, _("Somebody changed the page in the meantime. Look at what changed, and try again."))
        return redirect("members:organisation_page_history", slug, language)
    except ValidationError as error:
        say_why_not(request, error)
        return redirect("members:organisation_page_history", slug, language)
    messages.success(request, _("The form now holds that version. Publish it when it is right."))
    return redirect("members:organisation_page", slug, language)
