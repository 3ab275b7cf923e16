"""System checks: what would break the hub's languages cannot pass ``manage.py check``."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, get_page_models

from home.models import HubPage


@register()
def check_no_tree_sync(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Wagtail's tree synchronisation would make an alias of every new page (E001)."""
    if not getattr(settings, "WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE", False):
        return []
    hint = "Set WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False: translations are pages with words of their own."
    return [Error("Synchronising the page tree makes aliases, which the hub refuses.", hint, id="home.E001")]


@register()
def check_shared_fields(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Everything named in ``shared_fields`` is a field or a child relation of the page (E002)."""
    errors: list[CheckMessage] = []
    for model in get_page_models():
        if not issubclass(model, HubPage):
            continue
        children = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
        for name in model.shared_fields:
            if name in children or _has_field(model, name):
                continue
            hint = "Name a field, a protected many-to-many relation or the accessor of child rows."
            errors.append(Error(f"shared_fields names {name!r}, which is not there.", hint, model, "home.E002"))
    return errors


@register(Tags.database)
def check_no_aliases(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """No page is an alias, whatever made it (W001); asked with ``check --database default``."""
    # `migrate` asks this as well, before there is a table.
    if not databases or Page._meta.db_table not in connection.introspection.table_names():
        return []
    found = Page.objects.filter(alias_of__isnull=False).count()
    if not found:
        return []
    hint = "Convert them into pages of their own, or delete them: an alias escapes the privacy of its source."
    return [checks.Warning(f"{found} pages are aliases.", hint, id="home.W001")]


def _has_field(model: type[HubPage], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
