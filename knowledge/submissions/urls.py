"""The addresses of submissions, below ``/<language>/account/submissions/``."""

from knowledge.submissions import urls_review

app_name = "submissions"

urlpatterns = [*urls_review.urlpatterns]
