"""Blocks of images, videos and files. What the viewer may not see is not drawn, nor named."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import BooleanBlock, CharBlock, RichTextBlock, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from home import embeds, pictures
from home.blocks.base import ANSWER_FEATURES, LINKS, PICTURES, ParentInMigrations, refuse, template_of
from home.text import plain_text
from home.validators import validate_web_url
from home.viewer import viewer
from search.audience import is_file_visible, is_public_collection

EXAMPLE: Final = "img/example.svg"
DURATION: Final = re.compile(r"\d{1,2}(?::[0-5]\d){1,2}")


class ImageBlock(ParentInMigrations, ImageChooserBlock):  # type: ignore[misc]
    """A chooser that reads the images of a whole text at once, with collections and renditions."""

    parent_path = "wagtail.images.blocks.ImageChooserBlock"

    def bulk_to_python(self, values: Any) -> list[Any]:
        """Return the images with these keys, in order; the same one twice as two objects."""
        chosen = list(values)
        images = self.model_class.objects.filter(pk__in={key for key in chosen if key is not None})
        found = {image.pk: image for image in images.select_related("collection").prefetch_renditions()}
        return [found.get(key) for key in chosen]


class DocumentBlock(ParentInMigrations, DocumentChooserBlock):  # type: ignore[misc, valid-type]
    """A chooser that reads the documents of a whole text at once, with their collections."""

    parent_path = "wagtail.documents.blocks.DocumentChooserBlock"

    def bulk_to_python(self, values: Any) -> list[Any]:
        """Return the documents with these keys, in order."""
        chosen = list(values)
        documents = self.model_class.objects.filter(pk__in={key for key in chosen if key is not None})
        found = {document.pk: document for document in documents.select_related("collection")}
        return [found.get(key) for key in chosen]


def _visible(file: Any) -> Any:
    """Return an image or document when the viewer may see it, else ``None``."""
    return file if file is not None and is_file_visible(file, viewer()) else None


class WordsOfFile:
    """A block whose words are about a file: search finds them only as long as everybody may see the file.

    ``file_key``: what the block calls the file.
    """

    file_key: ClassVar[str]

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the words of the block; none for a file that is not for everybody, or is gone."""
        file = value.get(self.file_key)
        if file is None or not is_public_collection(file.collection):
            return []
        words: list[str] = super().get_searchable_content(value)  # type: ignore[misc]
        return words


def example_picture() -> pictures.Picture:
    """Return the drawing that stands for an image in the editor's list of blocks."""
    return {"static": EXAMPLE, "width": 960, "height": 540, "alt": gettext("Threads that cross")}


# --- Images ---------------------------------------------------------------------------------------------


class FigureValue(blocks.StructValue):  # type: ignore[misc]
    """An image with its words."""

    @cached_property
    def picture(self) -> pictures.Picture | None:
        """What is drawn; ``None`` when the viewer may not see the image, or its file is gone."""
        image = _visible(self.get("image"))
        alt = "" if self.get("is_decorative") else str(self.get("alt") or "")
        return pictures.describe(image, "figure", alt) if image else None

    @property
    def credit(self) -> str:
        """Who made the image."""
        return str(getattr(self.get("image"), "credit", ""))


class FigureBlock(WordsOfFile, blocks.StructBlock):  # type: ignore[misc]
    """An image in the text."""

    file_key = "image"
    image = ImageBlock(label=_("Image"))
    alt = CharBlock(
        label=_("Alternative text"),
        max_length=250,
        required=False,
        default="",
        help_text=_("What is to be seen, for those who cannot see it: “Two nurses look at a screen”."),
    )
    is_decorative = BooleanBlock(
        label=_("The image only decorates"),
        required=False,
        help_text=_("Tick this when nobody misses anything without the image. It is then not read aloud."),
    )
    caption = CharBlock(label=_("Caption"), max_length=250, required=False, default="")

    class Meta:
        icon = "image"
        label = _("Image")
        group = PICTURES
        description = _("A photograph or drawing, with words for those who cannot see it.")
        template = template_of("figure")
        value_class = FigureValue
        preview_value = {"image": None, "caption": _("A cloth in which building blocks and areas cross.")}

    def get_preview_value(self) -> FigureValue:
        """Return a figure with a drawing that every hub has."""
        value: FigureValue = super().get_preview_value()
        value.picture = example_picture()
        return value

    def clean(self, value: Any) -> Any:
        """Ask for an alternative text, unless the image only decorates."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned.get("alt") and not cleaned.get("is_decorative"):
            raise refuse(alt=_("Say what is to be seen, or tick that the image only decorates."))
        return cleaned


# --- Videos ---------------------------------------------------------------------------------------------


class VideoValue(blocks.StructValue):  # type: ignore[misc]
    """A video of another site."""

    @cached_property
    def video(self) -> embeds.Video | None:
        """Which video; ``None`` when the address is not one of a known host (a draft)."""
        return embeds.parse_video(str(self.get("address") or ""))

    @cached_property
    def picture(self) -> pictures.Picture | None:
        """The image that stands there before the video does; ``None`` without one that the viewer may see."""
        image = _visible(self.get("image"))
        return pictures.describe(image, "poster") if image else None


class VideoBlock(blocks.StructBlock):  # type: ignore[misc]
    """A video of YouTube or Vimeo, which is asked for nothing before the reader wants to see it."""

    address = URLBlock(
        label=_("Address of the video"),
        max_length=embeds.MAX_ADDRESS,
        validators=[validate_web_url],
        help_text=_("At YouTube or Vimeo, as you copy it there."),
    )
    title = CharBlock(label=_("Title"), max_length=160)
    duration = CharBlock(
        label=_("Length"),
        max_length=8,
        required=False,
        default="",
        search_index=False,
        validators=[RegexValidator(rf"^{DURATION.pattern}$", _("Write minutes and seconds: 4:32."))],
        help_text=_("Minutes and seconds: 4:32."),
    )
    image = ImageBlock(
        label=_("Image before it starts"), required=False, help_text=_("An image of your own, not of the video site.")
    )
    summary = RichTextBlock(
        label=_("What is said and shown"),
        features=ANSWER_FEATURES,
        required=False,
        help_text=_("For who cannot see or hear it, and who has no time: the transcript, or what matters in it."),
    )
    transcript = URLBlock(
        label=_("Address of the transcript"), required=False, default="", max_length=500, validators=[validate_web_url]
    )

    class Meta:
        icon = "media"
        label = _("Video")
        group = PICTURES
        description = _("A video of YouTube or Vimeo. Nothing is asked of them until a reader starts it.")
        template = template_of("video")
        value_class = VideoValue

        @staticmethod
        def preview_value() -> dict[str, Any]:
            """Return a video; nothing is asked of its host until somebody clicks."""
            summary = gettext("A nurse shows how she checks what the model says before she acts on it.")
            return {
                "address": "https://vimeo.com/76979871",
                "title": gettext("A day with the model"),
                "duration": "4:32",
                "image": None,
                "summary": f"<p>{summary}</p>",
                "transcript": "",
            }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Let the page frame the host of the video."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if value.video:
            embeds.allow_frame(context.get("request"), value.video.frame_host)
        return context

    def clean(self, value: Any) -> Any:
        """Ask for an address of a known host, and for words beside the images."""
        cleaned = super().clean(value)
        if cleaned["address"] and cleaned.video is None:
            raise refuse(address=_("Only videos of YouTube and Vimeo can be shown. Make a link of this address."))
        if not self.is_deferred_validation and not cleaned.get("transcript") and not plain_text(cleaned.get("summary")):
            raise refuse(summary=_("Write what is said and shown, or give the address of the transcript."))
        return cleaned


# --- Files ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File:
    """A document as a link: where it is, what it is called, of what kind (PDF) and how many bytes."""

    url: str
    title: str
    kind: str
    size: int | None


class FileValue(blocks.StructValue):  # type: ignore[misc]
    """A document to download."""

    @cached_property
    def file(self) -> File | None:
        """The link; ``None`` when the viewer may not see the document."""
        document = _visible(self.get("document"))
        if document is None:
            return None
        title = self.get("title") or document.title
        return File(document.url, title, document.file_extension.upper(), document.file_size)


class DownloadBlock(WordsOfFile, blocks.StructBlock):  # type: ignore[misc]
    """A document to download."""

    file_key = "document"
    document = DocumentBlock(label=_("Document"))
    title = CharBlock(
        label=_("Text"), max_length=120, required=False, default="", help_text=_("Empty: the title of the document.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Download")
        group = LINKS
        description = _("One document, with its kind and size.")
        template = template_of("download")
        value_class = FileValue
        preview_value = {"document": None, "title": ""}

    def get_preview_value(self) -> FileValue:
        """Return a document that is not there, as it would be drawn."""
        value: FileValue = super().get_preview_value()
        value.file = File("#", gettext("Model agreement for sharing data"), "PDF", 480_000)
        return value


class FilesBlock(ParentInMigrations, blocks.ListBlock):  # type: ignore[misc]
    """Documents below one another."""

    parent_path = "wagtail.blocks.ListBlock"

    class Meta:
        icon = "folder-open-1"
        label = _("Files")
        group = LINKS
        description = _("Several documents below one another, each with its kind and size.")
        template = template_of("files")
        min_num = 1
        max_num = 30
        preview_value = ()

    def get_preview_value(self) -> list[Any]:
        """Return two documents that are not there, as they would be drawn."""
        first, second = self.child_block.get_preview_value(), self.child_block.get_preview_value()
        second.file = File("#", gettext("Questions to ask a supplier"), "DOCX", 36_000)
        return [first, second]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add ``files``: those that the viewer may see."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["files"] = [item.file for item in value if item.file]
        return context
