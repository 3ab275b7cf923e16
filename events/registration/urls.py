"""The addresses of registering, below ``/<language>/registrations/``."""

from django.urls import path, re_path

from events.registration import own_views, views

app_name = "registrations"

PUBLIC_ID = r"(?P<public_id>[a-z2-7]{10})"
DATE = r"(?P<date>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"

urlpatterns = [
    path("confirm/<str:token>/", own_views.confirm, name="confirm"),
    path("mine/<str:key>/", own_views.state, name="state"),
    path("mine/<str:key>/offer/", own_views.offer, name="offer"),
    path("mine/<str:key>/change/", own_views.change, name="change"),
    path("mine/<str:key>/withdraw/", own_views.withdraw, name="withdraw"),
    re_path(rf"^{PUBLIC_ID}/$", views.choose, name="choose"),
    re_path(rf"^{PUBLIC_ID}/sent/$", views.sent, name="sent"),
    re_path(rf"^{PUBLIC_ID}/all/$", views.register, name="all"),
    re_path(rf"^{PUBLIC_ID}/all/colleague/$", views.register_colleague, name="all_colleague"),
    re_path(rf"^{PUBLIC_ID}/{DATE}/$", views.register, name="date"),
    re_path(rf"^{PUBLIC_ID}/{DATE}/colleague/$", views.register_colleague, name="date_colleague"),
]
