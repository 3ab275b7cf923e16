"""The addresses of accounts, below ``/<language>/account/``."""

from django.urls import path

from members import preference_views, views

app_name = "members"

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("preferences/", preference_views.preferences, name="preferences"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
]
