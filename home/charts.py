"""Charts as shapes: where everything goes, worked out before anybody looks.

Widths are percentages and heights are ems, so that a chart fills whatever room there is while its letters keep
their size, on a telephone and at 400 % alike. Nothing depends on colour: bars carry their name and number,
lines differ in dash and in the shape of their points.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final

from home.chart_data import PHONE_CHARACTERS, ChartData, fits_a_phone
from home.enums import ChartKind

# Heights in ems of the chart's own letters.
LINE_HEIGHT: Final = 1.3
BASELINE: Final = 1.0
BAR: Final = 0.8
PLOT: Final = 13.0
GAP: Final = 0.7
# The middle of the plot is drawn between these percentages, so that half a label fits beside the first and last.
LEFT, RIGHT = 11.0, 94.0
SHORT_NAME: Final = 7
LONGEST_NAME: Final = 34
LABEL_WIDTH: Final = 40
NICE: Final = (1, 2, 2.5, 5, 10)
DASHES: Final = ("", "7 4", "2 4", "10 4 2 4")
MARKERS: Final = ("disc", "square", "diamond", "ring")
_ROUND: Final = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"
POINTS: Final = {"disc": _ROUND, "square": "M-5-5h10v10h-10z", "diamond": "M0-7L7 0 0 7-7 0z", "ring": _ROUND}


@dataclass(frozen=True, slots=True)
class Shape:
    """One element of the drawing: its name, its attributes, and the text or the elements in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: tuple["Shape", ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of some height in ems, and the key to its series where they are not named beside the shapes.

    ``key`` has the name of each series with a sample of it, ``key_width`` ems wide.
    """

    height: float
    shapes: list[Shape]
    key: list[tuple[str, list[Shape]]] = field(default_factory=list)
    key_width: float = 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers between which a chart is drawn; zero is always among them."""

    low: float
    high: float
    ticks: tuple[Decimal, ...] = ()

    def at(self, value: Decimal) -> float:
        """Return where a number lies, from 0 at the low end to 1 at the high end."""
        return (float(value) - self.low) / (self.high - self.low)


def tight_scale(numbers: Sequence[Decimal]) -> Scale:
    """Return the scale that just holds these numbers and zero."""
    low, high = min(0.0, *map(float, numbers)), max(0.0, *map(float, numbers))
    return Scale(low, high if high > low else low + 1)


def nice_scale(numbers: Sequence[Decimal], steps: int = 4) -> Scale:
    """Return a scale that begins and ends at round numbers, with a tick at each step."""
    tight = tight_scale(numbers)
    rough = (tight.high - tight.low) / steps
    power = 10.0 ** floor(log10(rough))
    step = next(power * nice for nice in NICE if power * nice >= rough * 0.999)
    first, last = floor(tight.low / step + 1e-9), ceil(tight.high / step - 1e-9)
    exact = Decimal(repr(step))
    return Scale(first * step, last * step, tuple(exact * number for number in range(first, last + 1)))


def percent(share: float) -> str:
    """Write a share of the width: 0.375 -> "37.5%"."""
    return f"{round(share * 100, 2):g}%"


def em(height: float) -> str:
    """Write a height: 1.25 -> "1.25em"."""
    return f"{round(height, 3):g}em"


def draw(data: ChartData, kind: str) -> Drawing:
    """Return the drawing of some data as one kind of chart; the data has passed ``check_chart``."""
    if kind == ChartKind.COLUMNS:
        return draw_columns(data)
    return draw_line(data) if kind == ChartKind.LINE else draw_bars(data)


# --- Lying bars -----------------------------------------------------------------------------------------


def draw_bars(data: ChartData) -> Drawing:
    """Return bars below one another, each under its own name and number."""
    scale = tight_scale(data.numbers)
    shapes: list[Shape] = []
    height = 0.0
    several = len(data.series) > 1
    for row, category in enumerate(data.categories):
        if several:
            height = _put_lines(shapes, wrapped(category, LABEL_WIDTH), height, "chart-name")
        for number, series in enumerate(data.series):
            value, text = series.values[row], data.text(series.values[row])
            name = series.name if several else category
            shapes.append(_text(text, 1.0, height + BASELINE, "end", "chart-number"))
            height = _put_lines(shapes, wrapped(name, LABEL_WIDTH - len(text)), height)
            if value is not None:
                shapes.append(_bar(scale, value, height, number))
                zero = scale.at(Decimal(0))
                shapes.append(_rule(zero, height, zero, height + BAR + 0.2))
            height += BAR + GAP
        height += GAP if several else 0
    return Drawing(height, shapes)


def _put_lines(shapes: list[Shape], lines: Sequence[str], height: float, css_class: str = "") -> float:
    for line in lines:
        shapes.append(_text(line, 0.0, height + BASELINE, "start", css_class))
        height += LINE_HEIGHT
    return height


def _bar(scale: Scale, value: Decimal, top: float, number: int) -> Shape:
    start, end = sorted((scale.at(Decimal(0)), scale.at(value)))
    place = {"x": percent(start), "y": em(top + 0.1), "width": percent(end - start), "height": em(BAR)}
    return Shape("rect", {**place, **_fill(number)})


# --- Upright bars ---------------------------------------------------------------------------------------


def draw_columns(data: ChartData) -> Drawing:
    """Return bars side by side: with their numbers where these fit, else between lines with numbers."""
    texts = [data.text(value) for series in data.series for value in series.values]
    is_roomy = fits_a_phone(texts)
    scale = tight_scale(data.numbers) if is_roomy else nice_scale(data.numbers)
    # Numbers stand above what rises and below what falls.
    top, bottom = LINE_HEIGHT, PLOT - (LINE_HEIGHT if scale.low < 0 else 0)
    shapes = [] if is_roomy else list(_grid(data, scale, top, bottom))
    first, last = (0.0, 1.0) if is_roomy else (LEFT / 100, 1.0)
    room = (last - first) / len(data.categories)
    for row, category in enumerate(data.categories):
        start = first + row * room
        for number, series in enumerate(data.series):
            value = series.values[row]
            if value is None:
                continue
            thick = room * 0.76 / len(data.series)
            left = start + room * 0.12 + number * thick
            shapes.append(_column(scale, value, (left, thick), (top, bottom), number))
            if is_roomy:
                y = _height(scale, value, top, bottom)
                at = y + BASELINE if value < 0 else y - 0.3
                shapes.append(_text(data.text(value), left + thick / 2, at, "middle", "chart-number"))
        shapes.append(_text(category, start + room / 2, PLOT + BASELINE + 0.2, "middle"))
    zero = _height(scale, Decimal(0), top, bottom)
    shapes.append(_rule(0.0, zero, 1.0, zero))
    key = [(series.name, [_key_bar(number)]) for number, series in enumerate(data.series)]
    return Drawing(PLOT + LINE_HEIGHT + 0.4, shapes, key if len(key) > 1 else [])


def _column(
    scale: Scale, value: Decimal, across: tuple[float, float], between: tuple[float, float], number: int
) -> Shape:
    left, thick = across
    high, low = sorted((_height(scale, Decimal(0), *between), _height(scale, value, *between)))
    place = {"x": percent(left + thick * 0.06), "y": em(high), "width": percent(thick * 0.88), "height": em(low - high)}
    return Shape("rect", {**place, **_fill(number)})


def _key_bar(number: int) -> Shape:
    return Shape("rect", {"x": "1", "y": "0.1em", "width": "0.8em", "height": "0.8em", **_fill(number)})


# --- Lines ----------------------------------------------------------------------------------------------


def draw_line(data: ChartData) -> Drawing:
    """Return a line for each series, between horizontal lines with numbers."""
    scale = nice_scale(data.numbers)
    top = LINE_HEIGHT
    shapes = list(_grid(data, scale, top, PLOT))
    places = [(LEFT + (RIGHT - LEFT) * row / (len(data.categories) - 1)) / 100 for row in range(len(data.categories))]
    for number, series in enumerate(data.series):
        points = [
            None if value is None else (x, _height(scale, value, top, PLOT))
            for x, value in zip(places, series.values, strict=True)
        ]
        shapes.extend(_segments(points, number))
        shapes.extend(_marker(*point, number) for point in points if point is not None)
    zero = _height(scale, Decimal(0), top, PLOT)
    shapes.append(_rule(0.0, zero, 1.0, zero))
    shapes.extend(_names_below(data.categories, places))
    key = [(series.name, _key_line(number)) for number, series in enumerate(data.series)]
    return Drawing(PLOT + LINE_HEIGHT + 0.4, shapes, key if len(key) > 1 else [], key_width=2.0)


def _segments(points: Sequence[tuple[float, float] | None], number: int) -> Iterator[Shape]:
    """Return the pieces of a line; none to or from a gap."""
    for start, end in pairwise(points):
        if start is not None and end is not None:
            yield _stroke(start, end, number)


def _stroke(start: tuple[float, float], end: tuple[float, float], number: int) -> Shape:
    place = {"x1": percent(start[0]), "y1": em(start[1]), "x2": percent(end[0]), "y2": em(end[1])}
    dash = DASHES[number % len(DASHES)]
    look = {"stroke": "currentcolor", "stroke-width": "3", **({"stroke-dasharray": dash} if dash else {})}
    return Shape("line", {**place, **look, **_ink(number)})


def _marker(x: float, y: float, number: int) -> Shape:
    """Return the point of a series, whose shape says which one it is."""
    # A drawing within the drawing: paths know no percentages, but a drawing can be put at one.
    place = {"x": percent(x), "y": em(y), "overflow": "visible"}
    return Shape("svg", place, children=(_point(number),))


def _point(number: int) -> Shape:
    name = MARKERS[number % len(MARKERS)]
    look = {
        "fill": "currentcolor",
        "stroke": "currentcolor",
        "stroke-width": "2",
        **_ink(number, hollow=name == "ring"),
    }
    return Shape("path", {"d": POINTS[name], **look})


def _key_line(number: int) -> list[Shape]:
    middle = {"x": "50%", "y": "50%", "overflow": "visible"}
    return [_stroke((0.0, 0.5), (1.0, 0.5), number), Shape("svg", middle, children=(_point(number),))]


def _names_below(names: Sequence[str], places: Sequence[float]) -> Iterator[Shape]:
    """Return as many names as fit on a telephone: the first, and each so many after it."""
    each = ceil(len(names) * (max(map(len, names)) + 1) / PHONE_CHARACTERS)
    for number in range(0, len(names), each):
        name, is_edge = names[number], number in (0, len(names) - 1)
        anchor = "middle" if not is_edge or len(name) <= SHORT_NAME else "end" if number else "start"
        yield _text(shortened(name, LONGEST_NAME), places[number], PLOT + BASELINE + 0.2, anchor)


# --- What they share ------------------------------------------------------------------------------------


def wrapped(text: str, width: int) -> list[str]:
    """Return a name in one or two lines; what does not fit is in the table below the chart."""
    lines = textwrap.wrap(text, max(width, 12)) or [""]
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][: max(width, 12) - 1].rstrip()}…"]


def shortened(text: str, width: int) -> str:
    """Return a name in one line, cut off when it is longer."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _grid(data: ChartData, scale: Scale, top: float, bottom: float) -> Iterator[Shape]:
    for tick in scale.ticks:
        y = _height(scale, tick, top, bottom)
        yield _rule(0.0, y, 1.0, y, "chart-grid")
        yield _text(data.text(tick), 0.0, y - 0.3, "start", "chart-tick")


def _height(scale: Scale, value: Decimal, top: float, bottom: float) -> float:
    return bottom - scale.at(value) * (bottom - top)


def _text(text: str, x: float, y: float, anchor: str, css_class: str = "") -> Shape:
    place = {"x": percent(x), "y": em(y)}
    if anchor != "start":
        place["text-anchor"] = anchor
    return Shape("text", {**place, **({"class": css_class} if css_class else {})}, text)


def _rule(x1: float, y1: float, x2: float, y2: float, css_class: str = "chart-zero") -> Shape:
    return Shape("line", {"x1": percent(x1), "y1": em(y1), "x2": percent(x2), "y2": em(y2), "class": css_class})


def _fill(number: int) -> dict[str, str]:
    """Return the look of a bar: every second series is an outline."""
    if number % 2:
        return {"fill": "none", "stroke": "currentcolor", "stroke-width": "2", **_ink(number // 2)}
    return {"fill": "currentcolor", **_ink(number // 2)}


def _ink(number: int, *, hollow: bool = False) -> dict[str, str]:
    """Return the class of a series: the thread colour, or ink for every second one."""
    names = [name for name, is_meant in (("chart-ink", number % 2), ("chart-hollow", hollow)) if is_meant]
    return {"class": " ".join(names)} if names else {}
