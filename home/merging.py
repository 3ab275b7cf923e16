"""Letting one row take the place of another: everything that points at it, in live rows and in revisions.

Keys are found in the models themselves, so an app that points at organisations from now on is followed without being
named here.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from home.usage import owner_of

Key = models.ForeignKey[Any, Any]


def keys_to(target: type[models.Model], *, protected_only: bool = False) -> list[Key]:
    """Return every foreign key to a model, of link tables and of rows of pages as well.

    ``protected_only`` leaves out those that the database follows by itself when the row is deleted.
    """
    relations = target._meta.get_fields(include_hidden=True)
    keys = [relation.field for relation in relations if isinstance(relation, models.ManyToOneRel)]
    own = [key for key in keys if not key.remote_field.parent_link]
    return [key for key in own if not protected_only or key.remote_field.on_delete is models.PROTECT]


def rows_with(key: Key, row: models.Model) -> models.QuerySet[Any]:
    """Return the rows that point at one by this key."""
    return key.model._base_manager.filter(**{key.name: row.pk})


def rows_move(keys: Collection[Key], old: models.Model, new: models.Model) -> set[UUID]:
    """Let what points at ``old`` point at ``new``; returns the works that changed.

    A row that would then say what another says already is deleted: a page names an organisation once.
    """
    works: set[UUID] = set()
    for key in keys:
        for row in rows_with(key, old):
            owner = owner_of(row)
            if isinstance(owner, Page):
                works.add(owner.translation_key)
            if _says_it_already(key, row, new) or not _moved(key, row, new):
                row.delete()
    return works


def revisions_move(keys: Collection[Key], old: models.Model, new: models.Model) -> int:
    """Let every revision that names ``old`` name ``new``, so that a draft published later says so; returns how many."""
    names = _names_by_page_type(keys)
    moved = 0
    for model, places in names.items():
        ids = [str(pk) for pk in model._base_manager.values_list("pk", flat=True)]
        for revision in Revision.page_revisions.filter(object_id__in=ids).iterator():
            if _content_move(revision.content, places, old.pk, new.pk):
                revision.save(update_fields=["content"])
                moved += 1
    return moved


def _says_it_already(key: Key, row: models.Model, new: models.Model) -> bool:
    """Return whether the page has a row for ``new``: only for rows that are nothing without what they point at."""
    parent = _parent_of(key.model)
    if parent is None or key.null:
        return False
    same = {parent.attname: getattr(row, parent.attname), key.attname: new.pk}
    return key.model._base_manager.filter(**same).exists()


def _moved(key: Key, row: models.Model, new: models.Model) -> bool:
    try:
        with transaction.atomic():
            key.model._base_manager.filter(pk=row.pk).update(**{key.attname: new.pk})
    except IntegrityError:
        return False
    return True


def _parent_of(model: type[models.Model]) -> Key | None:
    """Return the key from a row of a page, or from a link of one, to the page."""
    maker: Any = model._meta.auto_created
    for field in model._meta.local_fields:
        if isinstance(field, ParentalKey) or (maker and getattr(field, "related_model", None) is maker):
            return field  # type: ignore[return-value]
    return None


# --- Revisions --------------------------------------------------------------------------------------------

# Where a key is in the content of a revision: the name of a field, or of a child relation and its field.
Place = tuple[str, str | None, bool]


def _names_by_page_type(keys: Collection[Key]) -> dict[Any, list[Place]]:
    found: dict[Any, list[Place]] = {}
    for key in keys:
        for model, place in _places(key):
            found.setdefault(model, []).append(place)
    return found


def _places(key: Key) -> Iterator[tuple[Any, Place]]:
    if issubclass(key.model, Page):
        yield key.model, (key.name, None, key.null)
        return
    parent = _parent_of(key.model)
    owner: Any = parent.related_model if parent is not None else None
    if parent is None or not issubclass(owner, Page):
        return
    if key.model._meta.auto_created:
        field = next(field for field in owner._meta.many_to_many if field.remote_field.through is key.model)
        yield owner, (field.name, "", False)
        return
    relations = [relation for relation in get_all_child_relations(owner) if relation.related_model is key.model]
    for relation in relations:
        yield owner, (relation.get_accessor_name(), key.name, key.null)


def _content_move(content: dict[str, Any], places: Collection[Place], old: Any, new: Any) -> bool:
    """Change the content of a revision in place; return whether it named ``old`` anywhere."""
    is_changed = False
    for name, inner, is_optional in places:
        value = content.get(name)
        if inner is None:
            if value == old:
                content[name] = new
                is_changed = True
        elif inner == "":
            if value and old in value:
                content[name] = list(dict.fromkeys(new if item == old else item for item in value))
                is_changed = True
        elif value and any(row.get(inner) == old for row in value):
            content[name] = _rows_moved(value, inner, old, new, keeps_all=is_optional)
            is_changed = True
    return is_changed


def _rows_moved(rows: list[dict[str, Any]], name: str, old: Any, new: Any, *, keeps_all: bool) -> list[dict[str, Any]]:
    moved = [{**row, name: new} if row.get(name) == old else row for row in rows]
    if keeps_all:
        return moved
    kept: dict[Any, dict[str, Any]] = {}
    # What named the new one before stays, as it does among the live rows.
    for row in sorted(zip(moved, rows, strict=True), key=lambda pair: pair[0] is not pair[1]):
        kept.setdefault(row[0].get(name), row[0])
    return [row for row in moved if any(row is one for one in kept.values())]
