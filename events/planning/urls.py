"""The addresses of the editors' calendar, below /admin/."""

from django.urls import URLPattern, path

from events.planning import check_views, move_views, views


def calendar_urls() -> list[URLPattern]:
    """Return the views on everything that is planned."""
    return [
        path("events/calendar/", views.CalendarTodayView.as_view(), name="event_calendar"),
        path("events/calendar/month/<str:month>/", views.MonthView.as_view(), name="event_calendar_month"),
        path("events/calendar/week/<str:week>/", views.WeekView.as_view(), name="event_calendar_week"),
        path("events/calendar/day/<str:day>/", views.DayView.as_view(), name="event_calendar_day"),
        path("events/calendar/undo/", move_views.UndoView.as_view(), name="event_calendar_undo"),
        path("events/calendar/check/", check_views.CheckView.as_view(), name="event_date_check"),
        path("events/calendar/<uuid:uuid>/move/", move_views.MoveView.as_view(), name="event_calendar_move"),
    ]
