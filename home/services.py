"""The writes of the home app: sharing facts between languages, translating pages, merging tags.

"Facts" are the fields that a page type names in ``shared_fields``: concrete fields, protected
many-to-many relations and child relations. The slug of a page is a fact as well, in every language.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError
from wagtail.models import Collection, Locale, Page, Revision

from home import facts, pictures, revision_data
from home.files import BLOCK_KEYS, works_naming, works_using
from home.models import HubDocument, HubImage, HubPage, Tag, TagRedirect
from search import indexing


def publish_check(*, revision: Revision) -> None:
    """Refuse to publish a revision that is not complete; raises ``ValidationError`` by field.

    A scheduled revision was checked when it was approved and is let through: a rule that changed since
    must not stop the job that publishes it.
    """
    if revision.approved_go_live_at is not None:
        return
    errors = revision.as_object().get_publish_errors()
    if errors:
        raise ValidationError({name: [ValidationError(text) for text in texts] for name, texts in errors.items()})


def live_facts(*, page: HubPage) -> Mapping[str, Any] | None:
    """Return the facts of a page's live row; ``None`` when it is not live."""
    row = type(page)._base_manager.filter(pk=page.pk, live=True).first()
    return facts.read(row) if row is not None else None


def published_facts_copy(*, page: HubPage, revision: Revision, before: Mapping[str, Any] | None) -> list[HubPage]:
    """Bring the other languages in line after a revision of ``page`` was published.

    ``before`` are the facts that were live until then. Drafts of other languages get only what changed,
    so that a fact which somebody is changing there is not undone by a publication that did not touch it.
    Does nothing when the revision was only scheduled. Returns the pages that were written.
    """
    row = type(page)._base_manager.filter(pk=page.pk, live=True, live_revision_id=revision.pk).first()
    if row is None:
        return []
    _translations_follow(source=row, revision=revision)
    now = facts.read(row)
    changed = [name for name in now if before is None or before.get(name) != now[name]]
    return shared_facts_copy(source=row, changed=changed)


def _translations_follow(*, source: HubPage, revision: Revision) -> None:
    """Let translations count as made from what was just published, when its words are those they were made from.

    So that a publication which changes facts only leaves no translation to be compared ever after.
    """
    model = type(source)
    made = model._default_manager.filter(translated_from__object_id=str(source.pk)).exclude(translated_from=revision)
    now = revision_data.words(model, revision.content)
    for target in made.select_related("translated_from"):
        if revision_data.words(model, target.translated_from.content) == now:
            translation_source_record(source=source, target=target)


@transaction.atomic
def shared_facts_copy(*, source: HubPage, changed: Sequence[str] | None = None) -> list[HubPage]:
    """Copy the facts of a live page to the other languages of its work; returns the pages written.

    Live rows get all facts. What is not live (a draft row, the latest revision, a scheduled revision)
    gets the facts named in ``changed``, all when it is ``None``. Words are never touched, nothing is
    logged and no page is published. Raises ``ValidationError`` when a slug is taken in another language.
    """
    names = facts.names(type(source))
    touched = names if changed is None else tuple(name for name in names if name in changed)
    targets = _other_languages(source)
    written = [target for target in targets if _page_align(source=source, target=target, touched=touched)]
    if written:
        indexing.index_work(source.translation_key)
    return written


def _other_languages(source: HubPage) -> Iterator[Any]:
    rows = type(source)._default_manager.filter(translation_key=source.translation_key)
    yield from rows.exclude(pk=source.pk).order_by("pk")


def _page_align(*, source: HubPage, target: Any, touched: Sequence[str]) -> bool:
    """Bring one language version in line: its row first, so that revisions can name the row's children."""
    is_written = facts.copy(source, target, facts.names(type(source)) if target.live else touched)
    if is_written:
        _slug_check(source=source, target=target)
        target.save(clean=False)
    for revision in _unpublished_revisions(target):
        draft = revision.as_object()
        if facts.copy(source, draft, touched, stored=target):
            revision.content = draft.serializable_data()
            revision.save(update_fields=["content"])
            is_written = True
    return is_written


def _unpublished_revisions(page: Page) -> list[Revision]:
    """Return the revisions that may yet be published: the latest, and any that is scheduled."""
    scheduled = page.revisions.filter(approved_go_live_at__isnull=False)
    return list(scheduled | page.revisions.filter(pk=page.latest_revision_id))


def _slug_check(*, source: HubPage, target: HubPage) -> None:
    parent = target.get_parent()
    if not Page._slug_is_available(target.slug, parent, target):
        message = _("The slug “%(slug)s” is already used in the other language, below “%(parent)s”.")
        raise ValidationError({"slug": message % {"slug": source.slug, "parent": parent.title}})


@transaction.atomic
def page_translate(*, page: HubPage, locale: Locale, user: Any = None) -> HubPage:
    """Make a draft of a page in another language, and note which revision it was made from.

    The draft starts with the words of the original. Raises ``ValidationError`` when the page has that
    language already, or when the section it lies in has not.
    """
    if page.has_translation(locale):
        raise ValidationError(_("This page has a version in that language already."), code="exists")
    parent = page.get_parent()
    if not parent.is_root() and not parent.has_translation(locale):
        message = _("Translate “%(parent)s” first: the new page needs a place to be.")
        raise ValidationError(message % {"parent": parent.title}, code="parent")
    # The signal of this action records the revision (``translation_source_record``).
    translated = page.copy_for_translation(locale)
    if user is not None:
        Page.objects.filter(pk=translated.pk).update(owner=user)
    result: HubPage = type(page)._default_manager.get(pk=translated.pk)
    return result


@transaction.atomic
def translation_source_record(*, source: Page, target: Page) -> None:
    """Note on a new translation which revision of the source it was made from.

    That is the live revision when the source is live (its words were copied), else the latest one.
    """
    if not isinstance(target, HubPage):
        return
    source.refresh_from_db(fields=["live_revision", "latest_revision"])
    revision = source.live_revision if source.live else source.latest_revision
    if revision is None:
        # Pages that were made by a program may have no revision at all; the comparison needs one.
        revision = source.specific.save_revision(clean=False, changed=False)
        if source.live:
            type(source)._base_manager.filter(pk=source.pk).update(live_revision=revision)
    type(target)._base_manager.filter(pk=target.pk).update(translated_from=revision)
    target.translated_from = revision
    for draft in target.revisions.all():
        draft.content["translated_from"] = revision.pk
        draft.save(update_fields=["content"])


@transaction.atomic
def translation_confirm(*, page: HubPage) -> HubPage:
    """Note that a translation says what its source says now; raises ``ValidationError`` for an original."""
    source = page.translation_source
    if source is None or source.live_revision_id is None:
        raise ValidationError(_("This page is not a translation of a published page."), code="original")
    translation_source_record(source=source, target=page)
    return page


@transaction.atomic
def tag_merge(*, tag: Tag, into: Tag) -> Tag:
    """Give every page of ``tag`` the tag ``into``, and leave a redirect from its slug.

    Live pages and drafts alike. Raises ``ValidationError`` for a tag merged into itself.
    """
    if tag.pk == into.pk:
        raise ValidationError(_("A tag cannot be merged into itself."), code="same")
    works = set()
    for model in facts.tag_through_models():
        for row in model._base_manager.filter(tag=tag).select_related("content_object"):
            works.add(row.content_object.translation_key)
            if model._base_manager.filter(tag=into, content_object=row.content_object).exists():
                row.delete()
            else:
                model._base_manager.filter(pk=row.pk).update(tag=into)
        facts.replace_tag_in_revisions(model, tag.pk, into.pk)
    TagRedirect.objects.filter(tag=tag).update(tag=into)
    slug = tag.slug
    tag.delete()
    TagRedirect.objects.update_or_create(slug=slug, defaults={"tag": into})
    indexing.index_works(sorted(works))
    return into


def publish_error_lines(error: ValidationError) -> list[str]:
    """Return the messages of a refused publication as sentences, for where there is no form to put them."""
    if hasattr(error, "message_dict"):
        return [capfirst(text) for texts in error.message_dict.values() for text in texts]
    return [capfirst(text) for text in error.messages]


def pictures_make(*, image: HubImage, places: Sequence[str]) -> bool:
    """Make the sizes and formats that an image lacks in these places; called by the job queue.

    Results that show the image are drawn anew. Returns whether anything was made: not when all was there, nor
    when the image's file is gone.
    """
    needed = pictures.missing(image, places)
    if not needed:
        return False
    try:
        image.get_renditions(*needed)
    except SourceImageIOError:
        return False
    if "card" in places:
        file_works_reindex(files=HubImage.objects.filter(pk=image.pk))
    return True


def file_works_reindex(*, files: QuerySet[Any]) -> None:
    """Index the works that use one of these images, or of these documents, again.

    Results carry the address of a small picture, and are found by the words that stand beside a file only as
    long as everybody may see it.
    """
    # Pages that search does not find, such as the front page, show files as well.
    indexing.touch()
    indexing.index_works(sorted(works_using(files)))


def deleted_file_works_reindex(*, file: HubImage | HubDocument) -> None:
    """Index the works again that name a file which is gone: the words beside it are no longer shown."""
    indexing.index_works(sorted(works_naming(type(file), {file.pk})))


def collection_works_reindex(*, collection: Collection) -> None:
    """Index the works that use a file of a collection, or of one below it, again."""
    # Where it is now: moving it in the tree leaves the object as it was.
    place = Collection.objects.filter(pk=collection.pk).first()
    if place is None:
        return
    within = [model._default_manager.filter(collection__path__startswith=place.path) for model in BLOCK_KEYS]
    indexing.index_works(sorted(set().union(*map(works_using, within))))
