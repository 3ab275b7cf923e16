"""Which version of a page a form was drawn from, so that nobody's work is written over unseen (threat C33)."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from wagtail.models import Page, Revision

# A pause after which saving makes a new revision: what was there before the pause stays in the history.
SITTING: Final = timedelta(minutes=30)


def version_of(page: Page) -> str:
    """Return what names the saved state of a page: its latest revision, and when that was written (over)."""
    return version_of_revision(page.latest_revision) if page.latest_revision is not None else ""


def version_of_revision(revision: Revision) -> str:
    """Return the version that a page has whose latest revision this is."""
    return f"{revision.pk}-{revision.created_at.timestamp():.6f}"


def revision_key(version: str) -> int | None:
    """Return the key of the revision that a version names; ``None`` for a page without any, and for what is none."""
    key = version.partition("-")[0]
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


def revision_of_sitting(page: Page, user: Any) -> Revision | None:
    """Return the revision that saving again writes over: the person's own of this sitting, that nobody read yet.

    So the history tells of people and not of minutes. What is live, or was sent to be reviewed, is never written over.
    """
    revision = page.latest_revision
    if revision is None or revision.user_id != user.pk or revision.pk == page.live_revision_id:
        return None
    if revision.created_at < timezone.now() - SITTING or revision.task_states.exists():
        return None
    return revision
