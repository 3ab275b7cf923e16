"""The editor's views on the dates of a page: add, move, cancel; or all of them at once.

Dates are not part of a page's revisions, so these views write at once. Who may publish the page may change
the dates of a work that is public; before that, who may edit it.
"""

import abc
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from events import services
from events.enums import EditScope, ScheduleStatus
from events.forms import CancelForm, DateForm, FirstDateForm, MoveForm, StatusForm, date_initial
from events.models import DatedPage, Occurrence, Schedule, dated_page_models
from events.permissions import may_change_dates
from events.presentation import shown_date
from events.recurrence_words import rule_text
from home import wording


def get_dated_page(page_id: int) -> DatedPage:
    """Return the page whose dates are meant; raises ``Http404`` when its type has none."""
    page: DatedPage = get_object_or_404(Page.objects.type(*dated_page_models()), pk=page_id).specific
    return page


class DatesMixin(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """Finds the page, and lets in who may change its dates."""

    header_icon = "date"
    heading: Any = ""
    page: DatedPage
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else: raises ``PermissionDenied``, which Wagtail turns into its own answer."""
        self.page = get_dated_page(kwargs["page_id"])
        if not may_change_dates(self.page, request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @property
    def schedule(self) -> Schedule | None:
        """The schedule of the work, with its dates."""
        return self.page.schedule

    @property
    def is_announced(self) -> bool:
        """Whether visitors may know of the dates."""
        return services.is_announced(self.page.translation_key)

    def get_page_title(self) -> str:
        """Return what can be done here."""
        return str(self.heading)

    def get_page_subtitle(self) -> str:
        """Return which page this is about."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the page."""
        section = self.page.get_parent()
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_explore", args=[section.pk]), "label": section.get_admin_display_title()},
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
                "label": self.page.get_admin_display_title(),
            },
            {"url": reverse("event_dates", args=[self.page.pk]), "label": _("Dates")},
        ]


class DatesView(DatesMixin, TemplateView):  # type: ignore[misc]
    """All dates of a page, with what can be done to each."""

    template_name = "events/admin/dates.html"
    heading = gettext_lazy("Dates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dates, and the state of all of them together."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["page"] = self.page
        context["schedule"] = self.schedule
        context["dates"] = [shown_date(occurrence) for occurrence in self.page.stored_occurrences]
        context["rules"] = recurrence_texts(self.schedule) if self.schedule else []
        context["is_announced"] = self.is_announced
        context["may_skip"] = not self.is_announced and len(context["dates"]) > 1
        return context


def recurrence_texts(schedule: Schedule) -> list[str]:
    """Return the rules of a schedule as sentences, earliest first, those that have ended included."""
    texts = []
    for recurrence in schedule.recurrences.all():
        text = rule_text(services.rule_of(recurrence))
        texts.append(_("From %(day)s: %(rule)s.") % {"day": wording.day_text(recurrence.first_day), "rule": text})
    return texts


class DatesFormView(DatesMixin, FormView, abc.ABC):  # type: ignore[misc]
    """One form on the dates: a service does the work, and its refusal is shown on the form."""

    template_name = "events/admin/form.html"
    submit_button_label = gettext_lazy("Save")
    done_message = gettext_lazy("The dates are saved. Calendars follow within the hour.")
    draft_message = gettext_lazy("The dates are saved. Nobody sees them until you publish.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what Wagtail's form template draws."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["action_url"] = self.request.path
        context["submit_button_label"] = self.submit_button_label
        context["submit_button_active_label"] = _("Saving…")
        context["media"] = context["form"].media
        return context

    @abc.abstractmethod
    def write(self, form: Form) -> str:
        """Call the service, and return a sentence for the page's history."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Write, log and go back to the list; a service's refusal becomes an error of the form."""
        try:
            text = self.write(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        log(instance=self.page, action="events.dates", user=self.request.user, data={"text": text})
        messages.success(self.request, self.done_message if self.is_announced else self.draft_message)
        return redirect("event_dates", self.page.pk)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again, with a message for what belongs to no field."""
        messages.validation_error(self.request, _("The dates could not be saved."), form)
        response: HttpResponse = super().form_invalid(form)
        return response


class DateFormView(DatesFormView):
    """A form of one date, which tells what is in the way of it."""

    template_name = "events/admin/date_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which page the check is about."""
        return {**super().get_context_data(**kwargs), "check_query": f"page={self.page.pk}"}


class DateAddView(DateFormView):
    """Add a date; the first one brings the time zone with it."""

    heading = gettext_lazy("Add a date")

    def get_form(self, form_class: Any = None) -> Form:
        """Ask for the zone as long as there is no schedule to have one."""
        if self.schedule is None:
            return FirstDateForm(**self.get_form_kwargs())
        return DateForm(schedule=self.schedule, **self.get_form_kwargs())

    def write(self, form: Form) -> str:
        """Add the date."""
        assert isinstance(form, DateForm)
        if self.schedule is None:
            schedule = services.schedule_create(work=self.page.translation_key, **form.date_values())
            return _("Added %(date)s") % {"date": schedule.occurrences.get()}
        occurrence = services.occurrence_add(schedule=self.schedule, **form.date_values())
        return _("Added %(date)s") % {"date": occurrence}


class OccurrenceFormView(DatesFormView):
    """A form on one date of the page."""

    @property
    def occurrence(self) -> Occurrence:
        """The date of the address; raises ``Http404`` when it is not one of this page."""
        rows = Occurrence.objects.for_work(self.page.translation_key).with_places()
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def get_page_subtitle(self) -> str:
        """Return which date of which page."""
        return f"{super().get_page_subtitle()}, {shown_date(self.occurrence).days}"


class DateMoveView(OccurrenceFormView, DateFormView):
    """Give a date another time, place or number of places."""

    heading = gettext_lazy("Change a date")

    def get_form(self, form_class: Any = None) -> Form:
        """Start from what the date is now."""
        occurrence = self.occurrence
        kwargs = {**self.get_form_kwargs(), "initial": date_initial(occurrence)}
        return MoveForm(schedule=occurrence.schedule, **kwargs)

    def write(self, form: Form) -> str:
        """Move the date."""
        assert isinstance(form, MoveForm)
        before = self.occurrence
        after = services.occurrence_move(occurrence=before, reason=form.cleaned_data["reason"], **form.date_values())
        return _("Changed %(before)s, now %(after)s") % {"before": before, "after": after}


class DateCancelView(OccurrenceFormView):
    """Cancel a date, or those after it as well."""

    heading = gettext_lazy("Cancel a date")
    form_class = CancelForm
    submit_button_label = gettext_lazy("Cancel it")
    done_message = gettext_lazy("It is cancelled, and stays in lists and calendars, marked.")

    def write(self, form: Form) -> str:
        """Cancel the dates."""
        scope, reason = form.cleaned_data["scope"], form.cleaned_data["reason"]
        if scope == EditScope.THIS:
            occurrence = services.occurrence_cancel(occurrence=self.occurrence, reason=reason)
            return _("Cancelled %(date)s: %(reason)s") % {"date": occurrence, "reason": occurrence.reason}
        rows = services.series_cancel(occurrence=self.occurrence, scope=scope, reason=reason)
        text = ngettext(
            "Cancelled %(number)d date from %(date)s on: %(reason)s",
            "Cancelled %(number)d dates from %(date)s on: %(reason)s",
            len(rows),
        )
        return text % {"number": len(rows), "date": rows[0], "reason": reason}


class StatusView(DatesFormView):
    """Cancel or postpone all dates together, or let them take place after all."""

    heading = gettext_lazy("All dates together")
    form_class = StatusForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the list when there is nothing to postpone."""
        if get_dated_page(kwargs["page_id"]).schedule is None:
            return redirect("event_dates", kwargs["page_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Start from what it is now."""
        schedule = self.schedule
        return {"status": schedule.status, "reason": schedule.reason} if schedule else {}

    def write(self, form: Form) -> str:
        """Change the status."""
        assert self.schedule is not None
        reason = form.cleaned_data["reason"]
        writers: dict[str, Callable[[], Schedule]] = {
            ScheduleStatus.CANCELLED: lambda: services.schedule_cancel(schedule=self._schedule(), reason=reason),
            ScheduleStatus.POSTPONED: lambda: services.schedule_postpone(schedule=self._schedule(), reason=reason),
            ScheduleStatus.SCHEDULED: lambda: services.schedule_resume(schedule=self._schedule()),
        }
        schedule = writers[form.cleaned_data["status"]]()
        return _("All dates: %(status)s. %(reason)s") % {
            "status": schedule.get_status_display(),
            "reason": schedule.reason,
        }

    def _schedule(self) -> Schedule:
        assert self.schedule is not None
        return self.schedule
