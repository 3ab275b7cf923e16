"""The colours of the style sheet, for pictures that are drawn on the server; a test compares the two."""

from typing import Final

Colour = tuple[int, int, int]

NIGHT: Final = "#13213c"
ON_NIGHT: Final = "#ffffff"
NIGHT_2: Final = "#c3cee2"
PAPER: Final = "#f4f5f1"
EDGE: Final = "#6b7680"
# A dye as thread on light ground, and on night.
DYES: Final = {
    "madder": ("#a1243c", "#f28c9d"),
    "logwood": ("#6a2c74", "#d7a0e2"),
    "woad": ("#0a6175", "#6cc5d8"),
    "weld": ("#765600", "#dfb84c"),
    "weld-over-woad": ("#2c6a36", "#86cc90"),
    "cochineal": ("#9c1f68", "#f08fc4"),
    "indigo": ("#3b3f8f", "#aab0f5"),
    "walnut": ("#6b4426", "#d3ab88"),
    "kermes": ("#973a10", "#f3a078"),
    "lichen": ("#566119", "#bcc76a"),
}


def rgb(colour: str) -> Colour:
    """Return the red, green and blue of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> Colour:
    """Return ``share`` of one colour mixed with another, as CSS does: ``color-mix(in oklab, …)``."""
    pairs = zip(_oklab(rgb(colour)), _oklab(rgb(other)), strict=True)
    return _srgb(*(share * one + (1 - share) * two for one, two in pairs))


def _oklab(colour: Colour) -> tuple[float, float, float]:
    """Return a colour in Oklab (Björn Ottosson, 2020; CSS Color 4, section 9)."""
    red, green, blue = (
        (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for part in (c / 255 for c in colour)
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _srgb(lightness: float, a: float, b: float) -> Colour:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _channel(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _channel(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _channel(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _channel(linear: float) -> int:
    """Return a channel from 0 to 255; what no screen can show becomes the nearest that it can."""
    part = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, part)))
