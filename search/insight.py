"""Counting what is asked and opened, without people: from the memory of a process into the database.

Nothing of a visitor is kept. That somebody repeats a question is known by a digest with a salt that this process
drew for itself, in its memory only, for at most an hour. The words of a question are written once it was asked often
enough; until then only a digest with the site's secret key and the month, which says nothing to who has the
database alone (ADR 11).
"""

import logging
import re
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.expressions import folded_terms
from search.normalise import NormalisedText
from search.seen import Seen

logger = logging.getLogger(__name__)

# Written when this many questions wait, or the first of them has waited for so long.
MOST_WAITING: Final = 100
FLUSH_SECONDS: Final = 30.0

# An address, or seven digits with nothing but signs of a number between them: telephone, BSN, account, birthday.
_PERSONAL = re.compile(r"\S\s?@\s?\S|\d(?:[\s().+\-]*\d){6,}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a day: its words in lower case, and the same without accents, by which it is recognised."""

    day: date
    language: str
    words: str
    key: str

    @property
    def digest(self) -> str:
        """Return what stands for the words: keyed with the site's secret, another one each month."""
        salt = f"search.insight {self.day:%Y-%m}"
        return salted_hmac(salt, f"{self.language}\n{self.key}", algorithm="sha256").hexdigest()


@dataclass(slots=True)
class Tally:
    """What is waiting to be added to a question."""

    times: int = 0
    opened: int = 0
    found: int | None = None
    works: Counter[UUID] = field(default_factory=Counter)


def question_of(text: NormalisedText, language: str, day: date | None = None) -> Question | None:
    """Return what may be counted of a question; ``None`` without words, or when it looks like somebody's data."""
    if not text.terms or is_personal(text.text):
        return None
    today = day or timezone.localdate(timezone=timezone.get_default_timezone())
    words = " ".join(text.terms).lower()[:200]
    return Question(today, language, words, " ".join(folded_terms(text.terms)))


def is_personal(text: str) -> bool:
    """Return whether a text holds something like an e-mail address or a long number."""
    return _PERSONAL.search(unicodedata.normalize("NFKC", text)) is not None


class Recorder:
    """Collects what is asked and opened in one process; what is lost with the process is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything that waits, and everybody who was seen."""
        with self._lock:
            self._seen = Seen()
            self._waiting: dict[Question, Tally] = {}
            self._since = 0.0

    def asked(self, question: Question, visitor: str, found: int | None = None) -> bool:
        """Count a question, unless the same visitor asked it within the hour; return whether it was counted."""
        with self._lock:
            if self._is_repeated("asked", visitor, question):
                return False
            tally = self._tally(question)
            tally.times += 1
            if found is not None:
                tally.found = found
            return True

    def opened(self, question: Question, visitor: str, work: UUID) -> None:
        """Count a work that was opened from the results of a question, and the search as one that led somewhere.

        Each once for a visitor and an hour.
        """
        with self._lock:
            if self._is_repeated(f"opened {work}", visitor, question):
                return
            tally = self._tally(question)
            tally.works[work] += 1
            if not self._is_repeated("opened", visitor, question):
                tally.opened += 1

    def is_due(self) -> bool:
        """Return whether there is enough to write, or something that has waited long enough."""
        with self._lock:
            number = len(self._waiting)
            return number >= MOST_WAITING or (number > 0 and time.monotonic() - self._since >= FLUSH_SECONDS)

    def take(self) -> Mapping[Question, Tally]:
        """Return what waits, and begin anew."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
            return taken

    def _tally(self, question: Question) -> Tally:
        if not self._waiting:
            self._since = time.monotonic()
        return self._waiting.setdefault(question, Tally())

    def _is_repeated(self, what: str, visitor: str, question: Question) -> bool:
        return self._seen.is_repeated(what, visitor, question.language, question.key)


RECORDER = Recorder()


def flush_when_due(**kwargs: Any) -> None:
    """Write what waits, if it is time; called after an answer was sent, and never in the way of one.

    What cannot be written is lost, and said in the log without its words.
    """
    if not RECORDER.is_due():
        return
    try:
        flush()
    except Exception as error:  # noqa: BLE001 - counting is never worth a request
        logger.error("What was asked could not be counted: %s", type(error).__name__)


def flush() -> None:
    """Write everything that waits to the database; raises what the database raises."""
    from search import insight_services  # noqa: PLC0415 - it writes what is collected here

    taken = RECORDER.take()
    if taken:
        insight_services.questions_count(tallies=taken)
    insight_services.prune_when_due()


def is_kept() -> bool:
    """Return whether anything is counted at all: with ``HUB_INSIGHT_DAYS`` at 0 nothing is."""
    return int(settings.HUB_INSIGHT_DAYS) > 0
