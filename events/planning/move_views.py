"""Moving a date from the calendar, and taking that back."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from events.enums import EditScope
from events.models import Occurrence
from events.permissions import may_change_dates
from events.planning import addresses
from events.planning.checking import tell_of
from events.planning.forms import ShiftForm
from events.planning.reads import explorable, may_plan
from events.planning.series import series_shift
from events.planning.services import Before, ChangedMeanwhileError, date_put_back, date_shift
from events.planning.shifting import Timed
from events.planning.views import UNDO, CalendarMixin
from events.services import is_announced
from home import wording


class OccurrenceMixin(CalendarMixin):
    """Finds a date that somebody sees in the editor, with its page, and lets in who may change it."""

    page: Page
    occurrence: Occurrence

    def find(self, uuid: UUID | str) -> None:
        """Find the date: raises ``Http404`` where there is none to see, ``PermissionDenied`` where it is not theirs."""
        rows = Occurrence.objects.with_places().select_related("recurrence")
        self.occurrence = get_object_or_404(rows, uuid=uuid)
        pages = list(explorable(self.request.user).filter(translation_key=self.occurrence.schedule.work))
        if not pages:
            raise Http404
        allowed = [page for page in pages if may_change_dates(page, self.request.user)]
        if not allowed:
            raise PermissionDenied
        self.page = allowed[0].specific

    def back_url(self, asked: str) -> str:
        """Return the part of the calendar that one came from, else the month of the date, with the date in sight."""
        is_ours = asked.startswith(reverse("event_calendar")) and ".." not in asked and asked.isprintable()
        url = asked if is_ours else addresses.month_url(Timed.of(self.occurrence).span.first)
        return f"{url}#date-{self.occurrence.uuid}"

    def write_log(self, text: str) -> None:
        """Say in the page's history what happened."""
        log(instance=self.page, action="events.dates", user=self.request.user, data={"text": text})


class MoveView(OccurrenceMixin, FormView):  # type: ignore[misc]
    """Move a date: where to, of an announced one why, and what is in the way there.

    ``day`` and ``time`` of the address are on the site's clock, as the calendar shows them; the form is on the date's
    own. With ``part`` only the form is drawn, for the dialogue of the calendar.
    """

    form_class = ShiftForm
    page_title: Any = gettext_lazy("Move a date")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the date first."""
        self.request = request
        if may_plan(request.user):
            self.find(kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Return the page, or only the form."""
        name = "move_form" if "part" in self.request.GET and self.request.method == "GET" else "move"
        return [f"events/admin/calendar/{name}.html"]

    def get_page_subtitle(self) -> str:
        """Return which one."""
        return str(self.page.get_admin_display_title())

    @cached_property
    def target(self) -> tuple[date, Any]:
        """The day and time that the address asks for, on the date's own clock; where it is now without any."""
        query = self.request.GET
        timed = Timed.of(self.occurrence)
        if "day" not in query:
            return timed.starts_local.date(), timed.starts_local.time()
        day = addresses.day_of(query["day"])
        try:
            clock = time.fromisoformat(query["time"]) if query.get("time") else None
        except ValueError as error:
            raise Http404 from error
        return timed.on_own_clock(day, clock)

    def get_initial(self) -> dict[str, Any]:
        """Start from where it is dragged to."""
        day, clock = self.target
        return {
            "first_day": day,
            "start_time": clock,
            "seen": self.occurrence.starts_at.isoformat(),
            "back": self.request.GET.get("back", ""),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which date it is, and whether people know of it."""
        announced = is_announced(self.occurrence.schedule.work)
        return {**super().get_form_kwargs(), "occurrence": self.occurrence, "is_announced": announced}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is in the way there."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form: ShiftForm = context["form"]
        timed, refusal = self._wanted(form)
        told = tell_of(self.occurrence, timed, self.request.user) if timed is not None else None
        return {
            **context,
            "occurrence": self.occurrence,
            "page": self.page,
            "now": _period(self.occurrence),
            "zone": self.occurrence.schedule.zone,
            "told": told,
            "refusal": refusal,
            # Nothing to ask and nothing in the way: the calendar sends it at once.
            "is_quiet": form.fields.keys().isdisjoint({"reason", "scope"}) and told is not None and not told.is_serious,
            "slot_url": reverse("event_calendar_move", args=[self.occurrence.uuid]),
            "back_url": self.back_url(str(form["back"].value() or "")),
        }

    def _wanted(self, form: ShiftForm) -> tuple[Timed | None, str]:
        """Return when the date would be, by what was sent or else by the address; and why the clocks refuse that."""
        if form.is_bound:
            return form.timed, ""
        try:
            return Timed.of(self.occurrence).moved_to(*self.target), ""
        except ValidationError as error:
            return None, " ".join(error.messages)

    def form_valid(self, form: ShiftForm) -> HttpResponse:
        """Move it and offer to take that back; say so when somebody else was first."""
        assert form.timed is not None
        before, data = _period(self.occurrence), form.cleaned_data
        try:
            undo = self.write(form.timed, data)
        except ChangedMeanwhileError as error:
            return self.changed_meanwhile(form, error)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        words = {"title": self.get_page_subtitle(), "before": before, "after": _period(self.occurrence)}
        text = _("“%(title)s” is moved from %(before)s to %(after)s.") % words
        self.request.session.pop(UNDO, None)
        if undo is not None:
            self.request.session[UNDO] = {**undo.as_json(), "text": text, "back": data["back"]}
        else:
            messages.success(self.request, f"{text} {EditScope(data['scope']).label}.")
        self.write_log(_("Changed %(before)s, now %(after)s") % words)
        return redirect(self.back_url(data["back"]))

    def write(self, timed: Timed, data: dict[str, Any]) -> Before | None:
        """Move one date, or several of a series; return what takes it back, which nothing does for several."""
        moved = {"occurrence": self.occurrence, "seen": data["seen"], "reason": data.get("reason", "")}
        scope = EditScope(data.get("scope", EditScope.THIS))
        if scope != EditScope.THIS:
            series_shift(scope=scope, timed=timed, **moved)
            self.find(self.occurrence.uuid)
            return None
        self.occurrence, undo = date_shift(starts_at=timed.starts_at, ends_at=timed.ends_at, **moved)
        return undo

    def changed_meanwhile(self, form: ShiftForm, error: ChangedMeanwhileError) -> HttpResponse:
        """Answer 409 with the form as it was filled in, over the date as it is now."""
        self.find(self.occurrence.uuid)
        form.data = {**form.data.dict(), "seen": self.occurrence.starts_at.isoformat()}  # type: ignore[attr-defined]
        form.add_error(None, error)
        response = self.form_invalid(form)
        response.status_code = 409
        return response


class UndoView(OccurrenceMixin, View):  # type: ignore[misc]
    """Take the last move back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put the date back; answer 409 when it was changed since."""
        stored = request.session.pop(UNDO, None)
        if stored is None:
            messages.warning(request, _("There is nothing to take back."))
            return redirect("event_calendar")
        back = stored.pop("back")
        stored.pop("text")
        before = Before.from_json(stored)
        self.find(before.uuid)
        moved = _period(self.occurrence)
        try:
            self.occurrence = date_put_back(occurrence=self.occurrence, before=before)
        except ValidationError as error:
            context = {**self.get_context_data(), "problem": " ".join(error.messages), "now": moved, "page": self.page}
            return TemplateResponse(request, "events/admin/calendar/undo_refused.html", context, status=409)
        words = {"title": str(self.page.get_admin_display_title()), "after": _period(self.occurrence), "before": moved}
        self.write_log(_("Changed %(before)s, now %(after)s") % words)
        messages.success(request, _("“%(title)s” is back at %(after)s.") % words)
        return redirect(self.back_url(back))


def _period(occurrence: Occurrence) -> str:
    schedule = occurrence.schedule
    return wording.period_text(occurrence.starts_at, occurrence.ends_at, schedule.zone, all_day=schedule.all_day)
