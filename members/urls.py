"""The addresses of accounts, below ``/<language>/account/``."""

from django.urls import include, path

from members import (
    organisation_page_views as page_views,
    organisation_views,
    preference_views,
    views,
)

app_name = "members"

# Below an organisation's own corner; its page below a language.
page_patterns = [
    path("", page_views.edit, name="organisation_page"),
    path("preview/", page_views.preview, name="organisation_page_preview"),
    path("history/", page_views.history, name="organisation_page_history"),
    path("history/<int:revision>/", page_views.version, name="organisation_page_version"),
    path("history/<int:revision>/preview/", page_views.version_preview, name="organisation_page_version_preview"),
    path("history/<int:revision>/restore/", page_views.restore, name="organisation_page_restore"),
]
organisation_patterns = [
    path("", organisation_views.organisation, name="organisation"),
    path("people/", organisation_views.people, name="organisation_people"),
    path("people/<int:contact>/", organisation_views.person, name="organisation_person"),
    path("people/<int:contact>/end/", organisation_views.person_end, name="organisation_person_end"),
    path("people/<int:contact>/hand-over/", organisation_views.hand_over, name="organisation_hand_over"),
    path("leave/", organisation_views.leave, name="organisation_leave"),
    path("claim/", organisation_views.claim, name="organisation_claim"),
    path("page/<slug:language>/", include(page_patterns)),
]

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("preferences/", preference_views.preferences, name="preferences"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/claims/<int:claim>/withdraw/", organisation_views.withdraw, name="claim_withdraw"),
    path("organisations/<slug:slug>/", include(organisation_patterns)),
]
