"""Named reads of pages for the editor's screens. Each starts from what one person may work on."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Case, CharField, Exists, OuterRef, Q, Subquery, TextChoices, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from events.enums import OccurrenceStatus, ScheduleStatus
from events.models import Occurrence
from events.querysets import OccurrenceQuerySet
from hub.admin.kinds import Kind, content_types, kinds
from knowledge.enums import EvidenceLevel
from knowledge.models import EvidenceConfirmation

# How long somebody's word for the evidence of a work counts as fresh.
CONFIRMED_FOR: Final = timedelta(days=365)


class State(TextChoices):
    """Where a page stands. A page can be in review or scheduled beside being live or a draft."""

    LIVE = "live", _("Live")
    CHANGED = "changed", _("Live, with changes that are not")
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    EXPIRED = "expired", _("Expired")


def editable(user: Any, action: str = "change") -> PageQuerySet[Any]:
    """Return the pages on which somebody has a right (``change``, ``publish``)."""
    pages: PageQuerySet[Any] = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, action)
    return pages


def explorable(user: Any) -> PageQuerySet[Any]:
    """Return the pages that somebody sees in the lists of the editor."""
    policy: Any = policy_registry.get_by_type(Page)
    pages: PageQuerySet[Any] = policy.explorable_instances(user)
    return pages


def works(user: Any) -> PageQuerySet[Any]:
    """Return the works that somebody may change."""
    return editable(user).filter(content_type__in=content_types(kinds()))


def page_id() -> Cast:
    """Return the page's key as the tables that point at any model keep it."""
    return Cast(OuterRef("pk"), output_field=CharField())


def in_state(states: Collection[str]) -> Q:
    """Return the condition that a page is in one of the states."""
    in_review = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id=page_id()
    )
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id=page_id())
    conditions = {
        State.LIVE: Q(live=True, has_unpublished_changes=False),
        State.CHANGED: Q(live=True, has_unpublished_changes=True),
        State.DRAFT: Q(live=False, expired=False),
        State.REVIEW: Q(Exists(in_review)),
        State.SCHEDULED: Q(Exists(scheduled)),
        State.EXPIRED: Q(live=False, expired=True),
    }
    found = Q(pk__in=[])
    for state in states:
        found |= conditions[State(state)]
    return found


def moves_before(until: datetime) -> Q:
    """Return the condition that a page goes live or offline before a moment, or should have by now."""
    planned = Revision.page_revisions.filter(approved_go_live_at__lt=until, object_id=page_id())
    return Q(Exists(planned)) | Q(live=True, expire_at__lt=until)


def goes_live_at() -> Subquery:
    """Return, for a query of pages, when the first of the versions that are to go live does."""
    planned = Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id=page_id())
    return Subquery(planned.order_by("approved_go_live_at").values("approved_go_live_at")[:1])


def last_confirmed() -> Subquery:
    """Return, for a query of pages, the day on which the work's evidence was last confirmed."""
    own = EvidenceConfirmation.objects.filter(work=OuterRef("translation_key")).order_by("-confirmed_on")
    return Subquery(own.values("confirmed_on")[:1])


def on_dates(wanted: Sequence[Kind]) -> Q:
    """Return the condition that a page of one of the kinds takes place on dates, by what its type says of that."""
    found = Q(pk__in=[])
    for kind in wanted:
        if kind.is_dated:
            found |= Q(pk__in=kind.model.objects.filter(kind.model.on_dates).values("pk"))
    return found


def _held(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    own = dates.filter(schedule__work=OuterRef("translation_key"), schedule__status=ScheduleStatus.SCHEDULED)
    return own.exclude(status=OccurrenceStatus.CANCELLED)


def _of_dated(date_of_work: Subquery) -> Case:
    """Return a date of the work, ``None`` for a page whose work does not take place on dates."""
    return Case(When(on_dates(kinds()), then=date_of_work))


def next_date(now: datetime | None = None) -> Case:
    """Return, for a query of pages, when the work's next date begins, one under way included."""
    return _of_dated(Subquery(_held(Occurrence.objects.upcoming(now)).order_by("starts_at").values("starts_at")[:1]))


def last_date() -> Case:
    """Return, for a query of pages, when the last of the work's dates ends."""
    return _of_dated(Subquery(_held(Occurrence.objects.all()).order_by("-ends_at").values("ends_at")[:1]))


def confirmable(wanted: Sequence[Kind]) -> Q:
    """Return the condition that a page has evidence which somebody can stand for; an idea has none."""
    found = Q(pk__in=[])
    for kind in wanted:
        if kind.has_evidence:
            found |= Q(pk__in=kind.model.objects.exclude(evidence_level=EvidenceLevel.IDEA).values("pk"))
    return found


def without_dates() -> Exists:
    """Return, for a query of pages, whether the work has no date at all, not even a cancelled one."""
    return ~Exists(Occurrence.objects.filter(schedule__work=OuterRef("translation_key")))  # type: ignore[return-value]


def unconfirmed(wanted: Sequence[Kind], user: Any, *, today: date | None = None) -> PageQuerySet[Any]:
    """Return the live pages whose evidence nobody confirmed for a year; annotated with ``confirmed_on``.

    Only those that the person may publish, because that is what confirming asks.
    """
    since = (today or timezone.localdate()) - CONFIRMED_FOR
    fresh = EvidenceConfirmation.objects.filter(work=OuterRef("translation_key"), confirmed_on__gt=since)
    pages = editable(user, "publish").filter(confirmable(wanted), ~Exists(fresh), live=True)
    return pages.annotate(confirmed_on=last_confirmed())


def with_term(wanted: Sequence[Kind], name: str, terms: Sequence[Any]) -> Q:
    """Return the condition that a page of one of the kinds has one of the terms of an axis; ``None`` for none."""
    found = Q(pk__in=[])
    for kind in wanted:
        if not kind.is_classified:
            continue
        pages = kind.model.objects
        chosen = [term for term in terms if term is not None]
        if chosen:
            found |= Q(pk__in=pages.filter(**{f"{name}__in": chosen}).values("pk"))
        if None in terms:
            found |= Q(pk__in=pages.filter(**{f"{name}__isnull": True}).values("pk"))
    return found


def with_organisation(wanted: Sequence[Kind], organisation: Any) -> Q:
    """Return the condition that a page of one of the kinds involves an organisation."""
    found = Q(pk__in=[])
    for kind in wanted:
        for path in kind.organisation_paths:
            found |= Q(pk__in=kind.model.objects.filter(**{path: organisation}).values("pk"))
    return found
