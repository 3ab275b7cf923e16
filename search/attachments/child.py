"""``python -m search.attachments.child <extension>``: reads one file in a process that is bounded by the system.

The file comes by standard input, the answer goes to standard output as JSON: ``[state, pieces, is cut]``. The bounds
are set here, before anything of the file is looked at, so that whoever starts this cannot forget them; beyond them the
process gets ``MemoryError``, or is killed. It ends with ``NO_ROOM`` when the machine could not take the answer.
"""

import errno
import json
import logging
import os
import resource
import sys
import warnings
from typing import Any

from search.attachments.limits import ANSWER_BYTES, CPU_SECONDS, MEMORY_BYTES, MOST_BYTES, NO_ROOM


def bound() -> None:
    """Bound what this process may use from here on, and leave no core behind."""
    bounds = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_FSIZE: ANSWER_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "darwin":
        # It refuses any bound on memory; the others hold there too.
        del bounds[resource.RLIMIT_AS]
    for what, limit in bounds.items():
        _soft, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, most))


def main(extension: str) -> None:
    """Read standard input and write what came of it."""
    bound()
    # What a library has to say of a file is nobody's business.
    logging.disable()
    warnings.simplefilter("ignore")
    from search.attachments.reading import read  # noqa: PLC0415 - bounded before a library is loaded

    found = read(sys.stdin.buffer.read(MOST_BYTES), extension)
    answer([found.state, found.pieces, found.is_cut])


def answer(found: list[Any]) -> None:
    """Write an answer; ends the process when there is no room for it on the disk."""
    try:
        json.dump(found, sys.stdout)
        sys.stdout.flush()
    except OSError as error:
        if error.errno == errno.EFBIG:
            # Larger than an answer may be (``ANSWER_BYTES``): that is the file's doing.
            raise
        # At once: Python would try to write the rest, and end with a status of its own.
        os._exit(NO_ROOM)


if __name__ == "__main__":
    main(sys.argv[1])
