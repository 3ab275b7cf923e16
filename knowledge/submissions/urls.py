"""The addresses of submissions, below ``/<language>/account/submissions/``."""

from django.urls import path

from knowledge.submissions import urls_writing, writing_views

app_name = "submissions"

urlpatterns = [
    *urls_writing.urlpatterns,
    path("<uuid:uuid>/", writing_views.check, name="detail"),
]
