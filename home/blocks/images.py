"""Which images a page shows, and where."""

from collections.abc import Iterator
from typing import Any, Final

from wagtail.fields import StreamField

# The place that each kind of block shows its image in (home.pictures.PLACES).
BLOCK_PLACES: Final = {"figure": "figure", "video": "poster"}


def page_images(page: Any) -> Iterator[tuple[Any, list[str]]]:
    """Yield each image of a page with the places that it is shown in."""
    if page.image is not None:
        yield page.image, ["card", "head"]
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            for child in getattr(page, field.name):
                image = child.value.get("image") if child.block_type in BLOCK_PLACES else None
                if image is not None:
                    yield image, [BLOCK_PLACES[child.block_type]]
