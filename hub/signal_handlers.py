"""What the composition root listens to: changes of rows that public pages show and the index does not follow."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.documents.models import document_served

from hub import insight
from hub.page_cache import SHOWN
from search import indexing


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    for label in SHOWN:
        model = apps.get_model(label)
        post_save.connect(on_shown_changed, sender=model, dispatch_uid=f"hub.saved.{label}")
        post_delete.connect(on_shown_changed, sender=model, dispatch_uid=f"hub.deleted.{label}")
    document_served.connect(insight.count_download, dispatch_uid="hub.downloads")


def on_shown_changed(*, raw: bool = False, **kwargs: Any) -> None:
    """A row that pages show was saved or deleted: kept pages are forgotten with this transaction."""
    if not raw:
        indexing.touch()
