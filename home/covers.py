"""Woven pictures: the cloth a page without an image gets, and loose threads for pages with nothing to show.

A loom decides for each crossing whether the horizontal thread (weft) or the vertical one (warp) is on top:
``tie_up[treadling[row]][threading[column]]``. Everything follows from slugs, so the same page has the same
cloth on every server and in every language. Colours come from CSS (``--bb`` and the classes of the paths), so
the cloth follows the reader's dark mode by itself. Pure: no Django, no state, no random numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Tie = tuple[tuple[bool, ...], ...]

SHAFTS: Final = 8
# The distance between two threads in the units of the picture; a thread is drawn on its centre line.
PITCH: Final = 2

# One tie-up (8 treadles by 8 shafts) for each weave an editor can choose for a term.
TIE_UPS: Final[dict[str, str]] = {
    "tabby": "10101010 01010101 10101010 01010101 10101010 01010101 10101010 01010101",
    "basket": "11001100 11001100 00110011 00110011 11001100 11001100 00110011 00110011",
    "twill": "11100010 01110001 10111000 01011100 00101110 00010111 10001011 11000101",
    "wide-twill": "11110000 01111000 00111100 00011110 00001111 10000111 11000011 11100001",
    "satin": "10000000 00010000 00000010 01000000 00001000 00000001 00100000 00000100",
    "steps": "11110000 11110000 11100001 11000011 10000111 00001111 00001111 00011110",
}
FALLBACK_WEAVE: Final = "tabby"


@dataclass(frozen=True, slots=True)
class Thread:
    """One class of threads and where they run: ``path`` is the ``d`` of an SVG path drawn with a stroke."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Cloth:
    """A woven picture: its size in picture units, and its threads from back to front."""

    width: int
    height: int
    threads: tuple[Thread, ...]


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of a text: small, stable, the same in every language that draws covers."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def thread_order(kind: int, count: int, shift: int) -> list[int]:
    """Return which of the eight shafts (or treadles) each of ``count`` threads uses.

    ``kind`` chooses one of four classic orders: 0 straight, 1 pointed, 2 advancing, 3 broken.
    """
    if kind == 0:
        order = list(range(count))
    elif kind == 1:
        order = [step if (step := i % 14) < SHAFTS else 14 - step for i in range(count)]
    elif kind == 2:
        order = [i + i // 6 for i in range(count)]
    else:
        order = [i if (i // SHAFTS) % 2 == 0 else 7 - i for i in range(count)]
    return [(shaft + shift) % SHAFTS for shaft in order]


def tie_up(weave: str, *, other_face: bool) -> Tie:
    """Return the tie-up of a weave, seen from its other face when asked; an unknown weave is plain weave.

    The other face of a satin would be nearly solid, so that one is turned upside down instead.
    """
    rows = TIE_UPS.get(weave, TIE_UPS[FALLBACK_WEAVE]).split()
    tie = tuple(tuple(cell == "1" for cell in row) for row in rows)
    if not other_face:
        return tie
    if weave == "satin":
        return tie[::-1]
    return tuple(tuple(not cell for cell in row) for row in tie)


def floats(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of each stretch where the weft lies on top without a break."""
    start = 0
    while start < len(row):
        length = 0
        while start + length < len(row) and row[start + length]:
            length += 1
        if length:
            yield start, length
        start += length or 1


def weft_path(row: Sequence[bool], index: int, offset: int = 0) -> str:
    """Return the path of one weft thread: a horizontal line for each of its floats."""
    middle = index * PITCH + PITCH // 2
    return "".join(f"M{offset + start * PITCH} {middle}h{length * PITCH}" for start, length in floats(row))


def warp_path(columns: Sequence[int], height: int, offset: int = 0) -> str:
    """Return the path of the warp threads in these columns: vertical lines from edge to edge."""
    return "".join(f"M{offset + column * PITCH + PITCH // 2} 0v{height}" for column in columns)


def weave_cover(*, block: str, area: str, slug: str, weave: str, columns: int, rows: int) -> Cloth:
    """Return the cloth of one page.

    ``block``, ``area`` and ``slug`` are slugs ("" for none); ``weave`` is the structure of the building
    block. The area alone sets the rhythm of the stripes in the warp, so pages of one area look related.
    """
    page_hash, area_hash = fnv1a(f"{block}/{area}/{slug}"), fnv1a(area)
    tie = tie_up(weave, other_face=bool(page_hash >> 16 & 1))
    threading = thread_order(page_hash & 3, columns, page_hash >> 4 & 7)
    treadling = thread_order(page_hash >> 2 & 3, rows, page_hash >> 7 & 7)
    stripe_every, stripe_width = 4 + area_hash % 8, 1 + area_hash // 8 % 3
    band_every, band_width = 5 + (page_hash >> 10) % 6, 1 + (page_hash >> 14) % 3
    height = rows * PITCH
    plain = [x for x in range(columns) if x % stripe_every >= stripe_width]
    striped = [x for x in range(columns) if x % stripe_every < stripe_width]
    wefts = {"weft": "", "weft2": ""}
    for y in range(rows):
        name = "weft2" if y % band_every < band_width else "weft"
        wefts[name] += weft_path([tie[treadling[y]][shaft] for shaft in threading], y)
    paths = (("warp", warp_path(plain, height)), ("warp2", warp_path(striped, height)), *wefts.items())
    return Cloth(columns * PITCH, height, tuple(Thread(name, path) for name, path in paths if path))


def weave_loose(dyes: Sequence[str], columns: int = 46, rows: int = 34) -> Cloth:
    """Return loose threads from the left that become one cloth: the picture of error pages and the log-in.

    One thread name per dye (``dye-<dye>``), in groups of two to four wefts. Without dyes only the warp is there.
    """
    selvage = columns * 4 // 9
    warp = Thread("warp", warp_path(range(selvage, columns), rows * PITCH))
    if not dyes:
        return Cloth(columns * PITCH, rows * PITCH, (warp,))
    tie = tie_up("twill", other_face=False)
    threading = thread_order(2, columns, 0)
    paths = dict.fromkeys(dyes, "")
    group, left = 0, 0
    for y in range(rows):
        if left == 0:
            dye = dyes[group % len(dyes)]
            left = 2 + fnv1a(f"group/{group}") % 3
            group += 1
        left -= 1
        # A loose end begins somewhere left of the cloth, and lies straight until the first warp thread.
        loose = 2 + fnv1a(f"end/{y}") % (selvage - 4)
        treadle = thread_order(1, rows, 0)[y]
        row = [x >= loose if x < selvage else tie[treadle][threading[x]] for x in range(columns)]
        paths[dye] += weft_path(row, y)
    wefts = (Thread(f"dye-{dye}", path) for dye, path in paths.items() if path)
    return Cloth(columns * PITCH, rows * PITCH, (warp, *wefts))
