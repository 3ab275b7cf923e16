"""The addresses of organisations in the hands of their own people, below ``/<language>/account/organisations/``."""

from django.urls import URLPattern, URLResolver, include, path

from members import (
    organisation_page_views as page_views,
    organisation_people_views as people_views,
    organisation_views as views,
)

# Below an organisation's own corner; its page below a language.
page_patterns: list[URLPattern | URLResolver] = [
    path("", page_views.edit, name="organisation_page"),
    path("preview/", page_views.preview, name="organisation_page_preview"),
    path("history/", page_views.history, name="organisation_page_history"),
    path("history/<int:revision>/", page_views.version, name="organisation_page_version"),
    path("history/<int:revision>/preview/", page_views.version_preview, name="organisation_page_version_preview"),
    path("history/<int:revision>/restore/", page_views.restore, name="organisation_page_restore"),
]
organisation_patterns: list[URLPattern | URLResolver] = [
    path("", views.organisation, name="organisation"),
    path("people/", people_views.people, name="organisation_people"),
    path(
        "people/invitations/<int:invitation>/again/",
        people_views.invitation_again,
        name="organisation_invitation_again",
    ),
    path(
        "people/invitations/<int:invitation>/withdraw/",
        people_views.invitation_back,
        name="organisation_invitation_withdraw",
    ),
    path("people/<int:contact>/", people_views.person, name="organisation_person"),
    path("people/<int:contact>/end/", people_views.person_end, name="organisation_person_end"),
    path("people/<int:contact>/hand-over/", people_views.hand_over, name="organisation_hand_over"),
    path("leave/", people_views.leave, name="organisation_leave"),
    path("claim/", views.claim, name="organisation_claim"),
    path("page/<slug:language>/", include(page_patterns)),
]

urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("claims/<int:claim>/withdraw/", views.withdraw, name="claim_withdraw"),
    path("<slug:slug>/", include(organisation_patterns)),
]
