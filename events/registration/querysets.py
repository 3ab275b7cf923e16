"""Named reads of registrations."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from events.enums import ACTIVE_STATES, PLACE_STATES, RegistrationState

if TYPE_CHECKING:
    from events.models import Registration  # noqa: F401


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Who takes part, or wants to."""

    def active(self) -> Self:
        """Return those that stand."""
        return self.filter(state__in=ACTIVE_STATES)

    def with_place(self) -> Self:
        """Return those that take a place, offers included."""
        return self.filter(state__in=PLACE_STATES)

    def confirmed(self) -> Self:
        """Return those who come."""
        return self.filter(state=RegistrationState.CONFIRMED)

    def waiting(self) -> Self:
        """Return the waiting list, first come first."""
        return self.filter(state=RegistrationState.WAITING).order_by("turn", "pk")

    def of_user(self, user: Any) -> Self:
        """Return the registrations of an account, not those that it made for others."""
        return self.filter(user=user) if user.is_authenticated else self.none()
