"""The addresses of accounts, below ``/<language>/account/``."""

from django.urls import include, path

from members import account_views, invitation_views, my_hub_views, preference_views, views

app_name = "members"

urlpatterns = [
    path("", my_hub_views.my_hub, name="my_hub"),
    path("read/", my_hub_views.read, name="my_hub_read"),
    path("security/", account_views.account, name="account"),
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("preferences/", preference_views.preferences, name="preferences"),
    path("sessions/end/", account_views.session_end, name="sessions_end"),
    path("sessions/<int:pk>/end/", account_views.session_end, name="session_end"),
    path("data/", account_views.data_download, name="data_download"),
    path("delete/", account_views.account_delete, name="account_delete"),
    path("invitations/<str:token>/", invitation_views.invitation, name="invitation"),
    path("organisations/", include("members.organisation_urls")),
]
