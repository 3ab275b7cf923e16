"""The addresses at which members write."""

from django.urls import path

from knowledge.submissions import co_author_views, start_views, writing_views

urlpatterns = [
    path("start/", start_views.start, name="start"),
    path("start/<slug:kind>/", start_views.begin, name="begin"),
    path("<uuid:uuid>/write/<slug:step>/", writing_views.write, name="write"),
    path("<uuid:uuid>/save/<slug:step>/", writing_views.save, name="save"),
    path("<uuid:uuid>/check/", writing_views.check, name="check"),
    path("<uuid:uuid>/preview/", writing_views.preview, name="preview"),
    path("<uuid:uuid>/submit/", writing_views.submit, name="submit"),
    path("<uuid:uuid>/clone/", start_views.clone, name="clone"),
    path("<uuid:uuid>/translate/<slug:language>/", start_views.translate, name="translate"),
    path("<uuid:uuid>/co-author/", co_author_views.answer, name="co_author_answer"),
    path("<uuid:uuid>/people/", co_author_views.people, name="people"),
    path("<uuid:uuid>/people/<int:pk>/end/", co_author_views.person_end, name="person_end"),
]
