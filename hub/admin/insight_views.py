"""From a question that people ask to a page that answers it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from knowledge.models import BestPracticeIndexPage
from knowledge.services import best_practice_draft


@require_POST
def draft_view(request: HttpRequest) -> HttpResponse:
    """Begin a best practice with the words of a question as its title, for who may add one in that language."""
    language = request.POST.get("language", "")
    section = get_object_or_404(BestPracticeIndexPage, locale__language_code=language)
    if not section.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    try:
        draft = best_practice_draft(title=request.POST.get("words", ""), parent=section, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("report_insight")
    messages.success(request, _("A draft of “%(title)s” is ready to be written.") % {"title": draft.title})
    return redirect("wagtailadmin_pages:edit", draft.pk)
