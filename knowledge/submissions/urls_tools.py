"""The addresses of what helps with writing: files, works that look alike, a first draft from a file."""

from django.urls import path

from knowledge.submissions import attachment_views, import_views, neighbour_views

urlpatterns = [
    path("<uuid:uuid>/files/", attachment_views.attach, name="attach"),
    path("<uuid:uuid>/files/<int:pk>/remove/", attachment_views.remove, name="detach"),
    path("<uuid:uuid>/neighbours/", neighbour_views.neighbours, name="neighbours"),
    path("import/", import_views.import_file, name="import"),
    path("import/<slug:kind>.<slug:extension>", import_views.template, name="template"),
    path("<uuid:uuid>/imported/", import_views.imported, name="imported"),
]
