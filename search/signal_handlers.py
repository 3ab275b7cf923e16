"""Every signal the index listens to; each handler leads to one call of ``search.indexing``."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search import indexing
from search.attachments.services import file_texts_prune
from search.audience import hand_over_restrictions
from search.facets import get_facets
from search.models import PromotedResult, SynonymSet


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    page_published.connect(on_page_changed, dispatch_uid="search.published")
    page_unpublished.connect(on_page_changed, dispatch_uid="search.unpublished")
    page_slug_changed.connect(on_subtree_changed, dispatch_uid="search.slug")
    post_page_move.connect(on_subtree_changed, dispatch_uid="search.move")
    pre_delete.connect(on_deleting, dispatch_uid="search.deleting")
    post_delete.connect(on_deleted, dispatch_uid="search.deleted")
    post_save.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="search.files")
    post_delete.connect(on_files_restricted, sender=CollectionViewRestriction, dispatch_uid="search.files_open")
    m2m_changed.connect(
        on_files_restricted, sender=CollectionViewRestriction.groups.through, dispatch_uid="search.files_groups"
    )
    post_save.connect(on_restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restricted")
    post_delete.connect(on_restriction_lifted, sender=PageViewRestriction, dispatch_uid="search.unrestricted")
    m2m_changed.connect(
        on_restriction_groups_changed, sender=PageViewRestriction.groups.through, dispatch_uid="search.groups"
    )
    pre_delete.connect(on_group_deleted, sender=Group, dispatch_uid="search.group_deleted")
    post_save.connect(on_vocabulary_changed, dispatch_uid="search.vocabulary_saved")
    post_delete.connect(on_vocabulary_changed, dispatch_uid="search.vocabulary_deleted")
    for signal in (post_save, post_delete):
        signal.connect(on_document_changed, sender=get_document_model(), dispatch_uid="search.document")
    for model in (SynonymSet, PromotedResult):
        post_save.connect(on_search_edited, sender=model, dispatch_uid=f"search.saved.{model.__name__}")
        post_delete.connect(on_search_edited, sender=model, dispatch_uid=f"search.deleted.{model.__name__}")


def on_page_changed(*, instance: Page, **kwargs: Any) -> None:
    """A page went live, changed or was withdrawn."""
    indexing.index_page(instance)


def on_subtree_changed(*, instance: Page, **kwargs: Any) -> None:
    """A page's address changed, and with it those of all beneath it."""
    indexing.index_subtree(instance)


def on_deleting(*, instance: Any, sender: type[Any], **kwargs: Any) -> None:
    """A page is about to go, and its restriction with it, which holds for its translations as well."""
    if sender is Page:
        hand_over_restrictions(instance)


def on_files_restricted(**kwargs: Any) -> None:
    """The files of a collection are for others than before: what is remembered of that is forgotten."""
    indexing.touch()


def on_deleted(*, instance: Any, sender: type[Any], **kwargs: Any) -> None:
    """A page was deleted; heard once, for the base of its class."""
    if sender is Page:
        indexing.index_work(instance.translation_key)


def on_restriction_changed(*, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A restriction was set or changed."""
    indexing.index_subtree(instance.page)


def on_restriction_lifted(*, instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """A restriction was lifted; one that goes with its page is followed when the page is gone."""
    if getattr(origin, "model", type(origin)) is PageViewRestriction:
        indexing.index_subtree(instance.page)


def on_restriction_groups_changed(*, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A restriction names other groups than before."""
    if action.startswith("post_"):
        restrictions = instance.pageviewrestriction_set.all() if reverse else [instance]
        for restriction in restrictions:
            indexing.index_subtree(restriction.page)


def on_group_deleted(*, instance: Group, **kwargs: Any) -> None:
    """A group goes: its clauses stay in the index, held by nobody, until the pages are indexed again."""
    for restriction in PageViewRestriction.objects.filter(groups=instance).select_related("page"):
        indexing.index_subtree(restriction.page)


def on_vocabulary_changed(*, instance: Any, sender: type[Any], **kwargs: Any) -> None:
    """A word of a facet's vocabulary changed."""
    if kwargs.get("raw") or not hasattr(sender, "_meta"):
        return
    for facet in get_facets():
        if sender._meta.label in facet.vocabulary_models:
            for value in facet.values_changed_by(instance):
                indexing.refresh_facet_value(facet, value)


def on_document_changed(*, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    """A document has another file, or is gone: what nobody has any more is not kept."""
    if not raw and not created:
        file_texts_prune()


def on_search_edited(*, raw: bool = False, **kwargs: Any) -> None:
    """A set of synonyms or a promoted result was saved or deleted: what processes remember of them is forgotten."""
    if not raw:
        indexing.touch()
