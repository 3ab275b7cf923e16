"""The addresses of submissions, below ``/<language>/account/submissions/``."""

from knowledge.submissions import urls_review, urls_tools, urls_writing

app_name = "submissions"

urlpatterns = [*urls_tools.urlpatterns, *urls_writing.urlpatterns, *urls_review.urlpatterns]
