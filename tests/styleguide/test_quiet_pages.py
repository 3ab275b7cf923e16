"""Pages that have nothing to show: they say what happened, and what one can do, in both languages."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import bad_request, permission_denied

from hub.views import server_error

LANGUAGES = ("nl", "en")


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", response.content.decode())[1].replace("\u00ad", "")


def is_kept_from_search_engines(response):
    return '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_leads_on(client, homes, language):
    response = client.get(f"/{language}/nowhere/?a=1")

    html = response.content.decode()
    assert (response.status_code, is_kept_from_search_engines(response)) == (404, True)
    assert f'<html lang="{language}">' in html
    assert f'action="/{language}/search/"' in html
    assert f'href="/{language}/account/login/?next=%2F{language}%2Fnowhere%2F%3Fa%3D1"' in html


@pytest.mark.django_db
def test_who_is_signed_in_is_not_asked_to_sign_in(client, homes, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="member@hub.example", password="x"))

    assert "account/login/" not in client.get("/nl/nowhere/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_open_too_long_says_so(homes, language):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(f"/{language}/account/login/", {"username": "a@hub.example"})

    with translation.override(language):
        assert heading(response) == translation.gettext("The form was open for too long")
    assert (response.status_code, is_kept_from_search_engines(response)) == (403, True)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_may_not_do_is_refused_in_words(homes, language, django_user_model):
    request = RequestFactory().get(f"/{language}/")
    request.user = django_user_model.objects.create_user(email="member@hub.example", password="x")
    with translation.override(language):
        response = permission_denied(request, PermissionDenied())
        assert heading(response) == translation.gettext("You cannot do this")
    assert response.status_code == 403


# Without a database: these are shown when it may be what failed.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("view", "status"),
    [(server_error, 500), (lambda request: bad_request(request, BadRequest()), 400)],
    ids=["500", "400"],
)
def test_errors_are_shown_without_a_database(view, status, language):
    with translation.override(language):
        response = view(RequestFactory().get(f"/{language}/"))

    html = response.content.decode()
    assert (response.status_code, is_kept_from_search_engines(response)) == (status, True)
    assert f'<html lang="{language}">' in html
    assert f'href="/{language}/"' in html
    assert "/static/css/hub.css" in html
