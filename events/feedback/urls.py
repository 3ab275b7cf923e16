"""The addresses of the form, below ``/<language>/feedback/``: the first is a secret."""

from django.urls import path

from events.feedback import views

app_name = "feedback"

urlpatterns = [
    path("thanks/", views.thanks, name="thanks"),
    path("<str:token>/", views.answer, name="answer"),
]
