"""Logos that organisations upload: drawn anew, so that nothing but the picture is kept (threats C10, C12)."""

import io
from typing import Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from home.validators import validate_image_file

# More than a logo is ever shown at, twice.
MAX_SIDE: Final = 1600
# What Pillow calls the formats that are taken (WAGTAILIMAGES_EXTENSIONS).
FORMATS: Final = ("PNG", "JPEG", "WEBP")


def logo_redraw(file: UploadedFile) -> ContentFile[bytes]:
    """Return an uploaded picture drawn anew as PNG, under a name of its own, without anything hidden in it.

    Its size and number of pixels were checked by the form's field. Raises ``ValidationError`` for what is not a whole
    picture of an allowed format.
    """
    validate_image_file(file)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((MAX_SIDE, MAX_SIDE))
            # A palette would keep what is unused in it; transparency is kept.
            plain = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ValidationError(_("This image is not complete. Upload it again."), code="truncated") from error
    plain.info.clear()
    buffer = io.BytesIO()
    plain.save(buffer, "PNG", optimize=True)
    return ContentFile(buffer.getvalue(), name=f"{uuid4().hex}.png")
