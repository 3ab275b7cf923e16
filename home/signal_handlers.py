"""The signals that the home app listens to; each handler is one call of a service."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import copy_for_translation_done

from home import services


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    copy_for_translation_done.connect(on_translated, dispatch_uid="home.translated")


def on_translated(*, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A page was translated, by whatever road: the editor's button, a service or a command."""
    if isinstance(source_obj, Page) and isinstance(target_obj, Page):
        services.translation_source_record(source=source_obj, target=target_obj)
