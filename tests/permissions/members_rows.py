"""The rows of organisations: their corner, their people, their page, claims and merging."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from home.versions import version_of
from members import permissions
from members.models import OrganisationClaim
from tests.permissions.matrix import FORBIDDEN, LOGIN, NOT_FOUND, SIGNED_IN, Action
from tests.permissions.world import World

INSIDE = frozenset({"viewer", "author", "administrator", "desk", "superuser"})
RUNS_IT = frozenset({"administrator", "desk", "superuser"})
DESK = frozenset({"desk", "superuser"})
OUTSIDE = SIGNED_IN - INSIDE

# For who is not of the organisation it is not there; a colleague without the role is told so.
CORNER = {"anonymous": LOGIN, **dict.fromkeys(OUTSIDE, NOT_FOUND), **dict.fromkeys(INSIDE, FORBIDDEN)}
# The editor is for who may use it. Those who may not are sent to the log-in, as Wagtail does, and so are those without
# the right to a list; what a screen of ours refuses is 403.
EDITOR = {
    "anonymous": LOGIN,
    **dict.fromkeys(SIGNED_IN - {"editor", "moderator"}, LOGIN),
    "editor": "302",
    "moderator": "302",
}


def about_organisation(name: str) -> Callable[[Any, World], bool]:
    rule = getattr(permissions, name)
    return lambda user, world: rule(user, world.organisation)


def corner(view: str, *args: Any) -> Callable[[World], str]:
    return lambda world: reverse(f"members:{view}", args=[world.organisation.slug, *args])


def person(view: str) -> Callable[[World], str]:
    return lambda world: reverse(f"members:{view}", args=[world.organisation.slug, world.colleague.pk])


def invitation(view: str) -> Callable[[World], str]:
    return lambda world: reverse(f"members:{view}", args=[world.organisation.slug, world.invitation.pk])


def version(view: str) -> Callable[[World], str]:
    return lambda world: reverse(f"members:{view}", args=[world.organisation.slug, "nl", world.first_revision.pk])


def page_data(world: World) -> dict[str, Any]:
    now = version_of(world.page)
    return {"version": now, "shown": now, "summary": "Van ons", "body": "Wij *doen* iets", "do": "publish"}


def corner_action(name: str, url: Any, function: str, allowed: frozenset[str], **values: Any) -> Action:
    return Action(
        name,
        "Organisation",
        url,
        about_organisation(function),
        f"members.permissions.{function}",
        allowed,
        CORNER,
        **values,
    )


def page_action(name: str, view: str, **values: Any) -> Action:
    url = values.pop("url", corner(view, "nl"))
    function = "may_edit_page"
    return Action(
        name,
        "Page of an organisation",
        url,
        about_organisation(function),
        f"members.permissions.{function}",
        RUNS_IT,
        CORNER,
        **values,
    )


POST: dict[str, Any] = {"method": "post", "done": 302}

ROWS: tuple[Action, ...] = (
    corner_action("See its corner", corner("organisation"), "may_see_inside", INSIDE),
    corner_action("See its people", corner("organisation_people"), "may_see_inside", INSIDE),
    corner_action(
        "Invite somebody",
        corner("organisation_people"),
        "may_invite",
        RUNS_IT,
        data=lambda world: {"email": "nieuw@hub.example", "role": "author", "language": "nl"},
        **POST,
    ),
    corner_action(
        "Send an invitation again", invitation("organisation_invitation_again"), "may_invite", RUNS_IT, **POST
    ),
    corner_action(
        "Withdraw an invitation", invitation("organisation_invitation_withdraw"), "may_invite", RUNS_IT, **POST
    ),
    corner_action("See what can change of somebody", person("organisation_person"), "may_change_people", RUNS_IT),
    corner_action(
        "Change somebody's role",
        person("organisation_person"),
        "may_change_people",
        RUNS_IT,
        data=lambda world: {"role": "viewer"},
        **POST,
    ),
    corner_action("Take somebody off", person("organisation_person_end"), "may_change_people", RUNS_IT, **POST),
    corner_action(
        "Hand one's role over", person("organisation_hand_over"), "may_hand_over", frozenset({"administrator"}), **POST
    ),
    corner_action(
        "Leave it", corner("organisation_leave"), "may_leave", frozenset({"viewer", "author", "administrator"}), **POST
    ),
    Action(
        "Claim it",
        "Organisation",
        corner("organisation_claim"),
        about_organisation("may_claim"),
        "members.permissions.may_claim",
        SIGNED_IN - {"administrator"},
        {"anonymous": LOGIN, "administrator": "302"},
    ),
    Action(
        "Merge it into another",
        "Organisation",
        lambda world: reverse("organisation_merge:merge", args=[world.organisation.pk]),
        lambda user, world: permissions.may_merge_organisations(user),
        "members.permissions.may_merge_organisations",
        DESK,
        EDITOR,
        data=lambda world: {"into": world.other.pk},
        **POST,
    ),
    page_action("Write it", "organisation_page"),
    page_action("Start it in another language", "organisation_page", url=corner("organisation_page", "en"), **POST),
    page_action("Publish it", "organisation_page", data=page_data, **POST),
    page_action("Look at it before it is published", "organisation_page_preview"),
    page_action("Read its history", "organisation_page_history"),
    page_action("Read a version", "", url=version("organisation_page_version")),
    page_action("Look at a version", "", url=version("organisation_page_version_preview")),
    page_action(
        "Take it back to a version",
        "",
        url=version("organisation_page_restore"),
        data=lambda world: {"version": version_of(world.page)},
        **POST,
    ),
    Action(
        "Take it back",
        "Claim",
        lambda world: reverse("members:claim_withdraw", args=[world.claim.pk]),
        lambda user, world: permissions.may_withdraw_claim(user, world.claim),
        "members.permissions.may_withdraw_claim",
        frozenset({"stranger"}),
        {"anonymous": LOGIN, **dict.fromkeys(SIGNED_IN, NOT_FOUND)},
        **POST,
    ),
    Action(
        "Read the list",
        "Claim",
        lambda world: reverse(OrganisationClaim.snippet_viewset.get_url_name("list")),
        lambda user, world: permissions.may_decide_claims(user),
        "members.permissions.may_decide_claims",
        DESK,
        EDITOR,
    ),
    Action(
        "Answer it",
        "Claim",
        lambda world: reverse("organisation_claims:decide", args=[world.claim.pk]),
        lambda user, world: permissions.may_decide_claims(user),
        "members.permissions.may_decide_claims",
        DESK,
        EDITOR,
        data=lambda world: {"do": "approve", "answer": ""},
        **POST,
    ),
)
