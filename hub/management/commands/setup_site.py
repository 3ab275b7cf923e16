"""``manage.py setup_site``: make what is missing of the site's skeleton; safe at every deployment."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.site_setup import site_setup


class Command(BaseCommand):
    """Languages, home and section pages, roles, the review workflow."""

    help = "Create languages, home and section pages, roles and the review workflow where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up and say so."""
        home = site_setup()
        self.stdout.write(self.style.SUCCESS(f"The site is set up at {home.url}"))
