"""The addresses of reviews and of the desk, below those of submissions."""

from django.urls import path

from knowledge.submissions import desk_views, detail_views

urlpatterns = [
    path("desk/", desk_views.desk_view, name="desk"),
    path("desk/act/", desk_views.bulk_view, name="bulk"),
    path("desk/statistics/", desk_views.statistics_view, name="statistics"),
    path("desk/deputies/", desk_views.deputies_view, name="deputies"),
    path("desk/deputies/<int:pk>/end/", desk_views.deputy_end_view, name="deputy_end"),
    path("<uuid:uuid>/", detail_views.detail_view, name="detail"),
    path("<uuid:uuid>/message/", detail_views.message_view, name="message"),
    path("<uuid:uuid>/withdraw/", detail_views.withdraw_view, name="withdraw"),
    path("<uuid:uuid>/review/<slug:act>/", detail_views.decide_view, name="decide"),
    path("<uuid:uuid>/assign/", detail_views.assign_view, name="assign"),
    path("<uuid:uuid>/advice/", detail_views.advice_ask_view, name="advice_ask"),
    path("<uuid:uuid>/advice/<int:pk>/revoke/", detail_views.advice_revoke_view, name="advice_revoke"),
]
