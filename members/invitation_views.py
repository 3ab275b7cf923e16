"""Following the link of an invitation.

Opening it changes nothing, since programs that read mail do so as well: accepting is a POST.
"""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members import invitations
from members.invitation_forms import JoinForm
from members.models import Invitation, User

GONE = 410
TEMPLATE = "members/invitation.html"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites for what, and let who may accept: the account of the address, or somebody new.

    410 for a link that was used, withdrawn, replaced, is past its day, or never was: it is one page for all of these.
    """
    found = invitations.invitation_of(token)
    if found is None or not found.is_open:
        return _closed(request)
    if request.user.is_authenticated:
        return _for_account(request, found, request.user)
    if User.objects.filter(email__iexact=found.email).exists():
        return render(request, TEMPLATE, {"invitation": found, "must_sign_in": True})
    return _for_somebody_new(request, found)


def _for_account(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    is_theirs = User.objects.normalize_email(user.email) == found.email
    if request.method == "POST":
        try:
            invitations.invitation_accept(invitation=found, user=user)
        except ValidationError as error:
            if error.code == "closed":
                return _closed(request)
            return render(request, TEMPLATE, {"invitation": found, "is_theirs": False}, status=403)
        messages.success(request, _welcome(found))
        return redirect("members:my_hub")
    return render(request, TEMPLATE, {"invitation": found, "is_theirs": is_theirs})


def _for_somebody_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, email=found.email)
    if form.is_valid():
        try:
            user = invitations.invitation_accept_new(
                invitation=found,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
                language=get_language() or found.language,
            )
        except ValidationError:
            # Somebody was quicker, in another window: what holds now is shown by asking anew.
            return redirect(request.path)
        messages.success(request, _welcome(found))
        response: HttpResponse = perform_login(
            request, user, email_verification="none", redirect_url=reverse("members:my_hub"), email=user.email
        )
        return response
    return render(request, TEMPLATE, {"invitation": found, "form": form})


def _welcome(found: Invitation) -> str:
    if found.organisation is None:
        return _("Welcome to the knowledge hub.")
    return _("You speak for %(organisation)s from now on.") % {"organisation": found.organisation}


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "members/invitation_closed.html", status=GONE)
