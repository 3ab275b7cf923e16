"""Two versions of a page as people compare them: by field, line beside line, with the words marked that changed.

Wagtail's own comparison (``wagtail.admin.compare``) marks changes inside one text, and knows nothing of steps, folding
or of two columns; here the words of ``reading`` are compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from home.models import HubPage
from knowledge.submissions.reading import ReadField, read_fields

SAME: Final = "same"
DELETED: Final = "deleted"
INSERTED: Final = "inserted"
# Lines around a change that are shown, so that one reads it in its place.
AROUND: Final = 1
# Comparing words costs the square of their number; lines longer than this are compared as a whole.
MOST_WORDS: Final = 1500
# Below this likeness a line was written anew: marking the few words that two lines share would hide that.
LIKENESS: Final = 0.35
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and what became of them."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after. ``folded`` is how many equal lines stand for this row; it has no words then."""

    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that changed."""

    name: str
    label: str
    rows: tuple[Row, ...]


def differences(old: HubPage, new: HubPage) -> list[FieldDifference]:
    """Return the fields that differ between two versions of a page, in the order in which they are read."""
    before = {field.name: field for field in read_fields(old)}
    after = {field.name: field for field in read_fields(new)}
    found = []
    for name in dict.fromkeys((*after, *before)):
        known = after.get(name) or before[name]
        empty = ReadField(name, known.label, ())
        first, second = before.get(name, empty), after.get(name, empty)
        if first.lines != second.lines:
            found.append(FieldDifference(name, known.label, tuple(compare_lines(first.lines, second.lines))))
    return found


def compare_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a comparison of two texts; runs of equal lines are folded."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    steps = matcher.get_opcodes()
    for number, (tag, first, last, new_first, new_last) in enumerate(steps):
        if tag == "equal":
            yield from _equal(old[first:last], is_start=number == 0, is_end=number == len(steps) - 1)
        else:
            yield from _changed(old[first:last], new[new_first:new_last])


def _equal(lines: Sequence[str], *, is_start: bool, is_end: bool) -> Iterator[Row]:
    head, tail = 0 if is_start else AROUND, 0 if is_end else AROUND
    hidden = len(lines) - head - tail
    if hidden < 2:
        yield from map(_same, lines)
        return
    yield from map(_same, lines[:head])
    yield Row(folded=hidden)
    yield from map(_same, lines[len(lines) - tail :])


def _same(line: str) -> Row:
    pieces = (Piece(SAME, line),)
    return Row(pieces, pieces)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else ""
        after = new[number] if number < len(new) else ""
        yield Row(*compare_words(before, after))


def compare_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces of a line before and after."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    whole = (_pieces([(DELETED, old)]), _pieces([(INSERTED, new)]))
    if not before or not after or max(len(before), len(after)) > MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LIKENESS:
        return whole
    removed, added = [], []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        kinds = (SAME, SAME) if tag == "equal" else (DELETED, INSERTED)
        removed.append((kinds[0], "".join(before[first:last])))
        added.append((kinds[1], "".join(after[new_first:new_last])))
    return _pieces(removed), _pieces(added)


def _pieces(parts: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in parts if text)
