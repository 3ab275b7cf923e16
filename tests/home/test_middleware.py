import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Workflow

from home import middleware, services
from home.viewer import viewer
from tests.factories.home import BuildingBlockFactory, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusals():
    return middleware.AdminRefusalMiddleware(lambda request: HttpResponse("fine"))


def asked(path, method="post", user=None, **headers):
    request = getattr(RequestFactory(), method)(path, headers=headers)
    request.user = user
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def test_what_is_not_refused_passes(refusals):
    assert refusals(asked("/admin/")).content == b"fine"
    assert refusals.process_exception(asked("/admin/"), KeyError("x")) is None


@pytest.mark.parametrize("error", [ValidationError("no"), ProtectedError("no", set()), RestrictedError("no", set())])
def test_outside_the_editor_nothing_is_caught(refusals, error):
    assert refusals.process_exception(asked("/nl/"), error) is None


def test_a_validation_error_while_looking_is_a_bug_and_is_not_hidden(refusals):
    assert refusals.process_exception(asked("/admin/", "get"), ValidationError("no")) is None


def test_a_refusal_becomes_messages_and_leads_back(refusals):
    request = asked("/admin/pages/3/", referer="http://testserver/admin/pages/3/edit/")

    response = refusals.process_exception(request, ValidationError({"summary": ["fill this in", "really"]}))

    assert (response.status_code, response.url) == (302, "http://testserver/admin/pages/3/edit/")
    assert [str(message).strip() for message in get_messages(request)] == ["Fill this in", "Really"]


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_refusal_never_leads_elsewhere(referer):
    assert middleware.back_url(asked("/admin/", referer=referer)) == "/admin/"


@pytest.mark.parametrize("kind", [ProtectedError, RestrictedError])
def test_what_the_database_refuses_is_listed(refusals, kind, practices, django_user_model):
    user = django_user_model.objects.create_superuser(email="root@hub.example", password="x")
    block = BuildingBlockFactory()
    page = publish(BestPracticePageFactory(parent=practices[0], title="Praktijk"), building_blocks=[block])
    rows = set(type(page).building_blocks.through.objects.all())

    response = refusals.process_exception(asked("/admin/x/", user=user), kind("no", rows))

    assert response.status_code == 409
    assert "Praktijk" in response.content.decode()


def test_approving_what_became_incomplete_says_so_and_keeps_it_in_moderation(admin, practices, django_user_model):
    page = publish(BestPracticePageFactory(parent=practices[0]))
    user = django_user_model.objects.get()
    Workflow.objects.first().start(page, user)
    revision = page.latest_revision
    revision.content["evidence_level"] = "pilot"
    revision.save()
    task = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])

    response = admin.post(url, {"comment": ""}, follow=True)

    assert response.status_code == 200
    assert "Setting of the pilot: evidence “Pilot” asks for this." in [
        str(m).strip() for m in response.context["messages"]
    ]
    page = type(page).objects.get(pk=page.pk)
    assert (page.evidence_level, page.current_workflow_task_state) == ("idea", task)


def test_messages_without_fields_are_sentences_too():
    assert services.publish_error_lines(ValidationError(["one", "two"])) == ["One", "Two"]


def test_the_viewer_is_known_for_the_length_of_a_request(django_user_model):
    user = django_user_model.objects.create_user(email="member@hub.example", password="x")
    seen = []
    view = middleware.ViewerMiddleware(lambda request: seen.append(viewer()) or HttpResponse())

    view(asked("/", user=user))

    assert seen == [user]
    assert viewer().is_anonymous
