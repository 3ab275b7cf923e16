"""How a view finds the desk of a work for somebody: what is not theirs is not there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from wagtail.models import Page

from events.enums import RegistrationUnit
from events.models import DatedPage, Occurrence, RegistrationTerms, Schedule, dated_page_models
from events.permissions import may_organise
from home.languages import FALLBACK_LANGUAGE
from members.models import User
from search.documents import work_suffix

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """The desk of one work: its page in the reader's language where there is one, its dates and its conditions."""

    page: DatedPage
    schedule: Schedule
    user: User

    @property
    def key(self) -> str:
        """Return the public id of the work, as addresses have it."""
        return str(self.page.public_id)

    @cached_property
    def terms(self) -> RegistrationTerms | None:
        """The conditions of registration; ``None`` where one does not register here."""
        return RegistrationTerms.objects.filter(schedule=self.schedule).first()

    @cached_property
    def dates(self) -> list[Occurrence]:
        """All its dates, earliest first, cancelled ones included."""
        dates = list(self.schedule.occurrences.select_related("venue"))
        for date in dates:
            date.schedule = self.schedule
        return dates

    @property
    def is_series(self) -> bool:
        """Return whether one registers for all dates together."""
        return self.terms is not None and self.terms.unit == RegistrationUnit.SERIES

    def find_date(self, uuid: str) -> Occurrence | None:
        """Return one of its dates by what an address says; ``None`` when it is none of them."""
        return next((date for date in self.dates if str(date.uuid) == uuid), None)

    @property
    def nearest_date(self) -> Occurrence | None:
        """Return the date that the door is open for, or opens next; the last one when all are over."""
        held = [date for date in self.dates if not date.is_cancelled] or self.dates
        to_come = [date for date in held if date.ends_at > timezone.now()]
        return next(iter(to_come or held[-1:]), None)


def find_desk(public_id: str, user: Any) -> Desk:
    """Return the desk of a work; raises ``Http404`` for who does not organise it, as for one that does not exist."""
    for schedule in Schedule.objects.filter(work__endswith=work_suffix(public_id)):
        page = page_of(schedule.work)
        if page is not None and page.public_id == public_id and may_organise(page, user):
            return Desk(page=page, schedule=schedule, user=user)
    raise Http404


def page_of(work: UUID) -> DatedPage | None:
    """Return the page of a work in the active language, else in the site's first, else in any."""
    wanted = [get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE]
    pages = Page.objects.type(*dated_page_models()).filter(translation_key=work).select_related("locale")
    ranked = sorted(pages, key=lambda page: [page.locale.language_code != code for code in wanted])
    return ranked[0].specific if ranked else None


def for_organisers(view: View) -> View:
    """Return a view of a desk that is there only for who organises, and is kept nowhere; it gets the ``Desk``."""

    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, find_desk(public_id, request.user), **kwargs)

    response: View = never_cache(login_required(guarded))
    return response
