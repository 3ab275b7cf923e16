"""What is inside a page's revision: keys that dangle, and which parts of it are words."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations

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
    """Return the parts of revision data that a translator writes: neither facts nor bookkeeping."""
    children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    found: dict[str, Any] = {}
    for name, value in content.items():
        if name in _BOOKKEEPING:
            continue
        if name in children:
            shared = getattr(children[name], "shared_fields", None)
            if shared is not None:
                found[name] = [_row_words(row, shared) for row in value]
        elif name not in model.shared_fields:
            found[name] = value
    return found


def _row_words(row: Mapping[str, Any], shared: tuple[str, ...]) -> dict[str, Any]:
    left_out = _BOOKKEEPING.union(shared, {"page"})
    return {name: value for name, value in row.items() if name not in left_out}
