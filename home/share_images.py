"""The picture that other sites show beside a link: a page's title on night ground, beside its woven cover.

Pure: a card in, the bytes of a PNG out. The same card gives the same picture on every server, so the picture is
named after the card (``ShareCard.digest``) and never changes under its name.
"""

import functools
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from home import covers
from home.palette import DYES, EDGE, NIGHT, NIGHT_2, ON_NIGHT, PAPER, Colour, mix, rgb
from home.wording import SOFT_HYPHEN, hyphenate

# Part of the digest: raise it when the same card is drawn differently.
DRAWING: Final = 1
# The size that Open Graph, LinkedIn and Mastodon ask for (1.91 to 1).
WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 64
# Pixels for a unit of a cloth, whose threads lie two units apart.
SCALE: Final = 8
CLOTH_LEFT: Final = WIDTH - 24 * covers.PITCH * SCALE
TEXT_WIDTH: Final = CLOTH_LEFT - 2 * MARGIN
TITLE_TOP: Final = 150
TITLE_HEIGHT: Final = 295
TITLE_SIZES: Final = (76, 68, 60, 52, 46, 40)
LEADING: Final = 1.16
ELLIPSIS: Final = "…"
# The loose threads of a card without a building block.
LOOSE_DYES: Final = ("madder", "logwood", "woad", "weld", "weld-over-woad")
SERIF: Final = ("besley-latin-600-normal.woff2", 0)
SANS: Final = ("public-sans-latin-wght-normal.woff2", 600)
WITH_MARK: Final = re.compile(r"LATIN (CAPITAL|SMALL) LETTER ([A-Z])\b.*")
STROKE: Final = re.compile(r"M(\d+) (\d+)([hv])(\d+)")
# The mark of the site (static/icons/mark.svg): x, y, width, height and colour on a field of 40.
MARK: Final = (
    (9, 5, 6, 30, PAPER), (25, 5, 6, 30, PAPER), (9, 7, 6, 10, NIGHT), (25, 23, 6, 10, NIGHT),
    (5, 9, 30, 6, "#ffc629"), (5, 25, 30, 6, "#ffc629"), (23, 9, 10, 6, NIGHT), (7, 25, 10, 6, NIGHT),
    (25, 5, 6, 14, PAPER), (9, 21, 6, 14, PAPER),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCard:
    """Everything that is drawn, and nothing else.

    ``block``, ``area``, ``slug``, ``dye`` and ``weave`` make the woven cover; without a ``dye`` there are loose
    threads instead. ``details`` are a few words under the title, such as the names of its terms.
    """

    title: str
    site: str
    language: str
    label: str = ""
    details: str = ""
    block: str = ""
    area: str = ""
    slug: str = ""
    dye: str = ""
    weave: str = ""

    @property
    def digest(self) -> str:
        """Return what names the picture: another card has another one."""
        facts = json.dumps([DRAWING, asdict(self)], sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    @property
    def alt(self) -> str:
        """Return the words in the picture."""
        return " – ".join(part for part in (self.label, self.title, self.details, self.site) if part)


def draw(card: ShareCard) -> bytes:
    """Return the picture of a card as a PNG of 1200 by 630 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), rgb(NIGHT))
    canvas = ImageDraw.Draw(image)
    _draw_cloth(canvas, card)
    _draw_words(canvas, card)
    output = io.BytesIO()
    # A few dyes and the edges of letters: 128 colours show no difference, in a third of the bytes.
    image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


# --- The cloth ------------------------------------------------------------------------------------------


def _draw_cloth(canvas: ImageDraw.ImageDraw, card: ShareCard) -> None:
    rows = -(-HEIGHT // (covers.PITCH * SCALE))
    if not card.dye:
        cloth = covers.weave_loose(LOOSE_DYES, columns=38, rows=rows)
        colours: dict[str, Colour] = {f"dye-{dye}": mix(DYES[dye][1], NIGHT, 0.8) for dye in LOOSE_DYES}
        _draw_threads(canvas, cloth, {**colours, "warp": rgb("#2f4470")}, WIDTH - cloth.width * SCALE, 1.5)
        return
    thread = DYES.get(card.dye, (EDGE, EDGE))[0]
    cloth = covers.weave_cover(
        block=card.block, area=card.area, slug=card.slug, weave=card.weave, columns=24, rows=rows
    )
    canvas.rectangle((CLOTH_LEFT, 0, WIDTH, HEIGHT), mix(thread, NIGHT, 0.38))
    colours = {
        "warp": mix(thread, PAPER, 0.1),
        "warp2": mix(thread, PAPER, 0.4),
        "weft": mix(thread, NIGHT, 0.9),
        "weft2": mix(thread, NIGHT, 0.55),
    }
    _draw_threads(canvas, cloth, colours, CLOTH_LEFT, 1.6)


def _draw_threads(
    canvas: ImageDraw.ImageDraw, cloth: covers.Cloth, colours: dict[str, Colour], left: int, thickness: float
) -> None:
    """Draw the strokes of a cloth as rectangles, from back to front."""
    half = thickness * SCALE / 2
    for thread in cloth.threads:
        for x, y, direction, length in STROKE.findall(thread.path):
            column, row, run = left + int(x) * SCALE, int(y) * SCALE, int(length) * SCALE
            box: tuple[float, float, float, float]
            if direction == "h":
                box = (column, row - half, column + run - 1, row + half - 1)
            else:
                box = (column - half, row, column + half - 1, row + run)
            canvas.rectangle(tuple(round(edge) for edge in box), colours[thread.name])


# --- The words ------------------------------------------------------------------------------------------


def _draw_words(canvas: ImageDraw.ImageDraw, card: ShareCard) -> None:
    accent = DYES[card.dye][1] if card.dye in DYES else NIGHT_2
    small = font(SANS, 30)
    if label := drawable(card.label, SANS):
        canvas.rectangle((MARGIN, 66, MARGIN + 56, 73), rgb(accent))
        canvas.text((MARGIN, 88), _shortened(label, small), rgb(accent), small)
    size, lines = fit(drawable(card.title, SERIF) or card.site, card.language)
    face, top = font(SERIF, size), float(TITLE_TOP)
    for line in lines:
        canvas.text((MARGIN, top), line, rgb(ON_NIGHT), face)
        top += size * LEADING
    if details := drawable(card.details, SANS):
        canvas.text((MARGIN, top + 34), _shortened(details, font(SANS, 26)), rgb(NIGHT_2), font(SANS, 26))
    for x, y, width, height, colour in MARK:
        left, upper = MARGIN - 5 + x * 1.2, HEIGHT - MARGIN - 44 + y * 1.2
        canvas.rectangle((left, upper, left + width * 1.2 - 1, upper + height * 1.2 - 1), rgb(colour))
    canvas.text((MARGIN + 56, HEIGHT - MARGIN - 38), _shortened(drawable(card.site, SANS), small), rgb(ON_NIGHT), small)


@functools.cache
def font(face: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    """Return a font of the site at a size; ``face`` is a file and, for a variable font, a weight."""
    file, weight = face
    loaded = ImageFont.truetype(str(finders.find(f"fonts/{file}")), size)
    if weight:
        loaded.set_variation_by_axes([weight])
    return loaded


@functools.lru_cache(maxsize=4096)
def _has_glyph(character: str, face: tuple[str, int]) -> bool:
    """Return whether a font can draw a character: whether it differs from one that no font has."""
    loaded = font(face, 40)
    missing = loaded.getmask("\uffff")
    drawn = loaded.getmask(character)
    return character.isspace() or (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def drawable(text: str, face: tuple[str, int]) -> str:
    """Return what a font can draw of a text: letters it lacks without their accents, others left out.

    "" when less than four fifths would be left: half a title is worse than none.
    """
    wanted = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(_replacement(character, face) for character in wanted if character != SOFT_HYPHEN)
    kept = " ".join(kept.split())
    return kept if len(kept) * 5 >= len(wanted) * 4 else ""


def _replacement(character: str, face: tuple[str, int]) -> str:
    if _has_glyph(character, face):
        return character
    # Decomposition knows nothing of strokes (Ł); the name of a letter does.
    if named := WITH_MARK.fullmatch(unicodedata.name(character, "")):
        return named[2] if named[1] == "CAPITAL" else named[2].lower()
    return "".join(part for part in unicodedata.normalize("NFKD", character) if _has_glyph(part, face))


def fit(title: str, language: str) -> tuple[int, list[str]]:
    """Return the largest size at which a title fits, and its lines; a title too long for any size is cut."""
    parts = [part.split(SOFT_HYPHEN) for part in hyphenate(title, language).split()]
    for size in TITLE_SIZES:
        room = int(TITLE_HEIGHT // (size * LEADING))
        lines = list(wrap(parts, font(SERIF, size), TEXT_WIDTH))
        if len(lines) <= room:
            return size, _balanced(parts, font(SERIF, size), lines)
    return size, [*lines[: room - 1], _cut(lines[room - 1].removesuffix("-"), font(SERIF, size))]


def wrap(words: Iterable[list[str]], face: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Yield lines no wider than ``width``; a word is its syllables, and is broken only when it must be."""
    line = ""
    for syllables in words:
        word = "".join(syllables)
        if line and face.getlength(f"{line} {word}") <= width:
            line = f"{line} {word}"
            continue
        if line:
            yield line
        line, pieces = "", list(_narrow(syllables, face, width))
        for place, piece in enumerate(pieces, start=1):
            hyphen = "-" if place < len(pieces) else ""
            if line and face.getlength(f"{line}{piece}{hyphen}") > width:
                yield f"{line}-"
                line = ""
            line += piece
    if line:
        yield line


def _narrow(syllables: list[str], face: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Yield the syllables of a word; one that is too wide for a line by itself, letter by letter."""
    for syllable in syllables:
        if face.getlength(f"{syllable}-") <= width:
            yield syllable
        else:
            yield from syllable


def _balanced(words: list[list[str]], face: ImageFont.FreeTypeFont, lines: list[str]) -> list[str]:
    """Return as many lines of more equal length: no last line of one short word."""
    for width in range(TEXT_WIDTH - 20, TEXT_WIDTH // 2, -20):
        tried = list(wrap(words, face, width))
        if len(tried) > len(lines) or any(line.endswith("-") for line in tried):
            break
        lines = tried
    return lines


def _shortened(text: str, face: ImageFont.FreeTypeFont) -> str:
    """Return a line as it is, or cut to the width of the column of words."""
    return text if face.getlength(text) <= TEXT_WIDTH else _cut(text, face)


def _cut(text: str, face: ImageFont.FreeTypeFont) -> str:
    """Return as much of a line as there is room for beside an ellipsis."""
    while text and face.getlength(text + ELLIPSIS) > TEXT_WIDTH:
        text = text[:-1]
    return text.rstrip(" -,;:·") + ELLIPSIS
