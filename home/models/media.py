"""Uploaded files: images, their renditions and documents, all kept outside every public folder."""

from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    get_rendition_upload_to,
    get_upload_to,
)


def private_storage() -> Storage:
    """Return the storage that only ``home.views.media_serve`` reads from."""
    return storages["private"]


class HubImage(AbstractImage):  # type: ignore[misc]
    """An image. Its description is the alternative text where a page does not give a better one."""

    file = WagtailImageField(
        verbose_name=_("file"),
        storage=private_storage,
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )
    credit = models.CharField(
        _("credit"),
        max_length=150,
        blank=True,
        help_text=_("Who made it and under which licence, as it is printed under the image."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """The description, or nothing: a file name read aloud helps nobody."""
        return str(self.description)


class HubRendition(AbstractRendition):  # type: ignore[misc]
    """One size of an image. The index on its file is what ``media_serve`` looks it up by."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")
    file = WagtailImageField(
        storage=private_storage,
        upload_to=get_rendition_upload_to,
        width_field="width",
        height_field="height",
        db_index=True,
    )

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="home_rendition_of_image")
        ]


class HubDocument(AbstractDocument):  # type: ignore[misc]
    """A document, always served by a view that asks who may see its collection."""

    file = models.FileField(_("file"), storage=private_storage, upload_to="documents", db_index=True)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, with the size and the digest of a new file: by the digest search knows its words."""
        # As Django tells a new file from a stored one (FileField.pre_save).
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            self._set_document_file_metadata()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "file_size", "file_hash"}
        super().save(*args, **kwargs)
