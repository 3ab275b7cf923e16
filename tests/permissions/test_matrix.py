"""Every cell of who may do what, through the view and through the function."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.permissions.matrix import LOGIN, ROLES, markdown
from tests.permissions.registry import ACTIONS
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(site):
    return make_world()


def outcome_of(response):
    """Return what somebody was answered, as the rows write it down."""
    location = response.headers.get("Location", "")
    is_login = location.startswith((reverse("members:login"), reverse("wagtailadmin_login")))
    return LOGIN if is_login else str(response.status_code)


def asked(action, role, world):
    """Return what this role is answered; whatever was done is undone, so that no role finds what another did."""
    client = Client()
    if world.users[role] is not None:
        client.force_login(world.users[role])
    with transaction.atomic():
        response = getattr(client, action.method)(action.url(world), action.data(world))
        transaction.set_rollback(True)
    return outcome_of(response)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.object}: {action.name}")
def test_each_role_may_do_in_the_view_what_the_table_says_and_the_function_agrees(world, action):
    told = {role: asked(action, role, world) for role in ROLES}
    ruled = {role: action.rule(world.users[role] or AnonymousUser(), world) for role in ROLES}

    assert told == {role: action.outcome(role) for role in ROLES}
    assert ruled == {role: role in action.allowed for role in ROLES}


def test_an_account_that_was_closed_may_do_nothing(world):
    users = [user for user in world.users.values() if user is not None]
    for user in users:
        user.is_active = False

    assert [action.name for action in ACTIONS for user in users if action.rule(user, world)] == []


def test_the_document_says_what_the_rows_say():
    """``make permissions`` writes it anew."""
    document = Path(settings.BASE_DIR) / "docs" / "permissions.md"

    assert document.read_text(encoding="utf-8") == markdown(ACTIONS)
