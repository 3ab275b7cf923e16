"""The editor's views on dates that recur: plan them, change this and following, restore or skip one."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View

from events import services
from events.admin_views import DatesFormView, DatesMixin, OccurrenceFormView, get_dated_page
from events.enums import EditScope, Frequency
from events.presentation import shown_date
from events.series_fields import listed_context
from events.series_forms import FirstDatesForm, RepeatingForm, SeriesForm
from events.series_words import plan_sentences


class DatesPreviewView(View):
    """The dates that come of what is filled in so far, for who writes a page; nothing is saved."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the list, as a part of a page for the script and as a page without it."""
        form = self.get_form(request)
        form.is_valid()
        widget: Any = form.fields["skipped"].widget
        named = [(form[name].label, texts) for name, texts in form.errors.items() if name in form.fields]
        errors = [f"{label}: {text}" for label, texts in named for text in texts]
        context = {
            "listed": listed_context(form.add_prefix("skipped"), widget.days, widget.sentence),
            "errors": [*errors, *form.non_field_errors()] if form["repeat"].value() else [],
        }
        is_part = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        name = "listed_days" if is_part else "dates_preview"
        return render(request, f"events/admin/{name}.html", context)

    def get_form(self, request: HttpRequest) -> RepeatingForm:
        """Return the form as it is filled in."""
        return FirstDatesForm(request.POST, prefix=request.GET.get("prefix") or None)


class SeriesAddPreviewView(DatesMixin, DatesPreviewView):  # type: ignore[misc]
    """The dates that would be added to a page."""

    def get_form(self, request: HttpRequest) -> RepeatingForm:
        """Return the form on the clocks of the schedule that is there."""
        return RepeatingForm(request.POST, schedule=self.schedule)


class SeriesAddView(DatesFormView):
    """Add dates that recur to what is there."""

    heading = gettext_lazy("Add dates that recur")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the list where there is no schedule yet: the first date is on the page itself."""
        if get_dated_page(kwargs["page_id"]).schedule is None:
            return redirect("event_dates", kwargs["page_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Begin with a rhythm: who came here wants dates that recur, and what that asks is there at once."""
        return {**super().get_initial(), "repeat": Frequency.WEEKLY}

    def get_form(self, form_class: Any = None) -> Form:
        """Ask for a date and how it recurs, on the clocks of the schedule."""
        url = reverse("event_series_add_preview", args=[self.page.pk])
        return RepeatingForm(schedule=self.schedule, preview_url=url, **self.get_form_kwargs())

    def write(self, form: Form) -> str:
        """Add the dates."""
        assert isinstance(form, RepeatingForm)
        assert self.schedule is not None
        if form.series is None:
            raise ValidationError(_("Say how it recurs, or add a single date."), code="never")
        recurrence = services.recurrence_create(schedule=self.schedule, **form.series_values())
        return _("Added dates: %(rule)s") % {"rule": recurrence}


class SeriesChangeView(OccurrenceFormView):
    """Change a date and those after it, or all: first it is said what will happen, then it does.

    What was read is sent back as a digest. When the dates are others by then, or the form, it is said anew.
    """

    heading = gettext_lazy("Change several dates")
    template_name = "events/admin/series_change.html"
    sentences: Sequence[str] = ()

    def get_form(self, form_class: Any = None) -> Form:
        """Start from what the series is now."""
        return SeriesForm(occurrence=self.occurrence, **self.get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will happen."""
        context = super().get_context_data(**kwargs)
        context["sentences"] = self.sentences
        context["seen"] = _digest(self.sentences)
        context["submit_button_label"] = _("Change these dates") if self.sentences else _("See what will happen")
        context["date"] = shown_date(self.occurrence)
        return context

    def form_valid(self, form: Form) -> HttpResponse:
        """Say what will happen, or do what was said."""
        assert isinstance(form, SeriesForm)
        scope, overwrite = EditScope(form.cleaned_data["scope"]), form.cleaned_data["overwrite"]
        try:
            plan = services.series_preview(
                occurrence=self.occurrence, scope=scope, overwrite=overwrite, **form.values()
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        self.sentences = plan_sentences(plan)
        if self.request.POST.get("seen") != _digest(self.sentences):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def write(self, form: Form) -> str:
        """Change the dates."""
        assert isinstance(form, SeriesForm)
        services.series_change(
            occurrence=self.occurrence,
            scope=EditScope(form.cleaned_data["scope"]),
            overwrite=form.cleaned_data["overwrite"],
            reason=form.cleaned_data["reason"],
            **form.values(),
        )
        return " ".join(self.sentences)


class DateRestoreView(OccurrenceFormView):
    """Let a date that was cancelled take place after all."""

    heading = gettext_lazy("Let it take place after all")
    form_class = Form
    submit_button_label = gettext_lazy("Let it take place after all")
    done_message = gettext_lazy("The date takes place again. Calendars follow within the hour.")

    def write(self, form: Form) -> str:
        """Restore the date."""
        return _("Restored %(date)s") % {"date": services.occurrence_restore(occurrence=self.occurrence)}


class DateSkipView(OccurrenceFormView):
    """Take a date that nobody has seen yet out of the plan."""

    heading = gettext_lazy("Leave a date out")
    form_class = Form
    submit_button_label = gettext_lazy("Leave this date out")
    draft_message = gettext_lazy("The date is left out.")

    def write(self, form: Form) -> str:
        """Skip the date."""
        occurrence = self.occurrence
        services.occurrence_skip(occurrence=occurrence)
        return _("Left out %(date)s") % {"date": occurrence}


def _digest(sentences: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest() if sentences else ""
