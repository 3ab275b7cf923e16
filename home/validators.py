"""Checks of values: codes, addresses and uploaded files."""

import re
from collections.abc import Mapping
from typing import Any, Final

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from home.office import OFFICE_EXTENSIONS, is_office_file

validate_region_code = RegexValidator(r"^[A-Z0-9]{2,8}$", _("Use two to eight capitals or digits."))
# Only what a browser may safely follow: no javascript:, data: or ftp:.
validate_web_url = URLValidator(schemes=["http", "https"])

# Bytes at the start of a file, read to recognise what it really is.
_HEAD: Final = 8192
_OFFICE: Final = "application/zip"
_TEXT_TYPES: Final = frozenset({"csv", "txt"})
# What each allowed document extension must turn out to be. Office documents are zip files inside.
DOCUMENT_CONTENT: Final[Mapping[str, frozenset[str]]] = {
    "pdf": frozenset({"application/pdf"}),
    "docx": frozenset({_OFFICE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}),
    "pptx": frozenset({_OFFICE, "application/vnd.openxmlformats-officedocument.presentationml.presentation"}),
    "xlsx": frozenset({_OFFICE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
    "odt": frozenset({_OFFICE, "application/vnd.oasis.opendocument.text"}),
}
IMAGE_CONTENT: Final[Mapping[str, frozenset[str]]] = {
    "jpg": frozenset({"image/jpeg"}),
    "jpeg": frozenset({"image/jpeg"}),
    "png": frozenset({"image/png"}),
    "webp": frozenset({"image/webp"}),
}
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)


def _head(file: File[Any]) -> bytes:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return bytes(head)


def file_extension(file: File[Any]) -> str:
    """Return the extension of a file's name, in small letters without the dot."""
    _name, dot, extension = (file.name or "").rpartition(".")
    return extension.lower() if dot else ""


def _refuse_content(extension: str) -> ValidationError:
    return ValidationError(
        _("The content of this file is not what .%(extension)s promises. Save it again in that format."),
        code="content",
        params={"extension": extension},
    )


def validate_document_file(file: File[Any]) -> None:
    """Refuse a document whose bytes are not what its extension says, or that is too large.

    Raises ``ValidationError``. A text file may hold anything but NUL bytes and the start of a web page.
    """
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if file.size > limit:
        raise ValidationError(
            _("This file is larger than %(limit)s MB."), code="size", params={"limit": limit // (1024 * 1024)}
        )
    extension, head = file_extension(file), _head(file)
    if extension in _TEXT_TYPES:
        if b"\0" in head or _MARKUP.search(head) or filetype.guess_mime(head):
            raise _refuse_content(extension)
        return
    if filetype.guess_mime(head) not in DOCUMENT_CONTENT.get(extension, frozenset()):
        raise _refuse_content(extension)
    if extension in OFFICE_EXTENSIONS and not is_office_file(file, extension):
        raise _refuse_content(extension)


def validate_image_file(file: File[Any]) -> None:
    """Refuse an image whose bytes are not what its extension says; raises ``ValidationError``.

    Size and number of pixels are checked by Wagtail's own field (WAGTAILIMAGES_MAX_*).
    """
    extension = file_extension(file)
    if filetype.guess_mime(_head(file)) not in IMAGE_CONTENT.get(extension, frozenset()):
        raise _refuse_content(extension)
