"""``manage.py load_demo``: load the demo content; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.demo.loader import load_demo
from search.engines import get_engine


class Command(BaseCommand):
    """Never run this on a site of your own: it creates accounts with a known password."""

    help = "Load the demo content and accounts where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and let the engine read what was written."""
        load_demo()
        get_engine().catch_up()
        self.stdout.write(self.style.SUCCESS("The demo content is loaded."))
