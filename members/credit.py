"""Who is credited when somebody writes: the person behind an account."""

from typing import Any

from django.db import transaction

from members.models import Contributor, Organisation


@transaction.atomic
def contributor_of(*, user: Any, organisation: Organisation | None = None) -> Contributor:
    """Return the person as whom an account is credited, made when there is none.

    Somebody who was credited before they had an account is known by the e-mail address.
    """
    found = Contributor.objects.select_for_update(of=("self",)).filter(user=user).first()
    if found is not None:
        return found
    known = Contributor.objects.filter(user=None, email__iexact=user.email).order_by("pk").first()
    if known is not None:
        known.user = user
        known.save(update_fields=["user"])
        return known
    return Contributor.objects.create(user=user, name=user.name or user.email, organisation=organisation)
