"""What is inside a page's revision: keys that dangle, and which parts of it are words."""

from collections.abc import Mapping, Set
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
from wagtail.fields import StreamField

from home.stream_data import comparable_stream

# Kept with a page as a whole, or for the machine; never words that somebody translates.
_BOOKKEEPING = frozenset(
    {
        "content_type",
        "depth",
        "draft_title",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "has_unpublished_changes",
        "image",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locale",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "page_ptr",
        "path",
        "pk",
        "search_description",
        "seo_title",
        "show_in_menus",
        "slug",
        "sort_order",
        "translated_from",
        "translation_key",
        "url_path",
        "wagtail_admin_comments",
        "alias_of",
        "id",
    }
)


def _dangles(field: models.Field[Any, Any], value: Any) -> bool:
    """Return whether a protected key in revision data points at nothing."""
    if value is None or not isinstance(field, models.ForeignKey):
        return False
    if field.remote_field.on_delete is not models.PROTECT:
        return False
    target = f"{field.remote_field.field_name}__exact"
    return not field.remote_field.model._base_manager.filter(**{target: value}).exists()


def _dangling_names(model: type[models.Model], data: Mapping[str, Any]) -> list[str]:
    names = []
    for name, value in data.items():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.Field) and _dangles(field, value):
            names.append(name)
    return names


def without_dangling_keys(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """Return revision data in which no protected key points at something that was deleted.

    A key of the page itself becomes empty; a child row that cannot do without its target is left out.
    """
    clean: dict[str, Any] = {**data, **dict.fromkeys(_dangling_names(model, data))}
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in clean:
            rows = (_row_without_dangling_keys(relation.related_model, row) for row in clean[name])
            clean[name] = [row for row in rows if row is not None]
    return clean


def _row_without_dangling_keys(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any] | None:
    names = _dangling_names(model, row)
    if any(not model._meta.get_field(name).null for name in names):
        return None
    return {**row, **dict.fromkeys(names)}


def words(model: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of revision data that a translator writes: neither facts nor bookkeeping.

    Two revisions that say the same have the same words, also when the page type got fields or its blocks
    another shape between them.
    """
    children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    found = _field_words(model, content, _BOOKKEEPING.union(model.shared_fields))
    for name, row_model in children.items():
        shared = getattr(row_model, "shared_fields", None)
        if shared is not None:
            left_out = _BOOKKEEPING.union(shared, {"page"})
            found[name] = [_field_words(row_model, row, left_out) for row in content.get(name, ())]
    return found


def _field_words(model: type[models.Model], content: Mapping[str, Any], left_out: Set[str]) -> dict[str, Any]:
    """Return the words of one row; for what it does not have, because it is older, the default of the field."""
    several: dict[str, Any] = {field.name: [] for field in model._meta.many_to_many}
    stored = {**several, **get_serializable_data_for_fields(model()), **content}
    fields = [*model._meta.fields, *model._meta.many_to_many]
    wanted = [field for field in fields if field.name in stored and field.name not in left_out]
    return {field.name: _comparable(field, stored[field.name]) for field in wanted}


def _comparable(field: Any, value: Any) -> Any:
    return comparable_stream(field, value) if isinstance(field, StreamField) else value
