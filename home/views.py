"""Uploaded images, and pictures of pages for other sites: served by views that ask who may see them."""

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from home import sharing
from home.models import HubDocument, HubImage, HubRendition
from home.models.media import private_storage
from search.audience import is_file_visible, is_public_collection

YEAR = 365 * 24 * 60 * 60
# A picture never changes under its name, but its page may become private: caches ask again after a day.
DAY = 24 * 60 * 60
CONTENT_TYPES = {
    "avif": "image/avif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


@require_safe
def media_serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one image file by its path in the private storage.

    A rendition's name changes with its content, so a public one may be kept for a year; nothing of a
    restricted collection may be kept by anybody. A file that is not there and one that the visitor may
    not see answer alike: 404. Documents are never served here, but by Wagtail's own view.
    """
    # PostgreSQL does not even compare a text with NUL in it.
    if "\x00" in path:
        raise Http404
    image, is_rendition = _owner(path)
    extension = path.rpartition(".")[2].lower()
    if extension not in CONTENT_TYPES or not is_file_visible(image, request.user):
        raise Http404
    try:
        file = private_storage().open(path)
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=CONTENT_TYPES[extension])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    if not is_public_collection(image.collection):
        response["Cache-Control"] = "private, no-store"
    elif is_rendition:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=3600)
    return response


def private_document(document: HubDocument) -> HttpResponse:
    """Return a document as a download that nobody keeps; raises ``Http404`` without its file.

    Asks nobody whether it may be seen. In one piece: Wagtail's hook, which calls this, takes no stream.
    """
    try:
        with private_storage().open(document.file.name) as file:
            content = file.read()
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    disposition = content_disposition_header(as_attachment=True, filename=document.filename)
    response = HttpResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def share_image(request: HttpRequest, kind: str, key: str, digest: str) -> HttpResponseBase:
    """Serve the picture of a page that other sites show beside a link to it.

    404 for what does not exist or is not for this visitor, which look the same. An address of before the page
    changed leads to the picture as it is now, so that only the pictures of known pages are ever drawn.
    """
    found = sharing.find_card(kind, key, request.user)
    if found is None:
        raise Http404
    is_current = digest == found.card.digest
    response: HttpResponse
    if is_current:
        response = HttpResponse(sharing.picture_bytes(kind, key, found.card), content_type=CONTENT_TYPES["png"])
    else:
        response = redirect(sharing.share_path(kind, key, found.card))
    if not found.is_public:
        patch_cache_control(response, private=True, no_store=True)
    elif is_current:
        patch_cache_control(response, public=True, max_age=DAY, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=300)
    return response


def _owner(path: str) -> tuple[HubImage, bool]:
    """Return the image that a file belongs to and whether it is a rendition; raises ``Http404``."""
    rendition = HubRendition.objects.filter(file=path).select_related("image__collection").first()
    if rendition is not None:
        return rendition.image, True
    image = HubImage.objects.filter(file=path).select_related("collection").first()
    if image is None:
        raise Http404
    return image, False
