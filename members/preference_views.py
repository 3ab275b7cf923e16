"""The page on which somebody chooses what to get mail about."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.enums import NoticeFrequency, NoticeKind
from members.models import User
from members.preference_forms import PreferencesForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices for each kind of notice, and record them."""
    form = PreferencesForm(request.POST or None, user=cast(User, request.user))
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("members:preferences")
    context = {
        "form": form,
        "frequencies": NoticeFrequency.labels,
        "mandatory": [kind.label for kind in NoticeKind if kind.is_mandatory],
    }
    return render(request, "members/preferences.html", context)
