"""Who sees a page, and from when: said in plain sentences to who edits it.

"I set the date; why is it not live?" is what editors ask most about scheduling (wagtail#7319): a moment that is filled
in does nothing until somebody publishes with it, or a review approves it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import wording
from home.publication import LATE
from search.audience import EVERYBODY, clauses_on, requirements


def visibility_of(page: Page) -> list[str]:
    """Return the sentences about a page, of which ``page`` is the latest version: how it is now, then what will change.

    A page that has never been saved has none.
    """
    if page.pk is None:
        return []
    row: Any = Page.objects.get(pk=page.pk)
    return [capfirst(text) for text in (_now(row), *_go_live(row, page), *_end(row, page), *_above(row))]


def is_timed(page: Page) -> bool:
    """Return whether the clock has a say in who sees a page, now or when this version is published."""
    return bool(page.go_live_at or page.expire_at)


def _now(row: Any) -> str:
    if row.live and not (row.expire_at and row.expire_at <= timezone.now()):
        if clauses_on(row.path, requirements()) == EVERYBODY:
            return _("Now: everybody can see this page.")
        return _("Now: only who may see this part of the site can see this page.")
    if row.expired or row.live:
        return _("Now: nobody sees this page, because its time is over.")
    if row.workflow_in_progress:
        return _("Now: nobody sees this page. It is a draft under review.")
    return _("Now: nobody sees this page. It is a draft.")


def _go_live(row: Any, draft: Any) -> Iterator[str]:
    now = timezone.now()
    revision = row.scheduled_revision
    if revision is not None:
        at = revision.approved_go_live_at
        if at <= now - LATE:
            yield _("Should have been visible from %(moment)s: ask who runs the site why it is not.") % _at(at)
        elif row.live:
            yield _("The new version is visible from %(moment)s.") % _at(at)
        else:
            yield _("Visible from %(moment)s.") % _at(at)
    if not row.has_unpublished_changes or draft.go_live_at is None:
        return
    if revision is not None and draft.go_live_at == revision.approved_go_live_at:
        return
    if draft.go_live_at <= now:
        yield _("%(moment)s, filled in as the start, is past: the draft is visible as soon as it is published.") % _at(
            draft.go_live_at
        )
    elif row.workflow_in_progress:
        yield _("Visible from %(moment)s, if the review approves it before; else as soon as it does.") % _at(
            draft.go_live_at
        )
    else:
        yield _("%(moment)s is filled in as the start. It counts once the draft is published or approved.") % _at(
            draft.go_live_at
        )


def _end(row: Any, draft: Any) -> Iterator[str]:
    now = timezone.now()
    if row.live and row.expire_at and row.expire_at > now:
        yield _("Visible until %(moment)s.") % _at(row.expire_at)
    if not row.has_unpublished_changes or draft.expire_at in (None, row.expire_at if row.live else None):
        return
    if draft.expire_at <= now:
        yield _("%(moment)s, filled in as the end, is past: choose another before you publish.") % _at(draft.expire_at)
    elif row.scheduled_revision is not None and row.scheduled_revision.as_object().expire_at == draft.expire_at:
        yield _("From then on visible until %(moment)s.") % _at(draft.expire_at)
    else:
        yield _("%(moment)s is filled in as the end. It counts once the draft is published or approved.") % _at(
            draft.expire_at
        )


def _above(row: Any) -> Iterator[str]:
    hidden = row.get_ancestors().filter(depth__gt=1, live=False).order_by("depth").first()
    if hidden is not None:
        yield _("“%(title)s”, above it, is not published: menus do not lead here, search and the address do.") % {
            "title": hidden.get_admin_display_title()
        }


def _at(moment: datetime) -> dict[str, str]:
    """Return a moment on the site's clock, and whose clock that is."""
    local = wording.local_time(moment)
    city = settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")
    text = _("%(day)s at %(time)s, %(city)s time") % {
        "day": date_format(local, "l j F Y"),
        "time": wording.time_text(moment, moment),
        "city": city,
    }
    return {"moment": text}
