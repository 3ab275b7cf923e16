"""The whole stack of a server on this machine: every role by ``bin/hub``, in production settings, on one database."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError

from hub.bench.load import START_SECONDS, free_port

HOST: Final = "127.0.0.1"
ROLES: Final = ("web", "worker", "scheduler")


def environment(port: int, *, workers: int, **more: str) -> dict[str, str]:
    """Return the variables of a server behind one proxy, which whoever asks stands in for; and ``more``."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings.production",
        "SECRET_KEY": "only-for-this-measurement-on-loopback",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "HUB_BIND": f"{HOST}:{port}",
        "HUB_WEB_WORKERS": str(workers),
        "HUB_TRUSTED_PROXY_COUNT": "1",
        # The editor of the measurement has no telephone.
        "HUB_REQUIRE_MFA": "0",
        "LOG_LEVEL": "WARNING",
        **more,
    }


@contextmanager
def stack(*, workers: int, **more: str) -> Iterator[int]:
    """Run every role, with ``more`` in its environment; yield the port of the web process when it is ready.

    Raises ``CommandError`` when it is not within a minute.
    """
    port = free_port()
    variables = environment(port, workers=workers, **more)
    script = str(Path(settings.BASE_DIR) / "bin" / "hub")
    subprocess.run([script, "build"], check=True, env=variables)  # noqa: S603 - the hub's own
    with ExitStack() as running:
        for role in ROLES:
            running.enter_context(_ended(subprocess.Popen([script, role], env=variables)))  # noqa: S603 - the hub's own
        _wait([script, "health", "/readyz"], variables)
        yield port


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait(probe: Sequence[str], variables: dict[str, str]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if subprocess.run(probe, env=variables, check=False).returncode == 0:  # noqa: S603 - the hub's own
            return
        time.sleep(0.5)
    raise CommandError("The web process does not become ready.")
