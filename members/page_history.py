"""The history of an organisation's page: who saved what when, and what is different, as a person reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from wagtail.admin.compare import diff_text
from wagtail.models import Revision

from home.text_formats import stream_to_markdown
from members.models import OrganisationPage

# Enough to find back what somebody remembers; older ones are in the editor.
SHOWN: Final = 50


class Sign(StrEnum):
    """What happened to words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


_SIGNS: Final = {"equal": Sign.SAME, "addition": Sign.ADDED, "deletion": Sign.REMOVED}


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words, and what happened to it."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different in one field: its paragraphs that changed, each as stretches of words."""

    label: str
    paragraphs: list[list[Change]]


@dataclass(frozen=True, slots=True)
class Version:
    """A revision in the list: who saved it, and whether it is what readers see or what is being written."""

    revision: Revision
    is_live: bool
    is_latest: bool


def versions_of(page: OrganisationPage) -> list[Version]:
    """Return the latest versions of a page, the newest first; one query."""
    revisions = page.revisions.select_related("user").order_by("-created_at", "-pk")[:SHOWN]
    return [
        Version(revision, revision.pk == page.live_revision_id, revision.pk == page.latest_revision_id)
        for revision in revisions
    ]


def revision_before(page: OrganisationPage, revision: Revision) -> Revision | None:
    """Return the version before one; ``None`` for the first."""
    earlier = page.revisions.filter(created_at__lt=revision.created_at)
    return earlier.order_by("-created_at", "-pk").first()


def differences(before: OrganisationPage | None, after: OrganisationPage) -> list[Difference]:
    """Return what is different between two versions of a page, field by field; all of it for the first version."""
    old = _reading(before) if before is not None else {}
    found = []
    for label, text in _reading(after).items():
        paragraphs = list(_changed(old.get(label, ""), text))
        if paragraphs:
            found.append(Difference(label, paragraphs))
    return found


def _reading(page: OrganisationPage) -> dict[str, str]:
    """Return the fields of a page as texts, by their names as the form shows them."""
    return {
        _("Title"): page.title,
        _("Summary"): page.summary,
        _("Logo"): page.image.title if page.image is not None else "",
        _("Alternative text"): page.image_alt,
        _("The image only decorates"): _("Yes") if page.image_is_decorative else "",
        _("Text"): stream_to_markdown(page.body),
    }


def _changed(before: str, after: str) -> Iterator[list[Change]]:
    old, new = _paragraphs(before), _paragraphs(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        removed, added = old[old_start:old_end], new[new_start:new_end]
        if len(removed) == len(added):
            for one, other in zip(removed, added, strict=True):
                yield [Change(_SIGNS[kind], str(text)) for kind, text in diff_text(one, other).changes]
            continue
        yield from ([Change(Sign.REMOVED, text)] for text in removed)
        yield from ([Change(Sign.ADDED, text)] for text in added)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
