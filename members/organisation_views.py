"""The corner of an organisation for its own people, and the organisations that somebody has or claims."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home import listing
from home.languages import FALLBACK_LANGUAGE
from members import overview
from members.claims import claim_make, claim_withdraw
from members.models import Contact, Organisation, OrganisationClaim, OrganisationPage
from members.organisation_access import find_organisation, for_members, signed_in
from members.organisation_forms import ClaimForm
from members.organisation_pages import page_of
from members.permissions import (
    may_change_people,
    may_claim,
    may_edit_page,
    may_withdraw_claim,
    role_in,
)
from search.audience import visible_to
from search.engines import get_engine

WORKS_SHOWN = 6
FORM_METHODS = ["GET", "HEAD", "POST"]


def corner_context(request: HttpRequest, organisation: Organisation, tab: str) -> dict[str, Any]:
    """Return what every page of the corner shows: whose it is, what the viewer is there, and its parts."""
    edits_page = may_edit_page(request.user, organisation)
    language = get_language() or FALLBACK_LANGUAGE
    page_url = reverse("members:organisation_page", args=[organisation.slug, language])
    parts = [
        ("overview", _("Overview"), reverse("members:organisation", args=[organisation.slug])),
        ("people", _("People"), reverse("members:organisation_people", args=[organisation.slug])),
        *([("page", _("Page"), page_url)] if edits_page else []),
    ]
    return {
        "organisation": organisation,
        "role": role_in(request.user, organisation),
        "corner_tabs": [{"label": label, "url": url, "is_current": key == tab} for key, label, url in parts],
        "edits_page": edits_page,
        "changes_people": may_change_people(request.user, organisation),
        "page_url": page_url,
    }


def say_why_not(request: HttpRequest, error: ValidationError) -> None:
    """Show the sentences of a refusal on the next page."""
    for sentence in error.messages:
        messages.error(request, sentence)


@for_members
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations that somebody speaks for, and what they asked the desk."""
    contacts = Contact.objects.current().filter(user=signed_in(request)).select_related("organisation")
    claims = OrganisationClaim.objects.filter(user=signed_in(request)).select_related("organisation")
    context = {"contacts": contacts.order_by("organisation__name", "pk"), "claims": claims}
    return render(request, "members/organisations/list.html", context)


@for_members
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an organisation has here: people, works, how it takes part, and its page."""
    found = find_organisation(request, slug)
    participation, since = overview.taking_part(found)
    query = listing.base_query(request).with_values("organisation", found.slug)
    context = {
        **corner_context(request, found, "overview"),
        "people": Contact.objects.people_of(found),
        "works": get_engine().search(query.replace(past=True, sort="newest", size=WORKS_SHOWN)),
        "works_url": f"{listing.search_url(request)}?organisation={found.slug}&past=1",
        "participation": participation,
        "member_since": since,
        "page": None,
        "own_page": page_of(found, get_language() or FALLBACK_LANGUAGE),
    }
    return render(request, "members/organisations/overview.html", context)


# --- Claims ---------------------------------------------------------------------------------------------


@for_members
@require_http_methods(FORM_METHODS)
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the desk for the role of administrator of an organisation that has a public page."""
    page = visible_to(OrganisationPage.objects.filter(organisation__slug=slug), request.user).first()
    if page is None:
        raise Http404
    found: Organisation = page.organisation
    if not may_claim(request.user, found):
        return redirect("members:organisation", slug)
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        try:
            claim_make(user=signed_in(request), organisation=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The desk has your question. You get mail when it has answered."))
            return redirect("members:organisations")
    context = {
        "organisation": found,
        "form": form,
        "public_page": page,
        "open_claim": OrganisationClaim.objects.pending().filter(user=signed_in(request), organisation=found).first(),
    }
    return render(request, "members/organisations/claim.html", context)


@for_members
@require_POST
def withdraw(request: HttpRequest, claim: int) -> HttpResponse:
    """Take back one's own claim."""
    found = get_object_or_404(OrganisationClaim, pk=claim, user=signed_in(request))
    if not may_withdraw_claim(request.user, found):
        messages.error(request, _("This claim has been answered already."))
        return redirect("members:organisations")
    try:
        claim_withdraw(claim=found)
    except ValidationError as error:
        say_why_not(request, error)
    else:
        messages.success(request, _("You took your question back."))
    return redirect("members:organisations")
