"""What the readers of files have in common: a piece of a file, and why there is none."""

from typing import NamedTuple


class Encrypted(Exception):
    """The file asks for a password."""


class TooLarge(Exception):
    """Reading the file would cost more than it may."""


class Piece(NamedTuple):
    """The words of one page, slide or section.

    ``kind`` is ``page``, ``slide`` or ``heading``; ``label`` its number, or the heading that the words stand under
    (empty before the first one).
    """

    kind: str
    label: str
    text: str
