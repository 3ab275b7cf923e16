"""One's own account: what it is, how it is protected, where one is signed in, a copy of it, and leaving."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import accounts, two_step
from members.account_forms import AccountDeleteForm, ProfileForm
from members.invitations import address_confirmed
from members.models import Contributor, User
from members.personal_data import personal_data
from members.views import member_of

ACCOUNT = "members:account"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show everything about one's account, each part with its next step; change name and language here."""
    user = member_of(request)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(ACCOUNT)
    context = {
        "form": form,
        "new_address": EmailAddress.objects.get_new(user),
        "steps": two_step.steps_of(user),
        "is_step_required": two_step.is_required(user),
        "sessions": accounts.sessions_of(user, request.session.session_key),
    }
    return render(request, "members/account.html", context)


@method_decorator([never_cache, login_required], name="dispatch")
class AddressView(EmailView):
    """Another address: asked here, and confirmed there before it counts."""

    success_url = reverse_lazy(ACCOUNT)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the change begin from the address that the account has now."""
        address_confirmed(user=member_of(request))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@require_POST
@login_required
def session_end(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Sign out of one other browser, or of all others."""
    count = accounts.sessions_end(user=member_of(request), current_key=request.session.session_key, pk=pk)
    done = ngettext("Signed out of %(count)d browser.", "Signed out of %(count)d browsers.", count)
    messages.success(request, done % {"count": count})
    return redirect(ACCOUNT)


@never_cache
@login_required
@reauthentication_required
@require_safe
def data_download(request: HttpRequest) -> HttpResponse:
    """Send a copy of everything that is stored about somebody, as a file of JSON."""
    response = JsonResponse(personal_data(member_of(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="hub-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and delete the account when the password confirms it."""
    user = member_of(request)
    form = AccountDeleteForm(request.POST or None, user=user, check=get_adapter().reauthenticate)
    refusal = ""
    try:
        accounts.account_delete_check(user=user)
        if form.is_valid():
            accounts.account_delete(user=user)
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("members:login")
    except ValidationError as error:
        refusal = " ".join(error.messages)
    context = {"form": form, "refusal": refusal, "credit": Contributor.objects.filter(user=user).first()}
    return render(request, "members/account_delete.html", context, status=409 if refusal and form.is_bound else 200)
