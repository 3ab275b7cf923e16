"""Work on many things, in which one that goes wrong never stops the rest (threat D19)."""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Outcome:
    """How many things were done, and how many went wrong and are tried again the next time."""

    done: int = 0
    failed: int = 0

    def __iadd__(self, other: "Outcome") -> "Outcome":
        self.done += other.done
        self.failed += other.failed
        return self


def do_each(things: Iterable[Thing], act: Callable[[Thing], int | None], *, is_atomic: bool = True) -> Outcome:
    """Do something for each thing, in a transaction of its own; what goes wrong is logged, undone and counted.

    ``act`` says how much it did; nothing said is one. What has several transactions of its own is not ``is_atomic``.
    """
    outcome = Outcome()
    for thing in things:
        try:
            with transaction.atomic() if is_atomic else nullcontext():
                number = act(thing)
        except Exception:  # one must not stop the others, whatever is wrong with it
            logger.exception("Could not do %s for %r", getattr(act, "__name__", act), thing)
            outcome.failed += 1
        else:
            outcome.done += 1 if number is None else number
    return outcome
