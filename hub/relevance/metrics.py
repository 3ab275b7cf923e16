"""The measures of a ranked list, each from 0 to 1; grades say what a work is worth to the person who searched."""

import math
from collections.abc import Iterable, Mapping, Sequence

# From this grade on a work is wanted; below it touches the subject.
WANTED = 2
HIGHEST = 3


def dcg(grades: Iterable[int]) -> float:
    """Return the discounted gain of grades in the order of the list: ``2**grade - 1``, less further down."""
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def ndcg(found: Sequence[str], grades: Mapping[str, int], *, size: int = 10) -> float:
    """Return the gain of the first works found as a part of the best that could be; raises ``ValueError`` without any.

    What is not judged is worth nothing.
    """
    best = dcg(sorted(grades.values(), reverse=True)[:size])
    if not best:
        raise ValueError("Nothing is judged as being of use.")
    return dcg(grades.get(work, 0) for work in found[:size]) / best


def recall(found: Sequence[str], grades: Mapping[str, int], *, size: int = 20) -> float:
    """Return which part of the works that are wanted is among the first ones; raises ``ValueError`` without any."""
    wanted = {work for work, grade in grades.items() if grade >= WANTED}
    if not wanted:
        raise ValueError("Nothing is judged as being wanted.")
    return len(wanted & set(found[:size])) / len(wanted)


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return 1 for a wanted work in the first place, 1/2 in the second; 0 for none."""
    for rank, work in enumerate(found, start=1):
        if grades.get(work, 0) >= WANTED:
            return 1 / rank
    return 0.0
