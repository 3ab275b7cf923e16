"""Pictures: in which sizes and formats an image is offered, so that a browser fetches the smallest that is sharp.

Each place that shows images has its sizes, in AVIF (about 40 % smaller than WebP at the same quality, and a
second of work for a large one) and in WebP. They are made by the job queue when a page is published
(``home.services.pictures_make``). A page never waits for them: what is there is offered, and only when there
is nothing at all one WebP is made on the spot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractRendition, Filter, SourceImageIOError

if TYPE_CHECKING:  # the models have content blocks, which show pictures
    from home.models import HubImage

# What a template draws (components/picture.html) and an entry of the index keeps: plain JSON.
Picture = dict[str, Any]
FORMATS: Final = ("avif", "webp")


@dataclass(frozen=True, slots=True)
class Place:
    """Where pictures are shown: Wagtail's operation for each width, the smallest first, and how wide they are drawn."""

    operations: Mapping[int, str]
    sizes: str = ""

    def specs(self, image: "HubImage", file_format: str) -> list[str]:
        """Return the renditions in one format, without those that would be wider than the image itself."""
        smallest = min(self.operations)
        widths = [width for width in self.operations if width <= image.width or width == smallest]
        return [f"{self.operations[width]}|format-{file_format}" for width in widths]


PLACES: Final[Mapping[str, Place]] = {
    "card": Place({280: "fill-280x180", 560: "fill-560x360"}),
    "head": Place({420: "fill-420x270", 840: "fill-840x540", 1260: "fill-1260x810"}, "(min-width: 64rem) 21rem, 100vw"),
    "figure": Place({480: "width-480", 960: "width-960", 1440: "width-1440"}, "(min-width: 45rem) 42rem, 100vw"),
    "poster": Place({640: "fill-640x360", 1280: "fill-1280x720"}, "(min-width: 45rem) 42rem, 100vw"),
}


def describe(image: "HubImage", place: str, alt: str = "") -> Picture | None:
    """Return what is drawn of an image in a place: addresses, sizes in pixels, alternative text.

    Asks nobody whether the image may be seen. ``None`` when its file cannot be read.
    """
    where = PLACES[place]
    avif, webp = (where.specs(image, name) for name in FORMATS)
    made = _existing(image, [*avif, *webp])
    shown = [made[spec] for spec in webp if spec in made] or _made_now(image, webp[:2][-1])
    if not shown:
        return None
    largest = shown[-1]
    size = {"url": largest.url, "width": largest.width, "height": largest.height, "alt": alt, "sizes": where.sizes}
    return {**size, "srcset": source_set(shown), "avif": source_set([made[spec] for spec in avif if spec in made])}


def source_set(renditions: Sequence[AbstractRendition]) -> str:
    """Return renditions as the value of ``srcset``, each width once."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in by_width.items())


def places_of(image: "HubImage") -> list[str]:
    """Return the places that an image has renditions for, in whatever file or focal point they were made."""
    made = set(image.renditions.values_list("filter_spec", flat=True))
    return [
        name
        for name, place in PLACES.items()
        if any(
            f"{operation}|format-{file_format}" in made
            for operation in place.operations.values()
            for file_format in FORMATS
        )
    ]


def missing(image: "HubImage", places: Sequence[str]) -> list[str]:
    """Return the renditions that an image still needs in these places."""
    specs = [spec for place in places for name in FORMATS for spec in PLACES[place].specs(image, name)]
    made = {filter_.spec for filter_ in image.find_existing_renditions(*map(Filter, specs))}
    return [spec for spec in specs if spec not in made]


def _existing(image: "HubImage", specs: Sequence[str]) -> dict[str, AbstractRendition]:
    """Return the renditions that there are, by Wagtail's own look-up (memory, then one query), and remember them."""
    found = image.find_existing_renditions(*map(Filter, specs))
    fresh = {
        rendition.construct_cache_key(image, filter_.get_cache_key(image), filter_.spec): rendition
        for filter_, rendition in found.items()
        if not getattr(rendition, "_from_cache", False)
    }
    if fresh:
        image.get_rendition_model().cache_backend.set_many(fresh)
    return {filter_.spec: rendition for filter_, rendition in found.items()}


def _made_now(image: "HubImage", spec: str) -> list[AbstractRendition]:
    try:
        return [image.get_rendition(spec)]
    except (SourceImageIOError, InvalidFilterSpecError):
        return []
