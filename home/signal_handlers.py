"""The signals that the home app listens to; each handler is one call of a service."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Collection, CollectionViewRestriction, Page, Revision
from wagtail.signals import copy_for_translation_done, page_published, published

from home import pictures, publication, services, tasks
from home.blocks.images import page_images
from home.models import HubDocument, HubImage, HubPage


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    copy_for_translation_done.connect(on_translated, dispatch_uid="home.translated")
    page_published.connect(on_published, dispatch_uid="home.published")
    post_save.connect(on_revision_saved, sender=Revision, dispatch_uid="home.scheduled")
    published.connect(on_expiry_set, dispatch_uid="home.expiry")
    post_save.connect(on_image_saved, sender=HubImage, dispatch_uid="home.image")
    post_save.connect(on_document_saved, sender=HubDocument, dispatch_uid="home.document")
    for model in (HubImage, HubDocument):
        post_delete.connect(on_file_deleted, sender=model, dispatch_uid=f"home.deleted.{model.__name__}")
    post_save.connect(on_collection_saved, sender=Collection, dispatch_uid="home.collection")
    post_save.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="home.files")
    post_delete.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="home.files_open")
    m2m_changed.connect(on_groups_changed, sender=CollectionViewRestriction.groups.through, dispatch_uid="home.groups")


def on_translated(*, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A page was translated, by whatever road: the editor's button, a service or a command."""
    if isinstance(source_obj, Page) and isinstance(target_obj, Page):
        services.translation_source_record(source=source_obj, target=target_obj)


def on_published(*, instance: Page, **kwargs: Any) -> None:
    """A page went live: the sizes that its images still lack are made by the job queue."""
    if isinstance(instance, HubPage):
        for image, places in page_images(instance):
            if pictures.missing(image, places):
                _make_pictures(image, places)


def on_revision_saved(*, instance: Revision, **kwargs: Any) -> None:
    """A revision was saved, perhaps because it was approved for later: Wagtail sends no signal of its own then."""
    publication.moment_enqueue(instance.approved_go_live_at)


def on_expiry_set(*, instance: Any, **kwargs: Any) -> None:
    """Something was published, perhaps with a last moment."""
    publication.moment_enqueue(instance.expire_at)


def on_image_saved(*, instance: HubImage, created: bool, **kwargs: Any) -> None:
    """An image changed: its file, its focal point, its collection. What shows it is drawn anew."""
    if created:
        return
    places = pictures.places_of(instance)
    services.file_works_reindex(files=HubImage.objects.filter(pk=instance.pk))
    if places:
        _make_pictures(instance, places)


def _make_pictures(image: HubImage, places: list[str]) -> None:
    transaction.on_commit(partial(tasks.make_pictures.enqueue, image.pk, places))


def on_document_saved(*, instance: HubDocument, created: bool, **kwargs: Any) -> None:
    """A document changed: its collection, or its file."""
    if not created:
        services.file_works_reindex(files=HubDocument.objects.filter(pk=instance.pk))


def on_file_deleted(*, instance: HubImage | HubDocument, **kwargs: Any) -> None:
    """An image or a document is gone."""
    services.deleted_file_works_reindex(file=instance)


def on_collection_saved(*, instance: Collection, created: bool, **kwargs: Any) -> None:
    """A collection changed, perhaps its place.

    The editor saves it first and then moves it, of which no signal tells: it is followed when both are done.
    """
    if not created:
        transaction.on_commit(partial(services.collection_works_reindex, collection=instance))


def on_files_restricted(*, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """The files of a collection are for others than before."""
    services.collection_works_reindex(collection=instance.collection)


def on_groups_changed(
    *, instance: Any, action: str, reverse: bool, pk_set: set[int] | None = None, **kwargs: Any
) -> None:
    """A restriction on files names other groups than before; said of the restriction, or of a group."""
    if not action.startswith("post_"):
        return
    if not reverse:
        on_files_restricted(instance=instance)
        return
    changed = CollectionViewRestriction.objects.select_related("collection")
    # Who clears all restrictions of a group does not say which they were.
    for restriction in changed if pk_set is None else changed.filter(pk__in=pk_set):
        on_files_restricted(instance=restriction)
