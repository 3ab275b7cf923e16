"""The addresses of certificates, below ``/<language>/certificates/``."""

from django.urls import path

from events.certificates import views

app_name = "certificates"

urlpatterns = [
    path("", views.check, name="check"),
    path("<str:ticket>/", views.own, name="own"),
]
