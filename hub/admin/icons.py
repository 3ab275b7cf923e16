"""The hub's own icons in the editor: those of the page types, drawn as on the site."""

import functools
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "templates" / "hub" / "admin" / "icons"
FALLBACK: Final = "doc-full"


@functools.cache
def own_icons() -> tuple[str, ...]:
    """Return the names of the drawings, without their ending."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


def icon_name(drawing: str) -> str:
    """Return the editor's name for a page type's drawing; a plain document when there is none."""
    return f"hub-{drawing}" if drawing in own_icons() else FALLBACK


def icon_templates() -> list[str]:
    """Return the templates that Wagtail puts into its sprite."""
    return [f"hub/admin/icons/{name}.svg" for name in own_icons()]
