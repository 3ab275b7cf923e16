"""The rows of submissions, and of the reuse that is recorded: following, writing to and reviewing what waits."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from knowledge import permissions
from knowledge.models import Submission
from tests.permissions.matrix import LOGIN, NOT_FOUND, SIGNED_IN, Action
from tests.permissions.world import World

WRITERS = frozenset({"author", "administrator"})
REVIEWERS = frozenset({"moderator", "superuser"})
FOLLOWERS = WRITERS | REVIEWERS | {"viewer"}
# What somebody may not see is not there; who reads along is told that it is not theirs to do.
HIDDEN = {"anonymous": LOGIN, **dict.fromkeys(SIGNED_IN, NOT_FOUND)}


def submission_of(world: World) -> Submission:
    """Return the submission of the organisation, as it is now."""
    return Submission.objects.get(pk=world.submission.pk)


def about_submission(name: str) -> Callable[[Any, World], bool]:
    rule = getattr(permissions, name)
    return lambda user, world: rule(user, submission_of(world))


def of_submission(view: str, *args: Any) -> Callable[[World], str]:
    return lambda world: reverse(f"submissions:{view}", args=[world.submission.uuid, *args])


def row(name: str, view: str, *args: Any, function: str, allowed: frozenset[str], **values: Any) -> Action:
    """Return a row about the submission."""
    return Action(
        name=name,
        object="A submission that waits for the reviewers",
        url=of_submission(view, *args),
        rule=about_submission(function),
        function=f"knowledge.permissions.{function}",
        allowed=allowed,
        **{"refused": HIDDEN, **values},
    )


def words(world: World) -> dict[str, Any]:
    """Return what the form of a reviewer sends."""
    return {"text": "Graag een nulmeting", "revision": submission_of(world).revision_id}


POST: dict[str, Any] = {"method": "post", "data": words, "done": 302}
ROWS: tuple[Action, ...] = (
    row("follow it", "detail", function="may_read", allowed=FOLLOWERS),
    row(
        "write a message",
        "message",
        function="may_talk",
        allowed=WRITERS | REVIEWERS,
        refused={**HIDDEN, "viewer": "409"},
        **POST,
    ),
    row(
        "take it back",
        "withdraw",
        function="may_withdraw",
        allowed=WRITERS,
        refused={**HIDDEN, **dict.fromkeys(FOLLOWERS, "409")},
        **POST,
    ),
    row("note for reviewers", "decide", "note", function="is_reviewer_of", allowed=REVIEWERS, **POST),
    row("begin to read", "decide", "start", function="may_review", allowed=REVIEWERS, **POST),
    row("ask for changes", "decide", "changes", function="may_review", allowed=REVIEWERS, **POST),
    row("decline", "decide", "decline", function="may_review", allowed=REVIEWERS, **POST),
    row("approve", "decide", "approve", function="may_review", allowed=REVIEWERS, **POST),
    Action(
        name="decide on it",
        object="A record that somebody reused a practice",
        url=lambda world: reverse("works:adoptions"),
        rule=lambda user, world: permissions.may_judge_reuse(user, world.adoption),
        function="knowledge.permissions.may_judge_reuse",
        allowed=REVIEWERS,
        refused=HIDDEN,
        method="post",
        data=lambda world: {"adoption": world.adoption.pk, "decision": "show"},
        done=302,
    ),
    Action(
        name="open the desk",
        object="Reviews",
        url=lambda world: reverse("submissions:desk"),
        rule=lambda user, world: permissions.is_reviewer(user),
        function="knowledge.permissions.is_reviewer",
        allowed=REVIEWERS,
        refused=HIDDEN,
    ),
)
