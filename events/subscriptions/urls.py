"""Addresses below ``/<language>/calendars/``."""

from django.urls import path

from events.subscriptions import views

app_name = "calendars"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("follow/", views.follow, name="follow"),
    path("registrations/", views.follow_registrations, name="registrations"),
    path("<int:pk>/name/", views.rename, name="rename"),
    path("<int:pk>/end/", views.revoke, name="revoke"),
    path("<int:pk>/address/", views.renew, name="renew"),
    path("at/<slug:token>/", views.explain, name="calendar"),
]
