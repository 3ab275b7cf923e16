"""The outbox in the editor: every message to read, and those that failed or are in doubt to decide about."""

from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from wagtail.admin.auth import user_passes_test
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from members.enums import MailState
from members.mail import mail_mark_sent, mail_send_again
from members.models import MailMessage
from members.permissions import may_decide_about_mail, may_read_words

DECISIONS = {"again": mail_send_again, "sent": mail_mark_sent}
# What stands in a letter may look like itself, and do nothing: no script, form, link or picture from elsewhere.
LETTER_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}


def may_open(user: Any) -> bool:
    """Return whether somebody may open the outbox."""
    return bool(user.has_perm("members.view_mailmessage") or may_decide_about_mail(user))


def keeps_mail() -> bool:
    """Return whether this installation sends nothing, and its mail is read here."""
    return str(settings.HUB_MAIL_TRANSPORT).endswith(".OutboxBackend")


class OutboxListView(IndexView):  # type: ignore[misc]
    """The messages, newest first."""

    any_permission_required = ("view", "change")  # type: ignore[assignment]
    page_title = _("Outbox")  # type: ignore[assignment]

    def get_page_subtitle(self) -> str:
        """Say so where mail does not leave."""
        return gettext("Nothing is sent from here: what is called sent can be read here only.") if keeps_mail() else ""


class OutboxInspectView(InspectView):  # type: ignore[misc]
    """One message, with what it says, for who may read that."""

    any_permission_required = ("view", "change")  # type: ignore[assignment]
    page_title = _("Message")

    def get_fields(self) -> list[str]:
        """Leave out what has no value, and a next attempt that will not be made."""
        message = get_object_or_404(MailMessage, pk=self.pk)
        idle = () if message.state in (MailState.WAITING, MailState.HANDING) else ("next_attempt_at",)
        return [name for name in super().get_fields() if getattr(message, name) not in ("", None) and name not in idle]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words, and what may be decided."""
        message: MailMessage = self.object
        return super().get_context_data(
            **kwargs,
            reads_words=may_read_words(self.request.user, message),
            html_url=reverse("outbox:html", args=[message.pk]) if message.html else "",
            decide_url=reverse("outbox:decide", args=[message.pk]),
            decides=message.is_undecided and may_decide_about_mail(self.request.user),
        )


@user_passes_test(may_open)
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def html_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the HTML of a message, to be framed without rights; 404 for who may not read it."""
    message = get_object_or_404(MailMessage, pk=pk)
    if not message.html or not may_read_words(request.user, message):
        raise Http404
    return HttpResponse(message.html)


@require_POST
def decide_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again, or record that it has arrived."""
    if not may_decide_about_mail(request.user):
        raise PermissionDenied
    message = get_object_or_404(MailMessage, pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        raise Http404
    try:
        DECISIONS[decision](message=message)
        messages.success(request, gettext("The decision about the message is recorded."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("outbox:inspect", pk)


class OutboxViewSet(ModelViewSet):  # type: ignore[misc]
    """Screens of the outbox: a list and a message. Nobody writes one here."""

    model = MailMessage
    icon = "mail"
    menu_label = _("Outbox")
    menu_name = "outbox"
    menu_hook = "register_reports_menu_item"
    add_to_reference_index = False
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = OutboxListView
    inspect_view_class = OutboxInspectView
    inspect_template_name = "members/admin/outbox_message.html"
    inspect_view_fields = [
        "subject",
        "recipient",
        "kind",
        "language",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "next_attempt_at",
        "sent_at",
        "pruned_at",
        "message_id",
    ]
    list_display = [
        "__str__",
        "recipient",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        DateColumn("created_at", label=_("Written"), sort_key="created_at"),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
    ]
    list_filter = ("state", "kind", "language")
    search_fields = ("subject", "recipient")
    search_backend_name = None
    ordering = "-created_at"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the screens that there are."""
        named: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        absent = ("history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name")
        return {**named, **dict.fromkeys(absent)}

    def register_admin_url_finder(self) -> None:
        """Nothing is edited, so nothing links to where it is."""

    def get_form_class(self, for_update: bool = False) -> None:
        """There is no form."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list, of a message, of its HTML and of deciding about it."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/html/", html_view, name="html"),
            path("<int:pk>/decide/", decide_view, name="decide"),
        ]
