"""What tells a repetition from something new, without knowing anybody: a digest, in memory, for at most an hour."""

import hashlib
import secrets
import time
from typing import Final

REPEAT_SECONDS: Final = 3600.0
# Who asks more within the hour makes the oldest be forgotten: memory has a limit, whatever is asked.
MOST_SEEN: Final = 20_000


class Seen:
    """Remembers what was said for an hour, by digests with a salt that this object drew for itself.

    Not safe for threads: who uses it holds a lock.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def is_repeated(self, *said: str) -> bool:
        """Return whether the same was said within the hour; it has been said from now on."""
        now = time.monotonic()
        words = "\n".join(said).encode(errors="replace")
        digest = hashlib.blake2b(words, key=self._salt, digest_size=16).digest()
        self._forget_before(now - REPEAT_SECONDS)
        if digest in self._seen:
            return True
        self._seen[digest] = now
        return False

    def _forget_before(self, moment: float) -> None:
        # In the order in which they were first seen.
        while self._seen:
            digest = next(iter(self._seen))
            if self._seen[digest] > moment and len(self._seen) < MOST_SEEN:
                return
            del self._seen[digest]
