"""My hub, at ``/<language>/account/``."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.my_hub import my_hub_context
from members.notices import notices_read


@never_cache
@login_required
@require_safe
def my_hub(request: HttpRequest) -> HttpResponse:
    """Show what somebody has, and what needs them first."""
    return render(request, "members/my_hub.html", my_hub_context(request))


@never_cache
@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that somebody has read what they were told."""
    user: Any = request.user
    notices_read(user=user)
    return redirect("members:my_hub")
