"""Write docs/permissions.md anew from the rows: ``python -m tests.permissions``."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
django.setup()

from tests.permissions.matrix import markdown  # noqa: E402 - the rows read the models
from tests.permissions.registry import ACTIONS  # noqa: E402

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "permissions.md"
DOCUMENT.write_text(markdown(ACTIONS), encoding="utf-8")
