"""The addresses of submissions, below ``/<language>/account/submissions/``."""

from knowledge.submissions import urls_tools

app_name = "submissions"

urlpatterns = [*urls_tools.urlpatterns]
