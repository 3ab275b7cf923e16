"""What people search for, what finds nothing, what they open; and what an editor can do about it (ADR 11)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import django_filters
from django import forms
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.admin.filters import LocaleFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.models import Page

from home.languages import content_languages
from hub.admin.reports.base import CellColumn, RowReportView
from knowledge.models import BestPracticeIndexPage
from search.expressions import Words, folded_words
from search.models import AskedQuestion, OpenedWork, PromotedResult, SynonymSet
from search.viewsets import PromotedResultViewSet, SynonymSetViewSet

PERIODS: Final = (7, 30, 90)
USUAL: Final = 30


@dataclass
class QuestionRow:
    """A question over a period in one language, and what somebody may do about it."""

    words: str
    language: str
    times: int = 0
    opened: int = 0
    # What it found when it was asked last, and on which day that was; unknown when nobody could see it.
    found: int | None = None
    found_on: date = date.min
    keys: list[int] = field(default_factory=list)
    language_name: str = ""
    opened_most: str = ""
    actions: list[tuple[str, str]] = field(default_factory=list)
    draft_url: str = ""
    csrf_token: str = ""

    @property
    def share(self) -> int:
        """How many of a hundred searches led to a work."""
        return min(100, round(100 * self.opened / self.times)) if self.times else 0

    @property
    def opened_text(self) -> str:
        """How often a work was opened, with the share."""
        return f"{self.opened} ({self.share}%)"


def _period_choices() -> list[tuple[str, str]]:
    return [(str(days), ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in PERIODS]


class InsightFilterSet(WagtailFilterSet):
    """How far back, in which language, and whether it found nothing."""

    period = django_filters.ChoiceFilter(
        label=_("Period"),
        choices=_period_choices,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    language = LocaleFilter(
        label=_("Language"), choices=content_languages, empty_label=_("All"), widget=forms.RadioSelect
    )
    nothing = django_filters.ChoiceFilter(
        label=_("Results"),
        choices=[("1", _("Finds nothing"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Page
        fields: list[str] = []


def questions(days: int, language: str = "", *, today: date | None = None) -> list[QuestionRow]:
    """Return the questions of the last days whose words are known, the most asked first."""
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    asked = AskedQuestion.objects.exclude(words="").filter(day__gt=today - timedelta(days=days))
    if language:
        asked = asked.filter(language=language)
    rows: dict[tuple[str, Words], QuestionRow] = {}
    for counted in asked.order_by("day", "pk"):
        key = (counted.language, folded_words(counted.words))
        row = rows.setdefault(key, QuestionRow(counted.words, counted.language))
        row.times += counted.times
        row.opened += counted.opened
        row.keys.append(counted.pk)
        if counted.found is not None:
            row.found, row.found_on = counted.found, counted.day
    return sorted(rows.values(), key=lambda row: (-row.times, row.words, row.language))


def describe(rows: Sequence[QuestionRow], request: Any) -> None:
    """Give rows their words and what the person may do, in the same few queries for any number of rows."""
    user = request.user
    names = dict(content_languages())
    titles = _opened_most(rows)
    screens = (
        (_("Add a synonym"), SynonymSetViewSet, SynonymSet, "expressions"),
        (_("Promote a result"), PromotedResultViewSet, PromotedResult, "words"),
    )
    offered = [
        (label, reverse(viewset().get_url_name("add")), name)
        for label, viewset, model, name in screens
        if user.has_perm(f"search.add_{model._meta.model_name}")
    ]
    drafts = draft_languages(user)
    for row in rows:
        row.language_name = str(names.get(row.language, row.language))
        row.opened_most = titles.get(id(row), "")
        row.actions = [(str(label), f"{url}?{urlencode({name: row.words})}") for label, url, name in offered]
        if row.language in drafts:
            row.draft_url, row.csrf_token = reverse("insight_draft"), get_token(request)


def draft_languages(user: Any) -> set[str]:
    """Return the languages in which somebody may begin a best practice."""
    sections = BestPracticeIndexPage.objects.select_related("locale")
    return {page.locale.language_code for page in sections if page.permissions_for_user(user).can_add_subpage()}


def _opened_most(rows: Sequence[QuestionRow]) -> dict[int, str]:
    """Return the title of the work that was opened most after each row's question."""
    owners = {key: row for row in rows for key in row.keys}
    counted: dict[int, Counter[UUID]] = defaultdict(Counter)
    for opened in OpenedWork.objects.filter(question__in=owners).order_by("pk"):
        counted[id(owners[opened.question_id])][opened.work] += opened.times
    most = {owner: works.most_common(1)[0][0] for owner, works in counted.items()}
    pages = Page.objects.filter(translation_key__in=set(most.values())).select_related("locale").order_by("pk")
    by_language = {(page.translation_key, page.locale.language_code): page.title for page in pages}
    anyhow = {page.translation_key: page.title for page in reversed(pages)}
    spoken = {id(row): row.language for row in rows}
    return {owner: by_language.get((work, spoken[owner]), anyhow.get(work, "")) for owner, work in most.items()}


class InsightReport(RowReportView):
    """Questions of the last days: how often, what they find, what is opened, and three things to do."""

    name = "report_insight"
    slug = "search"
    page_title = _("What people search for")  # type: ignore[assignment]
    header_icon = "search"
    results_template_name = "hub/admin/reports/insight_results.html"
    filterset_class = InsightFilterSet
    columns = [
        Column("words", label=_("Words"), width="24%"),
        Column("language_name", label=_("Language")),
        NumberColumn("times", label=_("Times")),
        CellColumn("found", "found", label=_("Results, last time")),
        Column("opened_text", label=_("Opened")),
        Column("opened_most", label=_("Opened most")),
        CellColumn("actions", "insight_actions", label=_("What you can do")),
    ]
    export = {
        "words": _("Words"),
        "language_name": _("Language"),
        "times": _("Times"),
        "found": _("Results, last time"),
        "opened": _("Opened"),
        "share": _("Opened, of a hundred searches"),
        "opened_most": _("Opened most"),
    }

    def get_rows(self, chosen: dict[str, Any]) -> list[QuestionRow]:
        """Return the questions of the period; with "finds nothing" those that found nothing the last time."""
        rows = questions(int(chosen.get("period") or USUAL), chosen.get("language") or "")
        return [row for row in rows if row.found == 0] if chosen.get("nothing") else rows

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Give the listed rows their words."""
        describe(object_list, self.request)
        return object_list
