"""The addresses of advice from outside: each is a secret."""

from django.urls import path

from knowledge.submissions import advice_views

app_name = "advice"

urlpatterns = [path("<str:token>/", advice_views.answer_view, name="answer")]
