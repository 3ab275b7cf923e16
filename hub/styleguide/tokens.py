"""The design tokens as the style sheet declares them, with the contrast that they have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.enums import Dye

STYLE_SHEET: Final = "css/hub.css"
TEXT, CONTROL = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
LIGHT, DARK = ":root", "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on the ground it is used on, and the contrast it must have there."""

    name: str
    ground: str
    minimum: float
    use: str | Promise

    @property
    def is_dye(self) -> bool:
        """Return whether it is the thread of a term, and not a token of its own."""
        return self.name in Dye.values


@dataclass(frozen=True, slots=True)
class Measured:
    """A pair with its contrast in both themes."""

    pair: Pair
    light: float
    dark: float

    @property
    def is_enough(self) -> bool:
        """Return whether it can be read in both themes."""
        return min(self.light, self.dark) >= self.pair.minimum


PAIRS: Final = (
    Pair("ink", "paper", TEXT, _("text")),
    Pair("muted", "paper", TEXT, _("secondary text")),
    Pair("muted", "sunken", TEXT, _("secondary text in a well")),
    Pair("action", "paper", TEXT, _("links, main button")),
    Pair("on-action", "action", TEXT, _("text of the main button")),
    Pair("action", "info-soft", TEXT, _("information")),
    Pair("ok", "ok-soft", TEXT, _("went well, open")),
    Pair("warn", "warn-soft", TEXT, _("mind this")),
    Pair("bad", "bad-soft", TEXT, _("went wrong, cancelled")),
    Pair("on-focus", "focus", TEXT, _("where the keyboard is")),
    Pair("on-mark", "mark", TEXT, _("words that were searched for")),
    Pair("on-night", "night", TEXT, _("text on dark ground")),
    Pair("night-2", "night", TEXT, _("secondary text on dark ground")),
    Pair("edge", "surface", CONTROL, _("edges of controls")),
    Pair("edge", "paper", CONTROL, _("edges of controls")),
    *(Pair(dye.value, "surface", TEXT, dye.label) for dye in Dye),
    *(Pair(dye.value, "paper", TEXT, dye.label) for dye in Dye),
)


@cache
def style_sheet() -> str:
    """Return the style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", Path(str(finders.find(STYLE_SHEET))).read_text(), flags=re.DOTALL)


def declared(scope: str) -> dict[str, str]:
    """Return the colours that a block of the style sheet declares first: name of the token to ``#rrggbb``."""
    text = style_sheet()
    block = text[text.index(f"{scope} {{") :]
    block = block[: block.index("}")]
    return {name: _long(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block)}


def dyes() -> dict[str, tuple[str, str]]:
    """Return each dye in the light and in the dark theme."""
    found = re.findall(r"\.dye-([\w-]+) { --bb: light-dark\((#\w{6}), (#\w{6})\); }", style_sheet())
    return {name: (light, dark) for name, light, dark in found}


def _long(value: str) -> str:
    return value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def measured() -> list[Measured]:
    """Return every pair with its contrast in both themes."""
    light = {**declared(LIGHT), **{name: colours[0] for name, colours in dyes().items()}}
    dark = {**light, **declared(DARK), **{name: colours[1] for name, colours in dyes().items()}}
    return [Measured(pair, _on(light, pair), _on(dark, pair)) for pair in PAIRS]


def _on(colours: Mapping[str, str], pair: Pair) -> float:
    return contrast(colours[pair.name], colours[pair.ground])
