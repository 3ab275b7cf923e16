"""The rows of registrations: somebody's own, one that a colleague made, and registering colleagues."""

from typing import Any

from django.urls import reverse

from events import permissions
from events.models import Occurrence, Registration
from tests.permissions.matrix import EVERYBODY, LOGIN, NOT_FOUND, SIGNED_IN, Action
from tests.permissions.world import World

OWN = frozenset({"author", "administrator"})
OF_AN_ORGANISATION = frozenset({"viewer", "author", "administrator", "other_administrator"})
HIDDEN = dict.fromkeys(EVERYBODY, NOT_FOUND)


def changes(user: Any, world: World) -> bool:
    return permissions.may_change_registration(Registration.objects.get(pk=world.registration.pk), user)


def own(name: str, view: str, **values: Any) -> Action:
    """Return a row about the registration of the author, which the administrator made for them."""
    return Action(
        name=name,
        object="A registration that a colleague made",
        url=lambda world: reverse(f"registrations:{view}", args=[world.registration.uuid]),
        rule=changes,
        function="events.permissions.may_change_registration",
        allowed=OWN,
        refused=HIDDEN,
        **values,
    )


def colleague_form(world: World) -> str:
    page, date = world.meeting, Occurrence.objects.for_work(world.meeting.translation_key)[0]
    return reverse("registrations:date_colleague", args=[page.public_id, date.uuid])


ROWS: tuple[Action, ...] = (
    own("see it", "state"),
    own("change it", "change", method="post", data=lambda world: {"name": "Andere naam"}, done=302),
    own("withdraw it", "withdraw", method="post", done=302),
    Action(
        name="register a colleague",
        object="A meeting that one registers for",
        url=colleague_form,
        rule=lambda user, world: permissions.may_register_colleagues(user),
        function="events.permissions.may_register_colleagues",
        allowed=OF_AN_ORGANISATION,
        refused={"anonymous": LOGIN, **dict.fromkeys(SIGNED_IN, NOT_FOUND)},
    ),
)
