"""Draws how times grow with the number of works, as a small SVG with logarithmic axes."""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 40, 50
# Told apart by colour and by the label at each line's end.
COLOURS = ("#8c2f39", "#1f4e79", "#3a6b35", "#8a5a00", "#5b3a8c", "#00666b", "#444444")
LABEL_HEIGHT = 16
FONT = "sans-serif"

Points = Sequence[tuple[float, float]]


def growth_svg(lines: Mapping[str, Points], *, title: str) -> str:
    """Return a drawing of lines of (works, milliseconds), named at their ends; raises ``ValueError`` for none."""
    points = [point for line in lines.values() for point in line]
    if not points or min(min(point) for point in points) <= 0:
        raise ValueError("There is nothing above zero to draw.")
    columns = _decades([x for x, _y in points])
    rows = _decades([y for _x, y in points])
    parts = [*_grid(columns, rows)]
    ends = _spread({name: _down(line[-1][1], rows) for name, line in lines.items()})
    for place, (name, line) in enumerate(lines.items()):
        colour = COLOURS[place % len(COLOURS)]
        path = " ".join(f"{_across(x, columns):.1f},{_down(y, rows):.1f}" for x, y in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{_across(x, columns):.1f}" cy="{_down(y, rows):.1f}" r="3" fill="{colour}"/>' for x, y in line
        ]
        parts.append(_text(WIDTH - RIGHT + 10, ends[name] + 4, name, colour=colour))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            _text(LEFT, 22, title, size=15),
            *parts,
            "</svg>\n",
        ]
    )


def _decades(values: Sequence[float]) -> list[int]:
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(first, max(last, first + 1) + 1))


def _across(value: float, decades: Sequence[int]) -> float:
    return LEFT + (math.log10(value) - decades[0]) / (decades[-1] - decades[0]) * (WIDTH - LEFT - RIGHT)


def _down(value: float, decades: Sequence[int]) -> float:
    share = (math.log10(value) - decades[0]) / (decades[-1] - decades[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(columns: Sequence[int], rows: Sequence[int]) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for decade in columns:
        x = _across(10.0**decade, columns)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>')
        parts.append(_text(x, bottom + 18, f"{10**decade:,}", anchor="middle"))
    for decade in rows:
        y = _down(10.0**decade, rows)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**decade:g} ms", anchor="end"))
    parts.append(_text((LEFT + right) / 2, HEIGHT - 10, "works", anchor="middle"))
    return parts


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """Return where the labels go: beside their line's end, and never over each other."""
    found: dict[str, float] = {}
    lowest = -math.inf
    for name in sorted(heights, key=lambda name: heights[name]):
        lowest = max(heights[name], lowest + LABEL_HEIGHT)
        found[name] = lowest
    return found


def _text(x: float, y: float, words: str, *, colour: str = "#222222", anchor: str = "start", size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}>{escape(words)}</text>"
