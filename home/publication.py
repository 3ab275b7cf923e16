"""Publication and expiry by the clock: at their moment by the worker, and every few minutes by ``publish_scheduled``.

Wagtail's own command stops at the first page that cannot be published, and two that run at once do the same work twice
(threats D18 to D20). Here each object is a transaction of its own, which takes the object's row and asks again whether
it is due: whoever comes second, or comes back after having been killed, finds it done.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from home import tasks

logger = logging.getLogger(__name__)

# The clock's command runs every five minutes; what is later than this waits for somebody.
LATE: Final = timedelta(minutes=15)


@dataclass(slots=True)
class Outcome:
    """What one round did. ``failed`` names the objects that could not be changed; the log has why."""

    published: int = 0
    withdrawn: int = 0
    failed: list[str] = field(default_factory=list)


def publish_due() -> Outcome:
    """Withdraw what has expired and publish what is scheduled for now or before, earliest first.

    Never raises for one object: it is logged, counted as failed, and tried again in the next round.
    """
    outcome = Outcome()
    now = timezone.now()
    for model in _draft_models():
        for pk in list(_expired(model, now).order_by("expire_at").values_list("pk", flat=True)):
            _attempt(outcome, "withdrawn", f"{model._meta.label} {pk}", partial(_withdraw, model, pk))
    for pk in list(_scheduled(now).order_by("approved_go_live_at").values_list("pk", flat=True)):
        _attempt(outcome, "published", f"revision {pk}", partial(_publish, pk))
    return outcome


def is_late() -> bool:
    """Return whether something should have been published or withdrawn long enough ago to worry."""
    before = timezone.now() - LATE
    return _scheduled(before).exists() or any(_expired(model, before).exists() for model in _draft_models())


def moment_enqueue(moment: datetime | None) -> None:
    """Ask the worker for a round at a moment to come, in the transaction that schedules something for it.

    A queue that does its jobs at once (in tests) has no such moment; what is due then waits for the command.
    """
    if moment is None or moment <= timezone.now() or not tasks.publish_due.get_backend().supports_defer:
        return
    tasks.publish_due.using(run_after=moment).enqueue()


def _draft_models() -> Iterator[type[models.Model]]:
    """Yield what can be scheduled: pages together, and each other model with drafts."""
    yield Page
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            yield model


def _expired(model: type[models.Model], at: datetime) -> models.QuerySet[Any]:
    return model._default_manager.filter(live=True, expire_at__lte=at)


def _scheduled(at: datetime) -> models.QuerySet[Any]:
    return Revision.objects.filter(approved_go_live_at__lte=at)


def _attempt(outcome: Outcome, done: str, name: str, act: Callable[[], bool]) -> None:
    try:
        with transaction.atomic():
            is_done = act()
    except Exception:  # one object must not stop the others, whatever is wrong with it
        logger.exception("Not %s on time: %s", done, name)
        outcome.failed.append(name)
        return
    setattr(outcome, done, getattr(outcome, done) + is_done)


def _withdraw(model: type[models.Model], pk: Any) -> bool:
    row = _expired(model, timezone.now()).select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    getattr(row, "specific", row).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _publish(pk: int) -> bool:
    revision = _scheduled(timezone.now()).select_for_update().filter(pk=pk).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True
