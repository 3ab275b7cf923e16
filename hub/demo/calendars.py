"""Calendars that a member of the demo follows."""

from django.conf import settings
from django.http import QueryDict

from events.subscriptions.services import registrations_follow, search_follow
from members.models import User
from search.audience import user_tokens
from search.query import SearchQuery

FOLLOWER = "member@hub.example"
FOLLOWED = ("application_area=energy-and-sustainability&form=online&form=hybrid", "kind=workshop&kind=training")


def load_calendars() -> None:
    """Let a member follow two searches and their own registrations; what is followed already stays as it is."""
    user = User.objects.filter(email=FOLLOWER).first()
    if user is None:
        return
    for keys in FOLLOWED:
        asked = SearchQuery.from_params(QueryDict(keys), locale=settings.LANGUAGE_CODE, tokens=user_tokens(user))
        search_follow(asked=asked, user=user)
    registrations_follow(user=user, language=settings.LANGUAGE_CODE)
