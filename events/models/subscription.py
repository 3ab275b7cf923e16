"""Calendars that somebody follows: a short secret address for a search, or for one's own registrations."""

import secrets
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import CalendarKind
from events.querysets import CalendarSubscriptionQuerySet
from home.languages import content_languages
from search.query import SearchQuery

# 144 bits: nobody guesses one, and 24 letters are short enough to type.
TOKEN_BYTES: Final = 18
MAX_QUERY: Final = 1000


def new_token() -> str:
    """Return the secret of an address: letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class CalendarSubscription(models.Model):
    """A calendar at an address of its own, ``/c/<token>.ics``.

    With a ``user`` it is theirs, and holds what they may see at each moment; without one it is what everybody may see,
    and all who follow the same search share it. ``query`` is a search address without its language, in canonical
    order. ``last_used_on`` is a day and no more: when somebody's telephone is on is nobody's business.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_subscriptions",
    )
    kind = models.CharField(_("kind"), max_length=14, choices=CalendarKind)
    query = models.CharField(_("search"), max_length=MAX_QUERY, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=content_languages)
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[CalendarSubscriptionQuerySet] = CalendarSubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("calendar that is followed")
        verbose_name_plural = _("calendars that are followed")
        ordering = ("name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Coalesce("user", 0),
                "kind",
                "query",
                "language",
                condition=models.Q(revoked_at=None),
                name="events_calendar_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Return the path of the calendar itself."""
        return reverse("calendar_subscription", args=[self.token])

    def asked(self, tokens: frozenset[str]) -> SearchQuery:
        """Return the search that it follows, as a holder of these tokens asks it."""
        return SearchQuery.from_params(QueryDict(self.query), locale=self.language, tokens=tokens)
