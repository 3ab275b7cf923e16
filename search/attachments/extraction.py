"""Reading one file in a child process: whatever is in it, it costs no more than the limits say, and an answer comes."""

import errno
import json
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from search.attachments.limits import NO_ROOM, WALL_SECONDS
from search.documents import Part
from search.models import FileText

logger = logging.getLogger(__name__)

# Where the child finds the code: the folder above this app.
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of reading a file."""

    state: FileText.State
    parts: tuple[Part, ...] = ()
    is_cut: bool = False


def extract(content: bytes, extension: str) -> Extraction:
    """Return the words of a file, whatever is in it.

    Raises ``OSError`` when the machine cannot read any file now: it starts no process, or has no room on its disk.

    The child knows neither the settings nor the environment of this process: there are no secrets where a file is
    read. Its answer goes to a file, so that its size is bounded as well.
    """
    command = [sys.executable, "-m", "search.attachments.child", extension]
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                command,
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                cwd=_ROOT,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Extraction(FileText.State.TOO_LARGE)
        if done.returncode == NO_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if done.returncode != 0:
            # Killed at a limit, or out of memory where Python could not say so any more.
            logger.info("Reading a file of kind %s ended with %s.", extension, done.returncode)
            return Extraction(FileText.State.TOO_LARGE)
        answer.seek(0)
        state, pieces, is_cut = json.load(answer)
    return Extraction(FileText.State(state), tuple(Part(*piece) for piece in pieces), is_cut)
