"""Addresses of who would come, below ``/interest/``."""

from django.urls import path

from events.interest import views

urlpatterns = [
    path("mine/<str:token>/", views.own, name="interest_own"),
    path("<str:public_id>/", views.say, name="interest"),
    path("<str:public_id>/withdraw/", views.withdraw, name="interest_withdraw"),
    path("<str:public_id>/numbers/", views.numbers, name="event_interest"),
]
