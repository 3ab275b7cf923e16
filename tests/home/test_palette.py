"""The colours of pictures are those of the style sheet."""

import re
from pathlib import Path

from django.conf import settings

from home import palette
from home.enums import Dye

CSS = (Path(settings.BASE_DIR) / "hub" / "static" / "css" / "hub.css").read_text()


def declared(name):
    """Return the first value of a custom property."""
    return re.search(rf"--{name}: (#[0-9a-f]{{3,6}})\b", CSS).group(1)


def test_every_dye_has_its_colours_of_the_style_sheet():
    pairs = re.findall(r"\.dye-([a-z-]+) { --bb: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\); }", CSS)

    assert set(palette.DYES) == set(Dye.values)
    assert {dye: (light, dark) for dye, light, dark in pairs} == palette.DYES


def test_grounds_are_those_of_the_style_sheet():
    names = ("night", "night-2", "paper", "edge")

    assert [declared(name) for name in names] == [
        palette.NIGHT,
        palette.NIGHT_2,
        palette.PAPER,
        palette.EDGE,
    ]


def test_mixing_all_of_one_colour_is_that_colour():
    for colour in ("#13213c", "#f4f5f1", "#765600", "#000000", "#ffffff"):
        assert palette.mix(colour, "#a1243c", 1) == palette.rgb(colour)
        assert palette.mix("#a1243c", colour, 0) == palette.rgb(colour)


def test_mixing_is_done_in_oklab():
    # Half way between white and black lies at a lightness of 0.5, which is darker than #808080 (CSS Color 4).
    assert palette.mix("#ffffff", "#000000", 0.5) == (99, 99, 99)
