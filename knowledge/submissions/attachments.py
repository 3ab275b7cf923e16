"""Images and documents that writers add to a submission: from a private collection to the public, or away.

All lie in one collection that is for nobody; who may read a submission may read its files, and that is asked of the
database each time (``may_read_file``). A collection for each submission would put a row in the tree and a token on
every request of a member for what is looked at a few times, and its readers would have to follow each contact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionViewRestriction, Page

from home import pictures
from home.files import files_of_page
from home.markup.nodes import one_line
from home.models import HubDocument, HubImage
from home.uploads import checked_document, checked_image, is_image_name
from home.widgets import Insertable
from knowledge import permissions
from knowledge.models import Attachment, Submission
from members.models import User
from search.audience import EVERYBODY, page_clauses

# Editors may call it something else: then the next upload makes another one.
COLLECTION: Final = "Submissions"
LONGEST_TITLE: Final = 120
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be added, as it is said before somebody chooses; sizes in megabytes."""

    images: str
    documents: str
    accept: str
    file_size: int
    files_left: int
    size_left: int
    megapixels: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the list of a submission: what puts it in a text, and the small picture of an image."""

    attachment: Attachment
    insertable: Insertable
    picture: pictures.Picture | None


def may_read_file(file: Any, user: Any) -> bool:
    """Return whether a file of a submission may be seen by this person (``HUB_FILE_READERS``)."""
    if not user.is_authenticated:
        return False
    submissions = Attachment.objects.of_file(file).values("submission")
    return Submission.objects.readable_by(user).filter(pk__in=submissions).exists()


def listed(submission: Submission) -> list[Listed]:
    """Return the files of a submission in the order in which they came, each as it is shown and put in a text."""
    rows = submission.attachments.with_files().prefetch_related("image__renditions")
    return [Listed(row, _insertable(row), pictures.describe(row.image, "card") if row.image else None) for row in rows]


def insertables_of(submission: Submission) -> tuple[Insertable, ...]:
    """Return the files of a submission as what can be put in a text (``home.text_fields``)."""
    return tuple(map(_insertable, submission.attachments.with_files()))


def _insertable(row: Attachment) -> Insertable:
    return Insertable(row.file.pk, row.file.title, is_image=row.image_id is not None)


def limits_of(submission: Submission, user: Any) -> Limits:
    """Return what somebody may still add to a submission now."""
    rules = settings.HUB_UPLOADS
    files, size = _left(submission, user)
    return Limits(
        images=", ".join(settings.WAGTAILIMAGES_EXTENSIONS),
        documents=", ".join(settings.WAGTAILDOCS_EXTENSIONS),
        accept=",".join(f".{name}" for name in (*settings.WAGTAILIMAGES_EXTENSIONS, *settings.WAGTAILDOCS_EXTENSIONS)),
        file_size=rules["file_bytes"] // MEGABYTE,
        files_left=max(files, 0),
        size_left=max(size, 0) // MEGABYTE,
        megapixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
    )


def attachment_add(*, submission: Submission, user: Any, file: File[Any]) -> Attachment:
    """Add an uploaded file to a submission.

    Raises ``ValidationError`` when the person may not write now, when there is no room for it (code ``limit``), or when
    it is not what its name says.
    """
    _check_writer(submission, user)
    size = file.size or 0
    _check_room(submission, user, size)
    is_image = is_image_name(file)
    content = checked_image(file) if is_image else checked_document(file)
    with transaction.atomic():
        # Two uploads at once are counted one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        held = _writable(submission.pk, user)
        _check_room(held, user, size)
        values = {
            "title": title_of(file),
            "file": content,
            "collection": private_collection(),
            "uploaded_by_user": user,
            "file_size": content.size,
        }
        stored = HubImage.objects.create(**values) if is_image else HubDocument.objects.create(**values)
        of_kind = {"image": stored} if is_image else {"document": stored}
        return Attachment.objects.create(submission=held, uploader=user, bytes=size, **of_kind)


@transaction.atomic
def attachment_remove(*, attachment: Attachment, user: Any) -> None:
    """Throw a file away; raises ``ValidationError`` when the person may not, or when it was published."""
    _writable(attachment.submission_id, user)
    if attachment.file.collection.name != COLLECTION:
        raise ValidationError(_("This file is on a published page. Ask the coalition desk to remove it."))
    _throw_away(attachment.file)


def title_of(file: File[Any]) -> str:
    """Return what a file is called: its name without extension, on one line. It is never part of a path."""
    name = one_line(PurePath((file.name or "").replace("\\", "/")).stem.replace("_", " "))
    return name[:LONGEST_TITLE].strip() or _("File")


@transaction.atomic
def private_collection() -> Collection:
    """Return the collection of files that are not published, made when it is not there, and closed to everybody."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
    CollectionViewRestriction.objects.get_or_create(
        collection=found, defaults={"restriction_type": CollectionViewRestriction.GROUPS}
    )
    return found


@transaction.atomic
def attachments_publish(*, page: Page) -> int:
    """Let everybody see the files of submissions that the published page of one uses; returns how many.

    Also those of another: who copied a draft has its files in the text. Nothing of a page that is not for everybody.
    """
    if not Submission.objects.filter(page_id=page.pk).exists() or page_clauses(page) != EVERYBODY:
        return 0
    public = Collection.get_first_root_node()
    shown: list[Any] = [
        file
        for model, keys in files_of_page(page.specific).items()
        if keys
        for file in model._default_manager.filter(pk__in=keys, collection__in=_private_collections())
    ]
    for file in shown:
        file.collection = public
        file.save(update_fields=["collection"])
    return len(shown)


@transaction.atomic
def attachments_prune() -> int:
    """Throw away the files of submissions that no text uses since some days; returns how many.

    A text is the draft, what is being reviewed, and what is published, of whichever submission: one may be a copy of
    another. Files whose submission is gone go as well.
    """
    before = timezone.now() - timedelta(days=settings.HUB_UPLOADS["unused_days"])
    old = [
        file
        for model in (HubImage, HubDocument)
        for file in model.objects.filter(created_at__lt=before, collection__in=_private_collections())
    ]
    used = _used_files() if old else {}
    unused = [file for file in old if file.pk not in used[type(file)]]
    for file in unused:
        _throw_away(file)
    return len(unused)


def _writable(pk: int, user: Any) -> Submission:
    """Return the submission as it is now, held until the transaction ends; ``ValidationError`` when it is closed."""
    held = Submission.objects.select_for_update(of=("self",)).get(pk=pk)
    _check_writer(held, user)
    return held


def _check_writer(submission: Submission, user: Any) -> None:
    if not permissions.may_write(user, submission):
        raise ValidationError(_("You cannot change this now. It is being reviewed, or it is not yours any more."))


def _private_collections() -> QuerySet[Collection]:
    """Return the collection of files that are not published; not one of that name that editors made deeper down."""
    found: QuerySet[Collection] = Collection.get_first_root_node().get_children().filter(name=COLLECTION)
    return found


def _used_files() -> dict[Any, set[int]]:
    """Return the keys of the images and documents that some text of a submission uses."""
    used: dict[Any, set[int]] = {HubImage: set(), HubDocument: set()}
    for submission in Submission.objects.select_related("page", "revision").iterator():
        for version in _versions_of(submission):
            for model, keys in files_of_page(version).items():
                used[model] |= keys
    return used


def _versions_of(submission: Submission) -> Iterator[Any]:
    yield submission.draft
    if submission.page.live:
        yield submission.page.specific
    if submission.revision is not None:
        yield submission.revision.as_object()


def _throw_away(file: HubImage | HubDocument) -> None:
    """Delete a file; its row in the submission goes with it, and its bytes when the transaction has ended."""
    file.delete()


def _left(submission: Submission, user: Any) -> tuple[int, int]:
    """Return how many files, and how many bytes, somebody may still add."""
    rules = settings.HUB_UPLOADS
    day = timezone.now() - timedelta(days=1)
    of_submission, of_day = Q(submission=submission), Q(uploader=user, created_at__gt=day)
    counted = Attachment.objects.aggregate(
        files=Count("pk", filter=of_submission),
        size=Sum("bytes", filter=of_submission, default=0),
        day_files=Count("pk", filter=of_day),
        day_size=Sum("bytes", filter=of_day, default=0),
    )
    return (
        min(rules["submission_files"] - counted["files"], rules["day_files"] - counted["day_files"]),
        min(rules["submission_bytes"] - counted["size"], rules["day_bytes"] - counted["day_size"]),
    )


def _check_room(submission: Submission, user: Any, size: int) -> None:
    files, left = _left(submission, user)
    if files < 1:
        raise ValidationError(
            _("There is no room for more files now. Remove one that you do not need, or go on tomorrow."), code="limit"
        )
    if size > left:
        raise ValidationError(
            _("There are %(left)s MB left for files now. Make this one smaller, remove another, or go on tomorrow."),
            code="limit",
            params={"left": max(left, 0) // MEGABYTE},
        )
