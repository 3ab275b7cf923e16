"""Reading and copying the facts of a page: what is the same in all languages of a work.

Pure work on objects in memory; ``home.services`` decides which rows and revisions to save.
"""

import copy as copying
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision, TranslatableMixin

from home.models import HubPage, PageTag

SLUG = "slug"
# The depth of the front pages: they are siblings, so each language has a slug of its own.
FRONT_PAGE_DEPTH = 2


def names(model: type[HubPage]) -> tuple[str, ...]:
    """Return the names of everything that a page type shares between languages, the slug first."""
    return (SLUG, *dict.fromkeys(model.shared_fields))


def read(page: HubPage) -> dict[str, Any]:
    """Return the facts of a page as values that can be compared, by name."""
    return {name: _read_one(page, name) for name in names(type(page))}


def copy(source: HubPage, target: HubPage, wanted: Collection[str], *, stored: HubPage | None = None) -> bool:
    """Set the wanted facts of ``source`` on ``target``; return whether anything changed.

    ``target`` is not saved. ``stored`` is the saved row of the target when ``target`` is a revision of
    it: child rows that are new to the revision take over the row's own, so that publishing the revision
    updates them rather than making them twice.
    """
    is_changed = False
    for name in wanted:
        if name == SLUG and source.depth <= FRONT_PAGE_DEPTH:
            continue
        if _read_one(source, name) != _read_one(target, name):
            _copy_one(source, target, name, stored)
            is_changed = True
    return is_changed


def _child_relation(model: type[Any], name: str) -> Any | None:
    return next((rel for rel in get_all_child_relations(model) if rel.get_accessor_name() == name), None)


def _row_fields(relation: Any) -> list[models.Field[Any, Any]]:
    """Return the fields of a child row that are facts."""
    model = relation.related_model
    shared = getattr(model, "shared_fields", None)
    left_out = {model._meta.pk.name, relation.field.name, "locale", "translation_key", "sort_order"}
    return [
        field
        for field in model._meta.concrete_fields
        if (field.name in shared if shared is not None else field.name not in left_out)
    ]


def _row_key(row: Any) -> Any:
    """Return what a row keeps in every language: its translation key, when it is translatable."""
    return row.translation_key if isinstance(row, TranslatableMixin) else None


def _read_one(page: Any, name: str) -> Any:
    relation = _child_relation(type(page), name)
    if relation is not None:
        fields = _row_fields(relation)
        return [(_row_key(row), *(_value(row, field) for field in fields)) for row in _rows(page, name)]
    field = page._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField):
        return sorted(item.pk for item in getattr(page, name).all())
    return _value(page, field)


def _value(item: Any, field: models.Field[Any, Any]) -> Any:
    value = getattr(item, field.attname)
    # Blocks compare by their stored form: two equal texts are two objects.
    return field.get_prep_value(value) if hasattr(value, "stream_block") else value


def _rows(page: Any, name: str) -> list[Any]:
    rows = list(getattr(page, name).all())
    return sorted(rows, key=lambda row: getattr(row, "sort_order", None) or 0)


def _copy_one(source: Any, target: Any, name: str, stored: Any | None) -> None:
    relation = _child_relation(type(source), name)
    if relation is not None:
        setattr(target, name, _aligned_rows(source, target, name, relation, stored))
        return
    field = source._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField):
        setattr(target, name, list(getattr(source, name).all()))
        return
    if field.is_relation:
        # Forget the object that the old key had fetched.
        setattr(target, field.name, None)
    setattr(target, field.attname, getattr(source, field.attname))


def _aligned_rows(source: Any, target: Any, name: str, relation: Any, stored: Any | None) -> list[Any]:
    """Return the target's rows for a child relation, in the order of the source.

    Translatable rows are matched by translation key and keep their words; a row that is new starts with
    the words of the source. Other rows are matched by place.
    """
    own = _Matcher(_rows(target, name))
    saved = _Matcher(_rows(stored, name)) if stored is not None else None
    fields = _row_fields(relation)
    aligned = []
    for place, original in enumerate(_rows(source, name)):
        row = own.take(original, place) or (saved.take(original, place) if saved else None)
        if row is None:
            row = _new_row(original, target, relation)
        for field in fields:
            if field.is_relation:
                setattr(row, field.name, None)
            setattr(row, field.attname, getattr(original, field.attname))
        if hasattr(original, "sort_order"):
            row.sort_order = original.sort_order
        aligned.append(row)
    return aligned


def _new_row(original: Any, target: Any, relation: Any) -> Any:
    row = copying.copy(original)
    row._state = copying.copy(original._state)
    row._state.adding = True
    row._state.fields_cache = {}
    row.pk = None
    setattr(row, relation.field.attname, target.pk)
    if isinstance(row, TranslatableMixin):
        row.locale_id = target.locale_id
    return row


class _Matcher:
    """Finds the row of another language that stands for a given row."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.by_key = {_row_key(row): row for row in rows if _row_key(row) is not None}

    def take(self, original: Any, place: int) -> Any | None:
        key = _row_key(original)
        if key is not None:
            return self.by_key.get(key)
        return self.rows[place] if place < len(self.rows) else None


def tag_through_models() -> Iterator[type[Any]]:
    """Yield the concrete models that tie tags to pages."""
    for model in apps.get_models():
        if issubclass(model, PageTag):
            yield model


def replace_tag_in_revisions(model: type[Any], old: int, new: int) -> None:
    """Name another tag in every revision of the pages that a tag model ties tags to."""
    page_model = model._meta.get_field("content_object").related_model
    pages = Page.objects.type(page_model).values("pk")
    for revision in Revision.page_revisions.filter(object_id__in=[str(row["pk"]) for row in pages]).iterator():
        rows = revision.content.get("tagged_items", [])
        if not any(row.get("tag") == old for row in rows):
            continue
        kept: dict[int, Any] = {}
        for row in rows:
            tag = new if row.get("tag") == old else row.get("tag")
            kept.setdefault(tag, {**row, "tag": tag})
        revision.content["tagged_items"] = list(kept.values())
        revision.save(update_fields=["content"])
