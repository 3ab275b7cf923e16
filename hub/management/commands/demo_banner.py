"""``manage.py demo_banner``: say where the demo is and how to sign in."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.demo.people import DEMO_PEOPLE, demo_password


class Command(BaseCommand):
    """Printed by ``make demo`` just before the server starts."""

    help = "Print the demo's address and log-ins."

    def add_arguments(self, parser: Any) -> None:
        """Add ``--port``."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address and the people."""
        # By name: a browser makes no passkey for a number.
        base = f"http://localhost:{options['port']}"
        lines = ["", f"  The hub      {base}/nl/   (English: {base}/en/)", f"  The editor   {base}/admin/", ""]
        lines += [f"  {email:<24} {description}" for email, description in DEMO_PEOPLE]
        lines += [f"  password: {demo_password()}", ""]
        self.stdout.write("\n".join(lines))
