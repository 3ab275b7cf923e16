"""Where something is used, asked of the database itself.

Wagtail's reference index is filled by a job and may be behind; the foreign keys are always right. What
``delete()`` would refuse is found the way Django finds it, and shown as pages and snippets to edit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from modelcluster.fields import ParentalKey
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that uses another: what it is, what it is called, and where to edit it."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything that keeps something from being deleted; ``hidden`` counts what the viewer may not edit."""

    uses: tuple[Use, ...]
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.uses or self.hidden)


def protected_by(instances: Any) -> list[models.Model]:
    """Return the rows for which the database would refuse to delete ``instances``; nothing is deleted.

    ``instances`` is a list or a queryset of one model; pages stand for all that is below them as well.
    """
    if not instances:
        return []
    if isinstance(instances[0], Page):
        below = models.Q()
        for page in instances:
            below |= models.Q(path__startswith=page.path)
        instances = Page.objects.filter(below)
    collector = Collector(using=router.db_for_write(type(instances[0])), origin=instances)
    try:
        collector.collect(instances)
    except ProtectedError as error:
        return list(error.protected_objects)
    except RestrictedError as error:
        return list(error.restricted_objects)
    return []


def usage_of(instances: Any, user: Any) -> Usage:
    """Return what uses any of the instances, as far as ``user`` may edit it; the rest is counted."""
    return describe(protected_by(instances), user)


def describe(rows: Iterable[models.Model], user: Any) -> Usage:
    """Return the pages and snippets that protected rows belong to, each once, by kind and title."""
    owners = {(type(owner), owner.pk): owner for owner in map(owner_of, rows)}
    finder = AdminURLFinder(user)
    uses, hidden = [], 0
    for owner in owners.values():
        url = finder.get_edit_url(owner)
        if url is None:
            hidden += 1
        else:
            uses.append(Use(str(owner._meta.verbose_name), title_of(owner), url))
    return Usage(tuple(sorted(uses, key=lambda use: (use.kind, use.title.casefold()))), hidden)


def owner_of(row: models.Model) -> models.Model:
    """Return what an editor knows a row as: the page of a link or child row, else the row itself."""
    key = _key_to_owner(row)
    owner = getattr(row, key) if key else None
    if owner is None:
        return row.specific if isinstance(row, Page) else row  # type: ignore[no-any-return]
    return owner_of(owner)


def _key_to_owner(row: models.Model) -> str | None:
    keys = [field for field in row._meta.local_fields if isinstance(field, models.ForeignKey)]
    # A link table that Django made names the model that declared the relation here.
    maker: Any = row._meta.auto_created
    if maker:
        return next((key.name for key in keys if key.related_model is maker), None)
    return next((key.name for key in keys if isinstance(key, ParentalKey)), None)


def title_of(owner: models.Model) -> str:
    """Return a title that tells language versions apart."""
    if isinstance(owner, Page):
        return f"{owner.get_admin_display_title()} ({owner.locale.language_code})"
    return str(owner)
