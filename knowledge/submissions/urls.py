"""The addresses of submissions, below ``/<language>/account/submissions/``."""

from knowledge.submissions import urls_review, urls_writing

app_name = "submissions"

urlpatterns = [*urls_writing.urlpatterns, *urls_review.urlpatterns]
