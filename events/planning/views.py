"""The editors' calendar: everything planned, by month, week or day."""

import abc
from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, pgettext, pgettext_lazy
from django.views.generic import RedirectView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.days_off import days_off
from events.local_time import whole_days
from events.planning import addresses, grid
from events.planning.forms import NarrowingForm
from events.planning.reads import may_plan, planned
from home import wording

UNDO = "event_calendar_undo"
A_DAY = timedelta(days=1)


class CalendarMixin(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """Lets in who has rights on pages, and knows the way back to the calendar."""

    header_icon = "date"
    page_title: Any = pgettext_lazy("of editors", "Calendar")
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else: raises ``PermissionDenied``, which Wagtail turns into its own answer."""
        if not may_plan(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the calendar."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("event_calendar"), "label": pgettext("of editors", "Calendar")},
        ]


class CalendarTodayView(RedirectView):
    """The calendar without a day is that of this month."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """Return the address of this month."""
        return addresses.month_url(timezone.localdate())


class CalendarView(CalendarMixin, TemplateView, abc.ABC):  # type: ignore[misc]
    """What the month, the week and the day have in common: the days shown, what is chosen, and the way around."""

    heading: str = ""

    @property
    @abc.abstractmethod
    def day(self) -> date:
        """The first day that the address names."""

    @abc.abstractmethod
    def days(self) -> tuple[date, date]:
        """Return the first and last day that are shown."""

    @abc.abstractmethod
    def around(self) -> tuple[str, str, str]:
        """Return the addresses of what comes before, of today, and of what comes after."""

    @abc.abstractmethod
    def shown(self) -> dict[str, Any]:
        """Return what only this view draws."""

    @cached_property
    def form(self) -> NarrowingForm:
        """What the calendar is narrowed to."""
        return NarrowingForm(self.request.GET)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The choices as addresses repeat them."""
        return {name: self.request.GET[name] for name in self.form.fields if self.request.GET.get(name)}

    def has_today(self) -> bool:
        """Return whether today is one of the days shown: then it is the week of today that one wants to see."""
        first, last = self.days()
        return first <= timezone.localdate() <= last

    def get_page_subtitle(self) -> str:
        """Return which days these are."""
        return self.heading

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dates, the choices and the links."""
        self.items = planned(self.request.user, *self.days(), self.form.narrowing())
        self.today = timezone.localdate()
        shown = self.shown()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        previous_url, today_url, next_url = self.around()
        undo = self.request.session.get(UNDO)
        return {
            **context,
            **shown,
            "form": self.form,
            "is_narrowed": bool(self.chosen),
            "previous_url": previous_url,
            "today_url": today_url,
            "next_url": next_url,
            "month_url": addresses.month_url(self.day, self.chosen),
            "week_url": addresses.week_url(self.today if self.has_today() else self.day, self.chosen),
            "here": self.request.get_full_path(),
            "zone": settings.TIME_ZONE.replace("_", " "),
            "count": len(self.items),
            "undo": undo["text"] if undo else "",
        }


class MonthView(CalendarView):
    """A month in whole weeks."""

    template_name = "events/admin/calendar/month.html"

    @cached_property
    def day(self) -> date:
        """The first day of the month; raises ``Http404`` for what is no month."""
        return addresses.month_of(self.kwargs["month"])

    @property
    def heading(self) -> str:  # type: ignore[override]
        """The month in words."""
        return date_format(self.day, "F Y")

    def days(self) -> tuple[date, date]:
        """Return the first and last day of its weeks."""
        return grid.month_days(self.day)

    def around(self) -> tuple[str, str, str]:
        """Return the months before and after, and that of today."""
        months = (addresses.previous_month(self.day), self.today, addresses.next_month(self.day))
        before, today, after = (addresses.month_url(month, self.chosen) for month in months)
        return before, today, after

    def shown(self) -> dict[str, Any]:
        """Return the weeks."""
        return {"weeks": grid.month_weeks(self.items, self.day, days_off(*self.days()), self.today)}


class WeekView(CalendarView):
    """A week with its hours."""

    template_name = "events/admin/calendar/week.html"

    @cached_property
    def day(self) -> date:
        """The Monday of the week; raises ``Http404`` for what is no week."""
        return addresses.week_of(self.kwargs["week"])

    @property
    def heading(self) -> str:  # type: ignore[override]
        """The week in words, with its days."""
        days = wording.days_text(*whole_days(*self.days(), settings.TIME_ZONE))
        return _("Week %(number)s, %(days)s") % {"number": self.day.isocalendar().week, "days": days}

    def days(self) -> tuple[date, date]:
        """Return Monday and Sunday."""
        return self.day, self.day + 6 * A_DAY

    def around(self) -> tuple[str, str, str]:
        """Return the weeks before and after, and that of today."""
        days = (self.day - 7 * A_DAY, self.today, self.day + 7 * A_DAY)
        before, today, after = (addresses.week_url(day, self.chosen) for day in days)
        return before, today, after

    def shown(self) -> dict[str, Any]:
        """Return the week and its hours."""
        week, hours = grid.week_of_hours(self.items, self.day, days_off(*self.days()), self.today)
        rows = [(time(hour), [(day, day.hours[hour]) for day in week.days]) for hour in hours]
        return {"week": week, "rows": rows}


class DayView(CalendarView):
    """Everything of one day, however much there is."""

    template_name = "events/admin/calendar/day.html"

    @cached_property
    def day(self) -> date:
        """The day; raises ``Http404`` for what is none."""
        return addresses.day_of(self.kwargs["day"])

    @property
    def heading(self) -> str:  # type: ignore[override]
        """The day in words."""
        return wording.day_text(self.day, weekday=True)

    def days(self) -> tuple[date, date]:
        """Return the day alone."""
        return self.day, self.day

    def around(self) -> tuple[str, str, str]:
        """Return the days before and after, and today."""
        before, today, after = (
            addresses.day_url(day, self.chosen) for day in (self.day - A_DAY, self.today, self.day + A_DAY)
        )
        return before, today, after

    def shown(self) -> dict[str, Any]:
        """Return its dates, and the holidays that it is."""
        return {
            "entries": grid.day_entries(self.items, self.day),
            "days_off": days_off(self.day, self.day).get(self.day, ()),
        }
