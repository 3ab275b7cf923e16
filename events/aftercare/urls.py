"""Addresses of what came of an event, below ``/aftercare/``."""

from django.urls import path

from events.aftercare import views

urlpatterns = [
    path("practices/", views.practices, name="aftercare_practices"),
    path("of/<str:public_id>/", views.signed_in, name="aftercare_of"),
    path("<str:token>/", views.by_link, name="aftercare"),
]
