"""Rights in the editor that follow one of our own rules, instead of permissions that somebody ticks."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from members.models import User


class DeskPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """Lets whom a rule names do some actions with every row of a model; the others nobody does."""

    def __init__(self, model: type[Model], rule: Callable[[Any], bool], actions: Collection[str]) -> None:
        super().__init__(model)
        self._rule = rule
        self._actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether the rule lets somebody do this."""
        return action in self._actions and self._rule(user)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        """Return the accounts that may do one of these."""
        if self._actions.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(pk__in=[user.pk for user in User.objects.filter(is_active=True) if self._rule(user)])
