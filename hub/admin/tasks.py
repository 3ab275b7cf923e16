"""What asks for somebody's attention, as lists of tasks for the start page of the editor.

Each function answers for one person: a page that she may not work on is in none of them. Each asks as many
questions of the database for thirty tasks as for one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from wagtail.models import Page, PageLogEntry, TaskState, get_default_page_content_type
from wagtail.query import PageQuerySet

from events.enums import ScheduleStatus
from events.models import Schedule
from hub.admin import kinds, listings, reads, translations, words

SHOWN: Final = 5
SOON: Final = timedelta(days=7)
NEAR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: its name and where it is done, what it is, and why it is here."""

    title: str
    url: str
    kind: str
    language: str
    note: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class TaskList:
    """The first few tasks, how many there are in all, and where the rest is."""

    tasks: Sequence[Task] = ()
    total: int = 0
    url: str = ""


def waiting(user: Any) -> TaskList:
    """Return the reviews that somebody can do now, the longest waiting first."""
    states = TaskState.objects.reviewable_by(user).filter(
        workflow_state__base_content_type=get_default_page_content_type()
    )
    first = states.select_related("workflow_state__requested_by").order_by("started_at")[:SHOWN]
    pages = _pages(int(state.workflow_state.object_id) for state in first)
    tasks = []
    for state in first:
        page = pages.get(int(state.workflow_state.object_id))
        if page is not None:
            who = state.workflow_state.requested_by
            note = words.since(state.started_at)
            tasks.append(_task(page, _("%(since)s, from %(name)s") % {"since": note, "name": who} if who else note))
    url = reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true"
    return TaskList(tasks, states.count(), url)


def drafts(user: Any) -> TaskList:
    """Return what somebody wrote and readers do not see yet, the last changed first."""
    own = Q(owner=user) | Q(latest_revision__user=user)
    found = reads.editable(user).filter(own, has_unpublished_changes=True)
    first = _for_task(found).prefetch_workflow_states().annotate_approved_schedule()
    shown = first.order_by("-latest_revision_created_at")[:SHOWN]
    tasks = [_task(page, f"{page.status_string}, {words.since(page.latest_revision_created_at)}") for page in shown]
    url = f"{listings.everything_url()}?owner={user.pk}&state=draft&state=changed"
    return TaskList(tasks, found.count(), url)


def recent(user: Any) -> TaskList:
    """Return the pages that somebody edited last."""
    edits = PageLogEntry.objects.filter(user=user, action__in=("wagtail.create", "wagtail.edit"))
    latest = edits.order_by().values("page_id").annotate(at=Max("timestamp")).order_by("-at")[:SHOWN]
    moments = {row["page_id"]: row["at"] for row in latest}
    pages = _for_task(reads.editable(user).filter(pk__in=list(moments))).in_bulk()
    tasks = [_task(pages[pk], words.since_edit(at)) for pk, at in moments.items() if pk in pages]
    return TaskList(tasks, len(tasks))


def scheduled(user: Any) -> TaskList:
    """Return the works that go live or offline within a week, the soonest first; what should have, too.

    A page that does both is one task, for what comes first.
    """
    found = reads.works(user).filter(reads.moves_before(timezone.now() + SOON)).annotate(live_at=reads.goes_live_at())
    moves = sorted((_next_move(page) for page in _for_task(found)), key=lambda move: (move[0], move[1].pk))
    tasks = [_move_task(*move) for move in moves[:SHOWN]]
    return TaskList(tasks, len(moves), f"{listings.everything_url()}?moves={SOON.days}")


def _next_move(page: Any) -> tuple[datetime, Page, bool]:
    """Return when a page goes live or offline first, the page, and whether it goes live."""
    moves = [(page.live_at, page, True), (page.expire_at if page.live else None, page, False)]
    return min((move for move in moves if move[0]), key=lambda move: move[0])


def _move_task(at: datetime, page: Page, is_go_live: bool) -> Task:
    is_late = at < timezone.now()
    if is_go_live:
        text = _("should have gone live %(moment)s") if is_late else _("goes live %(moment)s")
    else:
        text = _("should have gone offline %(moment)s") if is_late else _("goes offline %(moment)s")
    return _task(page, text % {"moment": words.moment(at)}, is_urgent=is_late)


def dates(user: Any) -> TaskList:
    """Return works whose dates ask something: near and not published, postponed, or without any date."""
    dated = [kind for kind in kinds.kinds() if kind.is_dated]
    pages = reads.works(user).filter(reads.on_dates(dated))
    live = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    unseen = pages.filter(~Exists(live), expired=False).annotate(next_date=reads.next_date())
    near = unseen.filter(next_date__lt=timezone.now() + NEAR).order_by("next_date")
    postponed = Schedule.objects.filter(status=ScheduleStatus.POSTPONED).values("work")
    waiting_for_date = pages.filter(live=True, translation_key__in=postponed).order_by("pk")
    undated = unseen.filter(reads.without_dates()).order_by("pk")
    tasks = [
        *(_task(page, _near_note(page), is_urgent=True) for page in _one_a_work(_for_task(near))),
        *(_task(page, _("postponed, no new date")) for page in _one_a_work(_for_task(waiting_for_date))),
        *(_task(page, _("no date yet")) for page in _one_a_work(_for_task(undated))),
    ]
    return TaskList(tasks[:SHOWN], len(tasks), dated[0].list_url if len(dated) == 1 else "")


def _near_note(page: Any) -> str:
    return _("%(day)s, and not published") % {"day": words.day(timezone.localtime(page.next_date).date())}


def unconfirmed(user: Any) -> TaskList:
    """Return the works whose evidence nobody confirmed for a year, those that nobody ever did first."""
    found = reads.unconfirmed(kinds.kinds(), user)
    ordered = _for_task(found).order_by(F("confirmed_on").asc(nulls_first=True), "pk")
    shown = _one_a_work(ordered[: SHOWN * len(translations.locales())])[:SHOWN]
    tasks = [_task(page, _confirmed_note(page), url=reverse("evidence:confirm", args=[page.pk])) for page in shown]
    total = found.order_by().values("translation_key").distinct().count()
    return TaskList(tasks, total, f"{listings.everything_url()}?unconfirmed=12&state=live&state=changed")


def _confirmed_note(page: Any) -> str:
    if page.confirmed_on is None:
        return _("never confirmed")
    return _("last confirmed: %(day)s") % {"day": words.day(page.confirmed_on)}


def missing(user: Any) -> TaskList:
    """Return the newest works that lack a language in which the person may write."""
    tasks, total = [], 0
    for locale in translations.locales():
        found = translations.translatable_in(locale, user)
        total += found.count()
        note = _("not in %(language)s yet") % {"language": locale.get_display_name()}
        for page in _for_task(found)[:SHOWN]:
            url = reverse("translate_page", args=[page.pk, locale.language_code])
            tasks.append((page.first_published_at, _task(page, note, url=url)))
    tasks.sort(key=lambda pair: pair[0] or timezone.now(), reverse=True)
    return TaskList([task for _at, task in tasks[:SHOWN]], total, _report(translations.Lack.MISSING))


def outdated(user: Any) -> TaskList:
    """Return the translations whose original says something else by now, of those that the person may publish."""
    pages = _pages(gap.target for gap in translations.outdated(user) if gap.target)
    found = [page for page in pages.values() if translations.may_check(page, user)]
    note = _("the original has changed")
    tasks = [_task(page, note, url=reverse("translation_check", args=[page.pk])) for page in found[:SHOWN]]
    return TaskList(tasks, len(found), _report(translations.Lack.OUTDATED))


def _report(lack: translations.Lack) -> str:
    return f"{reverse('report_translations')}?lack={lack}"


# --- Pages as tasks ---------------------------------------------------------------------------------------


def _for_task(pages: PageQuerySet[Any]) -> PageQuerySet[Any]:
    return pages.select_related("locale", "content_type")


def _pages(keys: Iterable[int]) -> dict[int, Page]:
    """Return pages by key, in the order of the keys."""
    wanted = list(keys)
    found = _for_task(Page.objects.all()).in_bulk(wanted)
    return {key: found[key] for key in wanted if key in found}


def _one_a_work(pages: Iterable[Page]) -> list[Page]:
    """Return one page of each work, in the person's own language where there is one, in the order given."""
    chosen: dict[UUID, Page] = {}
    for page in pages:
        if page.translation_key not in chosen or page.locale.language_code == get_language():
            chosen[page.translation_key] = page
    return list(chosen.values())


def _task(page: Page, note: str, *, url: str = "", is_urgent: bool = False) -> Task:
    kind = kinds.kind_of(page)
    return Task(
        title=page.get_admin_display_title(),
        url=url or reverse("wagtailadmin_pages:edit", args=[page.pk]),
        kind=kind.singular if kind else str(page.page_type_display_name),
        language=page.locale.language_code,
        note=note,
        is_urgent=is_urgent,
    )
