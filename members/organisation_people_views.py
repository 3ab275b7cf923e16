"""The people of an organisation: who they are, inviting, roles, taking off, handing over, leaving."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.contacts import (
    contact_end,
    contact_hand_over,
    contact_leave,
    contact_role_change,
    last_administrator_error,
)
from members.invitations import invitation_resend, invitation_revoke
from members.models import Contact, Invitation
from members.organisation_access import find_contact, find_organisation, for_members, signed_in
from members.organisation_forms import ColleagueForm, RoleForm
from members.organisation_views import FORM_METHODS, corner_context, say_why_not
from members.permissions import may_change_people, may_hand_over, may_invite, may_leave, may_see_inside


@for_members
@require_http_methods(FORM_METHODS)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """List who speaks for an organisation and who is invited, and let an administrator invite a colleague."""
    found = find_organisation(request, slug, may_invite if request.method == "POST" else may_see_inside)
    form = None
    if may_invite(request.user, found):
        initial = {"language": get_language()}
        form = ColleagueForm(request.POST or None, organisation=found, invited_by=signed_in(request), initial=initial)
        if form.is_valid():
            messages.success(request, _("%(email)s gets mail with a link.") % {"email": form.cleaned_data["email"]})
            return redirect("members:organisation_people", slug)
    context = {
        **corner_context(request, found, "people"),
        "people": Contact.objects.people_of(found),
        "invitations": Invitation.objects.pending().filter(organisation=found) if form is not None else (),
        "form": form,
        "may_leave": may_leave(request.user, found),
    }
    return render(request, "members/organisations/people.html", context)


@for_members
@require_POST
def invitation_again(request: HttpRequest, slug: str, invitation: int) -> HttpResponse:
    """Send an invitation of this organisation again."""
    return _invitation_do(request, slug, invitation, invitation_resend, _("%(email)s gets mail with a new link."))


@for_members
@require_POST
def invitation_back(request: HttpRequest, slug: str, invitation: int) -> HttpResponse:
    """Withdraw an invitation of this organisation."""
    return _invitation_do(request, slug, invitation, invitation_revoke, _("The link for %(email)s no longer works."))


def _invitation_do(
    request: HttpRequest, slug: str, key: int, service: Callable[..., Invitation], done: str
) -> HttpResponse:
    found = find_organisation(request, slug, may_invite)
    invitation = get_object_or_404(Invitation, pk=key, organisation=found)
    try:
        service(invitation=invitation, by=signed_in(request))
    except ValidationError as error:
        say_why_not(request, error)
    else:
        messages.success(request, done % {"email": invitation.email})
    return redirect("members:organisation_people", slug)


@for_members
@require_http_methods(FORM_METHODS)
def person(request: HttpRequest, slug: str, contact: int) -> HttpResponse:
    """Show what can be changed of somebody, and change the role."""
    found = find_organisation(request, slug, may_change_people)
    somebody = find_contact(found, contact)
    form = RoleForm(request.POST or None, initial={"role": somebody.role})
    if form.is_valid():
        try:
            contact_role_change(contact=somebody, role=form.cleaned_data["role"], by=signed_in(request))
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
        contact_end(contact=somebody, by=signed_in(request))
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
    own = get_object_or_404(Contact.objects.administrators(), user=signed_in(request), organisation=found)
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
    own = Contact.objects.current().filter(user=signed_in(request), organisation=found).order_by("-starts_on").first()
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
