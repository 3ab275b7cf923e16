"""Telling people of changed dates at once, for an editor who knows that nothing more is to come."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.log_actions import log

from events.admin_views import get_dated_page
from events.change_letters import changes_tell, pending_changes
from events.permissions import may_change_dates


@method_decorator(require_POST, name="dispatch")
class ChangesTellView(View):
    """Ends the quiet period of a work's dates."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell everybody now, and go back to the dates; a second click finds nothing to tell."""
        page = get_dated_page(kwargs["page_id"])
        if not may_change_dates(page, request.user):
            raise PermissionDenied
        pending = pending_changes(page.schedule) if page.schedule is not None else None
        if page.schedule is None or pending is None:
            messages.info(request, _("There is nothing to tell any more."))
            return redirect("event_dates", page.pk)
        outcome = changes_tell(schedule=page.schedule.pk, at_once=True)
        text = ngettext(
            "%(people)d person is told of what changed.", "%(people)d people are told of what changed.", outcome.done
        ) % {"people": outcome.done}
        log(instance=page, action="events.dates", user=request.user, data={"text": text})
        messages.success(request, text)
        if outcome.failed:
            messages.error(request, _("Not everybody could be told. It is tried again by itself."))
        return redirect("event_dates", page.pk)
