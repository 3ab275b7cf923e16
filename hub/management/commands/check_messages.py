"""``manage.py check_messages``: fail when a text has no Dutch, or the catalogue is behind the code."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from hub.messages import gaps, message_id, read_catalogue

# The catalogue's own folder is left out, else makemessages would write the texts of hub/ into it.
IGNORED = ["--ignore=.venv", "--ignore=var", "--ignore=tests", "--ignore=hub/locale/*"]


class Command(BaseCommand):
    """English is the language of the message ids, so only the Dutch catalogue can have gaps."""

    help = "Fail on texts in the code that are missing from the Dutch catalogue, untranslated or fuzzy."

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect the texts afresh beside the catalogue and compare; raises ``CommandError``."""
        path = Path(settings.LOCALE_PATHS[0]) / "nl" / "LC_MESSAGES" / "django.po"
        problems = gaps(read_catalogue(path))
        if shutil.which("xgettext") is None:
            raise CommandError("Install gettext: the texts in the code cannot be collected without it.")
        known = {message_id(message) for message in read_catalogue(path)}
        with tempfile.TemporaryDirectory() as folder, override_settings(LOCALE_PATHS=[folder]):
            call_command("makemessages", *IGNORED, locale=["nl"], verbosity=0)
            collected = read_catalogue(Path(folder) / "nl" / "LC_MESSAGES" / "django.po")
            in_code = {message_id(message) for message in collected}
        problems += [f"not in the catalogue: {text!r}" for _context, text in sorted(in_code - known)]
        if problems:
            raise CommandError("\n".join([*problems, "Run `make messages` and translate what is new."]))
        self.stdout.write(self.style.SUCCESS(f"{len(in_code) - 1} texts, all in Dutch."))
