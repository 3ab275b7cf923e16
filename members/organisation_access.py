"""How a view finds an organisation for somebody: what is not theirs is not there."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from members.models import Contact, Organisation, User
from members.permissions import may_see_inside

Rule = Callable[[Any, Organisation], bool]


def for_members(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let only who is signed in reach a view, and nobody keep what it answers."""
    return never_cache(login_required(view))


def signed_in(request: HttpRequest) -> User:
    """Return who asks, in a view that only who is signed in reaches."""
    assert isinstance(request.user, User)
    return request.user


def find_organisation(request: HttpRequest, slug: str, rule: Rule = may_see_inside) -> Organisation:
    """Return an organisation whose inside somebody sees, when the rule allows what they want there.

    Raises ``Http404`` for who is not of it, exactly as for one that does not exist (decision 14, threat C2), and
    ``PermissionDenied`` for a colleague who may not do this.
    """
    organisation = get_object_or_404(Organisation.objects.select_related("region"), slug=slug)
    if not may_see_inside(request.user, organisation):
        raise Http404
    if not rule(request.user, organisation):
        raise PermissionDenied
    return organisation


def find_contact(organisation: Organisation, key: int) -> Contact:
    """Return somebody who speaks for this organisation today; raises ``Http404`` for who does elsewhere, or did."""
    people = Contact.objects.people_of(organisation).select_related("organisation", "user")
    return get_object_or_404(people, pk=key)
