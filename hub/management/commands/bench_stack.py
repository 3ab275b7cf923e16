"""``manage.py bench_stack``: readers and an editor on the stack of a server, as locust sees it."""

import os
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from hub.bench.load import page_to_publish
from hub.bench.stack import HOST, stack
from hub.demo.people import demo_password

LOCUSTFILE: Final = "hub/bench/locustfile.py"


class Command(BaseCommand):
    """On the demo content of this database. ``--locust`` is the program, in an environment of its own."""

    help = "Serve this database as a server does, and let locust ask; fails when any answer is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the numbers of users and workers, how long, and the program."""
        parser.add_argument("--users", type=int, default=40)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--seconds", type=int, default=60)
        parser.add_argument("--locust", default=".venv-load/bin/locust")

    def handle(self, *args: Any, users: int, workers: int, seconds: int, locust: str, **options: Any) -> None:
        """Serve, ask, and raise ``CommandError`` for errors."""
        edit = reverse("wagtailadmin_pages:edit", args=[page_to_publish().pk])
        variables = {
            **os.environ,
            "HUB_LOAD_EDITOR": "editor@hub.example",
            "HUB_LOAD_PASSWORD": demo_password(),
            "HUB_LOAD_PAGE": edit,
        }
        with stack(workers=workers) as port:
            command = [str(Path(locust).absolute()), "--locustfile", LOCUSTFILE, "--headless", "--only-summary"]
            command += ["--host", f"http://{HOST}:{port}", "--users", str(users), "--spawn-rate", "10"]
            command += ["--run-time", f"{seconds}s"]
            done = subprocess.run(command, env=variables, cwd=settings.BASE_DIR, check=False)  # noqa: S603
        if done.returncode:
            raise CommandError("Some answers were errors.")
