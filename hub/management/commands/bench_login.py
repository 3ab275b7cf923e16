"""``manage.py bench_login``: how long signing in takes, and whether the time tells who has an account."""

from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.crypto import get_random_string

from hub.bench.timing import RUNS, interleaved
from members.models import User

ADDRESS = "bench-login@hub.example"
UNKNOWN = "bench-nobody@hub.example"


def attempt(email: str, password: str, status: int) -> Callable[[], None]:
    """Return one try to sign in, in a new browser; raises ``CommandError`` for another answer than ``status``."""

    def tried() -> None:
        answer = Client().post(reverse("members:login"), {"username": email, "password": password})
        if answer.status_code != status:
            raise CommandError(f"Signing in answered {answer.status_code}, not {status}.")

    return tried


class Command(BaseCommand):
    """In this process, with the hasher of the settings, on an account that is undone afterwards."""

    help = "Measure median and p95 milliseconds of signing in: right, wrong, unknown, and the hash alone."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--runs``."""
        parser.add_argument("--runs", type=int, default=RUNS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, each kind in its turn, and print a table."""
        password = get_random_string(20)
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"]), transaction.atomic():
            user = User.objects.create_user(ADDRESS, password, name="Bench")
            times = interleaved(
                {
                    "right": attempt(ADDRESS, password, 302),
                    "wrong password": attempt(ADDRESS, "wrong", 200),
                    "unknown address": attempt(UNKNOWN, "wrong", 200),
                    f"the hash alone ({identify_hasher(user.password).algorithm})": lambda: check_password(
                        password, user.password
                    ),
                },
                runs=options["runs"],
                before=lambda: AccessAttempt.objects.filter(username__in=(ADDRESS, UNKNOWN)).delete(),
            )
            transaction.set_rollback(True)
        self.stdout.write("| signing in | median ms | p95 ms |\n|---|---|---|")
        for name, taken in times.items():
            self.stdout.write(f"| {name} | {taken.median:.1f} | {taken.p95:.1f} |")
