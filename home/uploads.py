"""Files that members upload: what is taken, checked by what is inside, and images made anew (threats C9 to C15)."""

import io
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from home.validators import file_extension, validate_document_file, validate_image_file

# What Pillow writes for each extension that is taken.
_FORMATS: Final[Mapping[str, str]] = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_WRITTEN: Final[Mapping[str, dict[str, Any]]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 88},
}


def checked_document(file: File[Any]) -> File[Any]:
    """Return an uploaded document under a name of our own; raises ``ValidationError`` when it is not what it says."""
    if file_extension(file) not in settings.WAGTAILDOCS_EXTENSIONS:
        raise _refuse_type()
    _check_size(file)
    validate_document_file(file)
    return ContentFile(file.read(), name=f"{uuid4().hex}.{file_extension(file)}")


def checked_image(file: File[Any]) -> File[Any]:
    """Return an uploaded image drawn anew, under a name of our own.

    Only what one sees is kept: no place where it was taken, no camera, nothing behind the image. Raises
    ``ValidationError`` when it is not what it says, has too many pixels or cannot be read to its end.
    """
    if file_extension(file) not in settings.WAGTAILIMAGES_EXTENSIONS:
        raise _refuse_type()
    _check_size(file)
    validate_image_file(file)
    kind = _FORMATS[file_extension(file)]
    try:
        with Image.open(file, formats=(kind,)) as image:
            _check_pixels(image)
            content = _drawn_anew(image, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refuse_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValidationError(_("This image is not complete. Upload it again."), code="truncated") from error
    return ContentFile(content, name=f"{uuid4().hex}.{file_extension(file)}")


def is_image_name(file: File[Any]) -> bool:
    """Return whether a file is uploaded as an image."""
    return file_extension(file) in settings.WAGTAILIMAGES_EXTENSIONS


def _drawn_anew(image: Image.Image, kind: str) -> bytes:
    image.load()
    turned = ImageOps.exif_transpose(image)
    has_alpha = kind != "JPEG" and ("A" in turned.getbands() or "transparency" in turned.info)
    pixels = turned.convert("RGBA" if has_alpha else "RGB")
    # A new image from the pixels alone: what the old one carried along does not come with it.
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    content = io.BytesIO()
    clean.save(content, format=kind, **_WRITTEN[kind])
    return content.getvalue()


def _check_size(file: File[Any]) -> None:
    limit = settings.HUB_UPLOADS["file_bytes"]
    if not file.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if file.size > limit:
        raise ValidationError(
            _("This file is larger than %(limit)s MB."), code="size", params={"limit": limit // (1024 * 1024)}
        )


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _refuse_pixels()


def _refuse_pixels() -> ValidationError:
    return ValidationError(
        _("This image has more than %(limit)s million pixels. Make it smaller and upload it again."),
        code="pixels",
        params={"limit": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
    )


def _refuse_type() -> ValidationError:
    taken = ", ".join([*settings.WAGTAILIMAGES_EXTENSIONS, *settings.WAGTAILDOCS_EXTENSIONS])
    return ValidationError(
        _("Files of this kind are not taken. These are: %(taken)s."), code="type", params={"taken": taken}
    )
