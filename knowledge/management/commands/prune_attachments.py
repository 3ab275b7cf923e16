"""``manage.py prune_attachments``: throw away files of submissions that no text uses."""

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.submissions.attachments import attachments_prune


class Command(BaseCommand):
    """Run it each night."""

    help = "Throws away images and documents of submissions that no text uses since HUB_UPLOADS['unused_days'] days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Throw them away, and say how many."""
        self.stdout.write(f"{attachments_prune()} files were thrown away.")
