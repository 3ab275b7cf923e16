"""Which version of a page a form was drawn from, so that nobody's work is written over unseen (threat C33)."""

from wagtail.models import Page


def version_of(page: Page) -> str:
    """Return what names the saved state of a page: its latest revision, and when that was written (over)."""
    revision = page.latest_revision
    return f"{revision.pk}-{revision.created_at.timestamp():.6f}" if revision is not None else ""


def revision_key(version: str) -> int | None:
    """Return the key of the revision that a version names; ``None`` for a page without any, and for what is none."""
    key = version.partition("-")[0]
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None
