"""The editor's view that plans an event once more, from an earlier one or a template."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import services
from events.admin_views import get_dated_page
from events.forms import DateInput
from events.models import DatedPage, Occurrence
from events.permissions import may_plan_again
from events.presentation import shown_date


class AgainForm(forms.Form):
    """What is new about an event that is held once more."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=DateInput,
        help_text=gettext_lazy("Proposed is the next same day of the week on which the venue is free."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)


class EventAgainView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc]
    """Ask for the new day and the title, and make the draft."""

    template_name = "events/admin/again.html"
    header_icon = "copy"
    page_title = gettext_lazy("Same as last time")
    form_class = AgainForm
    page: DatedPage
    occurrence: Occurrence | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in who may; a page that never had a date has nothing to go by."""
        self.page = get_dated_page(kwargs["page_id"])
        if not may_plan_again(self.page, request.user):
            raise PermissionDenied
        self.occurrence = services.model_date(self.page)
        if self.occurrence is None:
            messages.warning(request, _("This has no date to go by. Copy the page instead."))
            return redirect("wagtailadmin_explore", self.page.get_parent().pk)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the list of pages."""
        section = self.page.get_parent()
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_explore", args=[section.pk]), "label": section.get_admin_display_title()},
            {"url": self.request.path, "label": str(self.page_title)},
        ]

    def get_initial(self) -> dict[str, Any]:
        """Propose the next free day, and the title as it was."""
        assert self.occurrence is not None
        day = services.next_free_day(self.occurrence, today=timezone.localdate())
        return {"day": day, "title": self.page.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is taken over."""
        assert self.occurrence is not None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["action_url"] = self.request.path
        context["submit_button_label"] = _("Make the draft")
        context["submit_button_active_label"] = _("Saving…")
        context["media"] = context["form"].media
        context["date"] = shown_date(self.occurrence)
        context["source"] = self.page
        return context

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Make the draft and go on writing it; a service's refusal becomes an error of the form."""
        try:
            page = services.event_again(page=self.page, user=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is there. Publish it when it is right."))
        return redirect("wagtailadmin_pages:edit", page.pk)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show the form again, with a message for what belongs to no field."""
        messages.validation_error(self.request, _("The draft could not be made."), form)
        response: HttpResponse = super().form_invalid(form)
        return response
