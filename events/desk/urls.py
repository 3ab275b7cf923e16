"""The addresses of organisers' desks, below ``/<language>/account/events/``."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from events.desk import (
    certificate_views,
    check_in_views,
    detail_views,
    list_views,
    message_views,
    question_views,
    settings_views,
)

app_name = "desk"

PERSON = r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

desk_patterns: list[URLPattern | URLResolver] = [
    path("", list_views.list_view, name="list"),
    path("approve/", list_views.approve_view, name="approve"),
    path("export/", list_views.export_view, name="export"),
    path("sheet/", check_in_views.sheet_view, name="sheet"),
    path("registrations/<uuid:uuid>/", detail_views.detail_view, name="registration"),
    path("registrations/<uuid:uuid>/<slug:act>/", detail_views.act_view, name="act"),
    path("check-in/", check_in_views.check_in_view, name="check_in"),
    path("check-in/send/", check_in_views.send_view, name="check_in_send"),
    path("check-in/worker.js", check_in_views.worker_view, name="check_in_worker"),
    re_path(rf"^check-in/{PERSON}/(?P<act>in|out)/$", check_in_views.arrival_view, name="arrival"),
    path("check-in/<str:ticket>/", check_in_views.ticket_view, name="ticket"),
    path("messages/", message_views.messages_view, name="messages"),
    path("messages/new/", message_views.new_view, name="message_new"),
    path("messages/<uuid:uuid>/", message_views.message_view, name="message"),
    path("certificates/", certificate_views.certificates_view, name="certificates"),
    path("certificates/all.pdf", certificate_views.all_view, name="certificates_all"),
    path("certificates/<uuid:uuid>.pdf", certificate_views.one_view, name="certificate"),
    path("settings/", settings_views.settings_view, name="settings"),
    path("settings/places/", settings_views.places_view, name="places"),
    path("settings/questions/", question_views.questions_view, name="questions"),
    path("settings/questions/add/<slug:kind>/", question_views.add_view, name="question_add"),
    path("settings/questions/<uuid:uuid>/", question_views.change_view, name="question"),
    path("settings/questions/<uuid:uuid>/<slug:act>/", question_views.act_view, name="question_act"),
]

urlpatterns = [
    re_path(r"^(?P<public_id>[a-z2-7]{10})/", include(desk_patterns)),
]
