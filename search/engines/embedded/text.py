"""The text index: tantivy, in a disposable folder; it turns words into ranked entry keys, nothing else.

It follows the index by the same version counter as the facets. What it has not followed yet can at worst
be missed for a moment, never shown: visibility and filters come from the bitmaps. Whatever is wrong with the
folder is no error of a search: while it cannot be used, the database's own entries are asked (``scan``).
"""

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection
from filelock import FileLock, Timeout
from pyroaring import BitMap
from tantivy import Query

from search.engines.analysis import Vocabulary
from search.engines.embedded.columns import Floats, Keys, to_bitmap
from search.engines.embedded.facets import FEW_CHANGES, FacetIndex, Snapshot
from search.engines.embedded.queries import Balance, QueryBuilder, as_it_is
from search.engines.embedded.schema import SCHEMA_NUMBER, build_schema, read_works, to_documents
from search.engines.embedded.shelf import Shelf, is_damage
from search.engines.questions import Question, Questions, Synonyms
from search.engines.texts import read_words
from search.models import IndexChange, IndexEntry

logger = logging.getLogger(__name__)

# How long a search waits for another process that writes.
LOCK_SECONDS = 2.0
# From so many entries on, making everything anew is left to a thread, and searches go on without it.
BACKGROUND_ENTRIES = 5_000
# After a failure to write (a full disk), nothing is tried for so long.
PAUSE_SECONDS = 15.0

Build = Callable[[Questions], Question]
T = TypeVar("T")
Reached = Literal["current", "behind", "unusable"]


@dataclass(frozen=True, slots=True)
class State:
    """What the folder says of itself: the version it has, and of which words compounds were made."""

    version: int
    stamp: str
    words: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entry keys with their scores, best first within each shelf."""

    keys: Keys
    scores: Floats

    @property
    def ids(self) -> BitMap:
        """Return the keys as a set."""
        return to_bitmap(self.keys)


class TextIndex:
    """This process's view of the folder ``HUB_INDEX_DIR``."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._public: Shelf | None = None
        self._restricted: Shelf | None = None
        self._stamp: UUID | None = None
        self._version = 0
        self._vocabulary: Vocabulary | None = None
        self._thread: threading.Thread | None = None
        # Which folder could not be written, and until when it is left alone.
        self._paused = (Path(), 0.0)

    @property
    def folder(self) -> Path:
        """Return where the index lives; may be deleted at any time."""
        return Path(settings.HUB_INDEX_DIR)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words of which compounds are made, as the folder has them."""
        return self._vocabulary or Vocabulary.current()

    @property
    def version(self) -> int:
        """Return the version of the index that is asked: what is newer is not in it yet."""
        return self._version

    @property
    def is_open(self) -> bool:
        """Return whether there is a text index that can be asked."""
        return self._public is not None

    # Asking

    def rarity(self, name: str, token: str) -> float:
        """Return how much a word of a field weighs on the public shelf; 1 for all of them while it is not there."""
        with self._lock:
            return 1.0 if self._public is None else self._public.rarity(name, token)

    def ranked(
        self,
        build: Build,
        locale: str,
        snapshot: Snapshot,
        *,
        restricted: bool,
        synonyms: Synonyms | None = None,
        limit: int | None = None,
    ) -> tuple[Ranked, bool] | None:
        """Return every entry that a query matches, and whether that is of this version; ``None``: ask elsewhere.

        ``restricted``: whether what is not for everybody is looked through as well. ``limit``: only so many of each
        shelf, the best.
        """

        def ask(shelf: Shelf, query: Query) -> Ranked:
            keys, scores = shelf.ranked(query, locale, limit)
            return Ranked(np.array(keys, np.uint32), np.array(scores, np.float64))

        answer = self._ask(ask, build, locale, snapshot, restricted=restricted, synonyms=synonyms or {})
        if answer is None:
            return None
        found, is_current = answer
        both = Ranked(np.concatenate([one.keys for one in found]), np.concatenate([one.scores for one in found]))
        return both, is_current

    def newest(
        self, build: Build, locale: str, snapshot: Snapshot, *, restricted: bool, limit: int
    ) -> list[int] | None:
        """Return the keys of up to ``limit`` entries of each shelf that a query matches, the newest first."""

        def ask(shelf: Shelf, query: Query) -> list[int]:
            return shelf.newest(query, locale, limit)

        answer = self._ask(ask, build, locale, snapshot, restricted=restricted, synonyms={})
        return None if answer is None else [key for keys in answer[0] for key in keys]

    def _ask(
        self,
        ask: Callable[[Shelf, Query], T],
        build: Build,
        locale: str,
        snapshot: Snapshot,
        *,
        restricted: bool,
        synonyms: Synonyms,
    ) -> tuple[list[T], bool] | None:
        with self._lock:
            reached = self.catch_up(snapshot)
            if reached == "unusable" or self._public is None or self._restricted is None:
                return None
            try:
                question = build(Questions(self.vocabulary, synonyms))
                found = [ask(self._public, _query(question, locale))]
                if restricted:
                    balance = self._balance(self._public, self._restricted)
                    found.append(ask(self._restricted, _query(question, locale, balance)))
            except BaseException as error:
                if not is_damage(error):
                    raise
                logger.warning("The text index is damaged while it is open; making it anew.", exc_info=error)
                self.forget()
                return None
            return found, reached == "current"

    @staticmethod
    def _balance(public: Shelf, restricted: Shelf) -> Balance:
        return lambda name, token: (public.rarity(name, token), restricted.rarity(name, token))

    # Following

    def catch_up(self, snapshot: Snapshot, *, wait: bool = False) -> Reached:
        """Follow the index to a snapshot's version and return how far that came.

        ``wait``: make everything in this call if it must be, however long it takes. Otherwise a large index is made
        by a thread, another process that is writing is waited for ``LOCK_SECONDS``, and what cannot be written now
        is tried again later; what there is can be asked meanwhile ("behind"), or nothing can ("unusable").
        """
        with self._lock:
            if self._public is not None and self._stamp == snapshot.stamp and self._state_file.exists():
                return "current"
            if self._paused[0] == self.folder and time.monotonic() < self._paused[1] and not wait:
                return self._what_there_is()
            # Twice: what is damaged is thrown away the first time.
            for _attempt in range(2):
                try:
                    return self._catch_up_locked(snapshot, wait=wait)
                except Timeout:
                    logger.info("Another process writes the text index.")
                    return self._what_there_is()
                except BaseException as error:
                    if not is_damage(error):
                        raise
                    logger.warning("The text index cannot be read or written.", exc_info=error)
                    self._drop_state()
            self._paused = (self.folder, time.monotonic() + PAUSE_SECONDS)
            return self._what_there_is()

    def _catch_up_locked(self, snapshot: Snapshot, *, wait: bool) -> Reached:
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "hub.lock", timeout=-1 if wait else LOCK_SECONDS):
            if not wait and self._is_long_work(snapshot):
                self._start_thread()
                return self._what_there_is()
            self._follow(snapshot)
        return "current"

    def _what_there_is(self) -> Reached:
        return "unusable" if self._public is None else "behind"

    def _is_long_work(self, snapshot: Snapshot) -> bool:
        if self._thread is not None and self._thread.is_alive():
            return True
        return len(snapshot.live) > BACKGROUND_ENTRIES and self._is_whole(self._read_state(), Vocabulary.current())

    def _start_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._make_in_background, name="text-index", daemon=True)
            self._thread.start()

    def _make_in_background(self) -> None:
        """Make the folder's content for all processes; this one opens it when it looks next."""
        maker = TextIndex()
        try:
            maker.catch_up(FacetIndex().current(), wait=True)
        finally:
            connection.close()

    def _follow(self, snapshot: Snapshot) -> None:
        state, vocabulary = self._read_state(), Vocabulary.current()
        is_whole = self._is_whole(state, vocabulary)
        # Opened anew before each write: a writer with an old view would collect another's new files.
        public, restricted = self._open(is_new=state is None)
        if is_whole or state is None or state.stamp != str(snapshot.stamp):
            self._write(snapshot, (public, restricted), vocabulary, None if is_whole or state is None else state)
            self._write_state(snapshot, vocabulary)
        self._public, self._restricted, self._vocabulary = public, restricted, vocabulary
        self._stamp, self._version = snapshot.stamp, snapshot.version

    def _is_whole(self, state: State | None, vocabulary: Vocabulary) -> bool:
        """Return whether there is nothing to go on from."""
        if state is None or state.words != _digest(vocabulary):
            return True
        if not IndexChange.knows(state.version, UUID(state.stamp)):
            return True
        newer = IndexChange.objects.filter(version__gt=state.version)
        return newer.filter(kind=IndexChange.Kind.REBUILD).exists()

    @staticmethod
    def _write(snapshot: Snapshot, shelves: tuple[Shelf, Shelf], vocabulary: Vocabulary, state: State | None) -> None:
        public, restricted = shelves
        entries = IndexEntry.objects.all()
        if state is None:
            entries = entries.filter(is_live=True)
            for shelf in shelves:
                shelf.begin(is_whole=True)
        else:
            # By their keys: in the order of works a database may read all of them to find a few.
            newer = entries.filter(version__gt=state.version)
            keys = list(newer.values_list("pk", flat=True)[: FEW_CHANGES + 1])
            entries = entries.filter(pk__in=keys) if len(keys) <= FEW_CHANGES else newer
        for work in read_works(entries, read_words(snapshot.stamp)):
            own, other = (public, restricted) if snapshot.is_public(work.keys) else (restricted, public)
            if state is not None and other.has(work.work.hex):
                other.begin(is_whole=False)
                other.put(work.work.hex, ())
            if not work.texts and not own.has(work.work.hex):
                continue
            if state is not None:
                own.begin(is_whole=False)
            own.put(work.work.hex, to_documents(work, vocabulary), is_new=state is None)
        for shelf in shelves:
            shelf.commit()

    def _open(self, *, is_new: bool) -> tuple[Shelf, Shelf]:
        """Return both shelves; what cannot be opened is thrown away, and the state with it."""
        paths = [self.folder / f"schema-{SCHEMA_NUMBER}" / name for name in ("public", "restricted")]
        if is_new:
            self._throw_away_others()
            return Shelf.new(paths[0]), Shelf.new(paths[1])
        return Shelf(paths[0]), Shelf(paths[1])

    def _throw_away_others(self) -> None:
        """Remove what an earlier schema left."""
        for path in self.folder.glob("schema-*"):
            if path.name not in (f"schema-{SCHEMA_NUMBER}", self._state_file.name):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    # The folder's word about itself

    @property
    def _state_file(self) -> Path:
        return self.folder / f"schema-{SCHEMA_NUMBER}.json"

    def _read_state(self) -> State | None:
        try:
            state = json.loads(self._state_file.read_text())
            return State(int(state["version"]), str(UUID(state["stamp"])), str(state["words"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _write_state(self, snapshot: Snapshot, vocabulary: Vocabulary) -> None:
        draft = self._state_file.with_suffix(".draft")
        state = {"version": snapshot.version, "stamp": str(snapshot.stamp), "words": _digest(vocabulary)}
        draft.write_text(json.dumps(state))
        draft.replace(self._state_file)

    def _drop_state(self) -> None:
        """Let the next one who looks make everything anew."""
        self._stamp = None
        try:
            self._state_file.unlink(missing_ok=True)
        except OSError:
            logger.warning("The text index's folder cannot be written.")

    def forget(self) -> None:
        """Throw the folder's word away, so that its content is made anew."""
        with self._lock:
            self._drop_state()
            self._public = self._restricted = None


def _digest(vocabulary: Vocabulary) -> str:
    return " ".join(sorted(vocabulary.own))


def _query(question: Question, locale: str, balance: Balance = as_it_is) -> Query:
    return QueryBuilder(build_schema(), balance).query(question, locale)
