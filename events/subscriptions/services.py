"""The writes of calendars that are followed."""

from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.calendar_feed import feed_name
from events.enums import CalendarKind
from events.exports import calendar_query
from events.models import CalendarSubscription
from events.models.subscription import MAX_QUERY, new_token
from members.models import User
from search.query import SearchQuery

# Nobody follows so many; a script that makes them stops here.
MAX_EACH: Final = 50
# What nobody owns, and was made and never asked for, is forgotten after so many days.
UNUSED_DAYS: Final = 30


def search_follow(*, asked: SearchQuery, user: User | None) -> CalendarSubscription:
    """Return a calendar of a search to follow, in its language: a new one, or the one there is.

    Without a user it is everybody's who follows the same. Raises ``ValidationError`` for a search that is too long, and
    for somebody who follows too many.
    """
    query = calendar_query(asked).query_string().removeprefix("?")
    if len(query) > MAX_QUERY:
        raise ValidationError(_("This search is too long to follow: choose fewer filters."), code="long")
    with translation.override(asked.locale):
        name = feed_name(asked)
    return _follow(user, CalendarKind.SEARCH, query=query, language=asked.locale, name=name)


def registrations_follow(*, user: User, language: str) -> CalendarSubscription:
    """Return the calendar of the dates for which somebody has a place: a new one, or the one there is."""
    with translation.override(language):
        name = str(CalendarKind.REGISTRATIONS.label)
    return _follow(user, CalendarKind.REGISTRATIONS, query="", language=language, name=name)


@transaction.atomic
def _follow(user: User | None, kind: CalendarKind, *, query: str, language: str, name: str) -> CalendarSubscription:
    if user is not None:
        # Whoever presses twice at once waits here, and finds what the first made.
        User.objects.select_for_update().get(pk=user.pk)
    found = CalendarSubscription.objects.filter(user=user, kind=kind, query=query, language=language, revoked_at=None)
    subscription = found.first()
    if subscription is not None:
        return subscription
    if user is not None and CalendarSubscription.objects.of_user(user).count() >= MAX_EACH:
        raise ValidationError(_("You follow very many calendars already: end one first."), code="many")
    values = {"kind": kind, "query": query, "language": language, "name": name[:200]}
    # Of two visitors who follow the same at once, the second gets what the first made: the database allows only one.
    subscription = CalendarSubscription(user=user, **values)
    CalendarSubscription.objects.bulk_create([subscription], ignore_conflicts=True)
    return found.get()


def subscription_rename(*, subscription: CalendarSubscription, name: str) -> None:
    """Give a calendar the name that its owner's program shows. Raises ``ValidationError`` for an empty or long one."""
    subscription.name = name.strip()
    subscription.full_clean(validate_unique=False, validate_constraints=False)
    subscription.save(update_fields=["name"])


def subscription_revoke(*, subscription: CalendarSubscription) -> None:
    """End a calendar: whoever has its address finds nothing there from now on."""
    CalendarSubscription.objects.filter(pk=subscription.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def subscription_renew(*, subscription: CalendarSubscription) -> CalendarSubscription:
    """Return the same calendar at a new address; the address of before finds nothing from now on."""
    row = CalendarSubscription.objects.select_for_update().get(pk=subscription.pk)
    row.token, row.last_used_on = new_token(), None
    row.save(update_fields=["token", "last_used_on"])
    return row


def subscription_use(*, subscription: CalendarSubscription) -> None:
    """Note that a calendar was asked for today: one write a day."""
    today = timezone.localdate()
    if subscription.last_used_on != today:
        CalendarSubscription.objects.filter(pk=subscription.pk).update(last_used_on=today)


def subscriptions_prune() -> int:
    """Forget what nobody owns and nobody ever asked for; return how many."""
    before = timezone.now() - timedelta(days=UNUSED_DAYS)
    number, _by_model = CalendarSubscription.objects.filter(
        user=None, last_used_on=None, created_at__lt=before
    ).delete()
    return number
