"""The corner of an organisation for its own people: what it has, who they are, leaving it. And claiming one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home import listing
from home.languages import FALLBACK_LANGUAGE
from members import overview
from members.claims import claim_make, claim_withdraw
from members.contacts import (
    contact_end,
    contact_hand_over,
    contact_leave,
    contact_role_change,
    last_administrator_error,
)
from members.models import Contact, Organisation, OrganisationClaim, OrganisationPage
from members.organisation_access import find_contact, find_organisation, for_members
from members.organisation_forms import ClaimForm, RoleForm
from members.organisation_pages import page_of
from members.permissions import (
    may_change_people,
    may_claim,
    may_edit_page,
    may_hand_over,
    may_leave,
    may_withdraw_claim,
    role_in,
)
from search.audience import visible_to
from search.engines import get_engine

WORKS_SHOWN = 6
FORM_METHODS = ["GET", "HEAD", "POST"]


def corner_context(request: HttpRequest, organisation: Organisation, tab: str) -> dict[str, Any]:
    """Return what every page of the corner shows: whose it is, what the viewer is there, and where one is."""
    return {
        "organisation": organisation,
        "role": role_in(request.user, organisation),
        "tab": tab,
        "edits_page": may_edit_page(request.user, organisation),
        "changes_people": may_change_people(request.user, organisation),
        "page_language": get_language() or FALLBACK_LANGUAGE,
    }


def say_why_not(request: HttpRequest, error: ValidationError) -> None:
    """Show the sentences of a refusal on the next page."""
    for sentence in error.messages:
        messages.error(request, sentence)


@for_members
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations that somebody speaks for, and what they asked the desk."""
    contacts = Contact.objects.current().filter(user=request.user).select_related("organisation")
    claims = OrganisationClaim.objects.filter(user=request.user).select_related("organisation")
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
        "may_leave": may_leave(request.user, found),
    }
    return render(request, "members/organisations/overview.html", context)


# --- People ---------------------------------------------------------------------------------------------


@for_members
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """List who speaks for an organisation, and as what."""
    found = find_organisation(request, slug)
    context = {
        **corner_context(request, found, "people"),
        "people": Contact.objects.people_of(found),
        "may_leave": may_leave(request.user, found),
    }
    return render(request, "members/organisations/people.html", context)


@for_members
@require_http_methods(FORM_METHODS)
def person(request: HttpRequest, slug: str, contact: int) -> HttpResponse:
    """Show what can be changed of somebody, and change the role."""
    found = find_organisation(request, slug, may_change_people)
    somebody = find_contact(found, contact)
    form = RoleForm(request.POST or None, initial={"role": somebody.role})
    if form.is_valid():
        try:
            contact_role_change(contact=somebody, role=form.cleaned_data["role"], by=request.user)
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, _("The role is changed."))
            return redirect("members:organisation_people", slug)
    context = {
        **corner_context(request, found, "people"),
        "somebody": somebody,
        "form": form,
        "is_self": somebody.user_id == request.user.pk,
        "may_hand_over": may_hand_over(request.user, found) and somebody.user_id != request.user.pk,
    }
    return render(request, "members/organisations/person.html", context)


@for_members
@require_POST
def person_end(request: HttpRequest, slug: str, contact: int) -> HttpResponse:
    """Take somebody off the organisation."""
    found = find_organisation(request, slug, may_change_people)
    somebody = find_contact(found, contact)
    try:
        contact_end(contact=somebody, by=request.user)
    except ValidationError as error:
        say_why_not(request, error)
        return redirect("members:organisation_person", slug, contact)
    messages.success(request, _("%(name)s no longer speaks for your organisation.") % {"name": somebody.user})
    return redirect("members:organisation_people", slug)


@for_members
@require_POST
def hand_over(request: HttpRequest, slug: str, contact: int) -> HttpResponse:
    """Give one's own role of administrator to a colleague."""
    found = find_organisation(request, slug, may_hand_over)
    somebody = find_contact(found, contact)
    own = get_object_or_404(Contact.objects.administrators(), user=request.user, organisation=found)
    try:
        contact_hand_over(contact=own, to=somebody)
    except ValidationError as error:
        say_why_not(request, error)
        return redirect("members:organisation_person", slug, contact)
    messages.success(request, _("%(name)s is now the administrator, and you are an author.") % {"name": somebody.user})
    return redirect("members:organisation", slug)


@for_members
@require_http_methods(FORM_METHODS)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether somebody is sure, and end their own speaking for an organisation."""
    found = find_organisation(request, slug, may_leave)
    own = Contact.objects.current().filter(user=request.user, organisation=found).order_by("-starts_on").first()
    assert own is not None
    if request.method == "POST":
        try:
            contact_leave(contact=own)
        except ValidationError as error:
            say_why_not(request, error)
            return redirect("members:organisation_leave", slug)
        messages.success(request, _("You no longer speak for %(organisation)s.") % {"organisation": found})
        return redirect("members:organisations")
    context = {**corner_context(request, found, "people"), "refusal": last_administrator_error(own)}
    return render(request, "members/organisations/leave.html", context)


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
            claim_make(user=request.user, organisation=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The desk has your question. You get mail when it has answered."))
            return redirect("members:organisations")
    context = {
        "organisation": found,
        "form": form,
        "public_page": page,
        "open_claim": OrganisationClaim.objects.pending().filter(user=request.user, organisation=found).first(),
    }
    return render(request, "members/organisations/claim.html", context)


@for_members
@require_POST
def withdraw(request: HttpRequest, claim: int) -> HttpResponse:
    """Take back one's own claim."""
    found = get_object_or_404(OrganisationClaim, pk=claim, user=request.user)
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
