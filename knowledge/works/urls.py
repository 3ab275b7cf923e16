"""The addresses of what follows publication, below ``/<language>/works/``."""

from django.urls import path, re_path

from knowledge.works import views

app_name = "works"

PUBLIC_ID = r"(?P<public_id>[a-z2-7]{10})"

urlpatterns = [
    re_path(rf"^{PUBLIC_ID}/cite\.(?P<kind>bib|json|ris)$", views.cite, name="cite"),
    re_path(rf"^{PUBLIC_ID}/reused/$", views.adopt, name="adopt"),
    re_path(rf"^{PUBLIC_ID}/note/$", views.note, name="note"),
    re_path(rf"^{PUBLIC_ID}/confirm/$", views.confirm_signed_in, name="confirm"),
    path("still-correct/<str:token>/", views.confirm, name="still_correct"),
    path("reuse/", views.adoptions, name="adoptions"),
]
