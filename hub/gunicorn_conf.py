"""How gunicorn serves the hub (``bin/hub web``).

Threads, because a page waits for the database, and because a synchronous worker closes each connection after its
answer. Nothing is loaded before the workers are there: each opens the text index by itself.
"""

import os
import shutil
import tempfile
from typing import Any, Final

from hub.observability.logs import log_config
from hub.settings.env import env_int, env_str

bind = env_str("HUB_BIND", "127.0.0.1:8000")
workers = env_int("HUB_WEB_WORKERS", 2)
threads = env_int("HUB_WEB_THREADS", 4)
# A request that takes longer is given up, and its worker begins anew.
timeout = 30
# What is being answered when the server ends may be finished.
graceful_timeout = 25
# Longer than a proxy keeps a connection open, so that it is never the proxy that finds it closed.
keepalive = 75
# The sign of life of a worker is a file; in memory, because a slow disk would look like a dead worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - files there are made by the worker with a name of their own
# Nobody steers it but who ends it, and there is no home to put a socket in.
control_socket_disable = True
# Each request is a line of the hub's own (hub/observability/middleware.py), without its address.
accesslog = None
logconfig_dict = log_config(env_str("LOG_LEVEL", "INFO"))
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["lines"], "level": "INFO", "propagate": False}

FIGURES: Final = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    """Make a folder where the workers leave their figures for each other, before the library is imported."""
    os.environ[FIGURES] = tempfile.mkdtemp(prefix="hub-figures-")


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that ended; its counts stay."""
    from prometheus_client import multiprocess  # noqa: PLC0415 - after the folder was named

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Throw the figures of this server away: they begin at zero with the next."""
    shutil.rmtree(os.environ[FIGURES], ignore_errors=True)
