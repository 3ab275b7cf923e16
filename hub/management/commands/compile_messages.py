"""``manage.py compile_messages``: compile the hub's translations; needs no gettext on the machine."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hub.messages import compile_catalogue


class Command(BaseCommand):
    """Compiled files are not in the repository: they follow from the ``.po`` files."""

    help = "Compile hub/locale/*/LC_MESSAGES/*.po where the compiled file is missing or older."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and name what was written."""
        for folder in settings.LOCALE_PATHS:
            for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(path):
                    self.stdout.write(f"Compiled {path.relative_to(settings.BASE_DIR)}")
