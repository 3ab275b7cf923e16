"""The addresses of accounts, below ``/<language>/account/``."""

from django.urls import include, path

from members import my_hub_views, preference_views, views

app_name = "members"

urlpatterns = [
    path("", my_hub_views.my_hub, name="my_hub"),
    path("read/", my_hub_views.read, name="my_hub_read"),
    path("login/", views.LoginView.as_view(), name="login"),
    path("preferences/", preference_views.preferences, name="preferences"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("organisations/", include("members.organisation_urls")),
]
