"""The addresses of accounts, below ``/<language>/account/``."""

from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
]
