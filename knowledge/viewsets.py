"""The knowledge app's own screens in the editor."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.languages import content_languages
from knowledge.forms import EvidenceConfirmationForm
from knowledge.models import BestPracticePage, CannedReply
from knowledge.services import evidence_confirm


def evidence_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the confirmations of a work's evidence and add one, for who may publish the page."""
    page = get_object_or_404(BestPracticePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    form = EvidenceConfirmationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence_confirm(page=page, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The evidence of “%(title)s” is confirmed.") % {"title": page.title})
            return redirect(reverse("evidence:confirm", args=[page.pk]))
    context = {
        "form": form,
        "page": page,
        "confirmations": page.confirmations,
        "page_title": _("Evidence"),
        "page_subtitle": page.get_admin_display_title(),
    }
    return TemplateResponse(request, "knowledge/admin/evidence.html", context)


class CannedReplyViewSet(SnippetViewSet):  # type: ignore[misc]
    """The replies that moderators keep ready."""

    model = CannedReply  # type: ignore[assignment]
    icon = "comment"
    add_to_admin_menu = True
    menu_name = "standard-replies"
    menu_label = gettext_lazy("Standard replies")  # type: ignore[assignment]
    menu_order = 155
    list_display = ("title",)
    search_fields = ("title",)
    search_backend_name = None
    copy_view_enabled = False
    panels = (
        FieldPanel("title"),
        InlinePanel(
            "texts",
            label=gettext_lazy("Text"),
            heading=gettext_lazy("Texts"),
            help_text=gettext_lazy("One for each language. An author gets the one in the language of their account."),
            min_num=1,
            max_num=len(content_languages()),
            panels=[FieldPanel("language"), FieldPanel("text")],
        ),
    )


class EvidenceViewSet(ViewSet):  # type: ignore[misc]
    """The address of the screen on which evidence is confirmed."""

    name = "evidence"  # type: ignore[assignment]
    url_prefix = "evidence"

    def get_urlpatterns(self) -> list[Any]:
        """Return its one address."""
        return [path("<int:page_id>/", evidence_view, name="confirm")]
