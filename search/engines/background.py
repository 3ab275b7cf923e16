"""What an engine does on nobody's time."""

import logging
import threading
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)

Run = Callable[[Callable[[], object]], None]


def in_background(work: Callable[[], object]) -> None:
    """Do this work in a thread of its own, with database connections of its own; what goes wrong is logged."""

    def run() -> None:
        try:
            work()
        except Exception:
            logger.warning("Work in the background of search failed.", exc_info=True)
        finally:
            connections.close_all()

    # A daemon: a process that ends does not wait for it.
    threading.Thread(target=run, name="search-background", daemon=True).start()
