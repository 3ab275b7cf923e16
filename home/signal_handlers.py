"""The signals that the home app listens to; each handler is one call of a service."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import CollectionViewRestriction, Page
from wagtail.signals import copy_for_translation_done

from home import services
from home.models import HubImage


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    copy_for_translation_done.connect(on_translated, dispatch_uid="home.translated")
    post_save.connect(on_image_saved, sender=HubImage, dispatch_uid="home.image")
    post_save.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="home.files")
    post_delete.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="home.files_open")
    m2m_changed.connect(on_groups_changed, sender=CollectionViewRestriction.groups.through, dispatch_uid="home.groups")


def on_translated(*, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A page was translated, by whatever road: the editor's button, a service or a command."""
    if isinstance(source_obj, Page) and isinstance(target_obj, Page):
        services.translation_source_record(source=source_obj, target=target_obj)


def on_image_saved(*, instance: HubImage, created: bool, **kwargs: Any) -> None:
    """An image is in another collection, perhaps: results with its picture are drawn anew."""
    if not created:
        services.image_works_reindex(images=HubImage.objects.filter(pk=instance.pk))


def on_files_restricted(*, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """The files of a collection are for others than before."""
    within = HubImage.objects.filter(collection__path__startswith=instance.collection.path)
    services.image_works_reindex(images=within)


def on_groups_changed(*, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A restriction on files names other groups than before."""
    if action.startswith("post_") and not reverse:
        on_files_restricted(instance=instance)
