"""Which works lack a language, and which translations are out of date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import LocaleFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import AbstractPage, Page

from home.languages import content_languages
from hub.admin import kinds, translations
from hub.admin.kinds import kinds as all_kinds
from hub.admin.reports.base import CellColumn, LinkColumn, RowReportView
from hub.admin.translations import Gap, Lack


@dataclass
class TranslationRow:
    """A gap as it is shown: the page that is there, what is the matter, and what may be done about it."""

    gap: Gap
    title: str = ""
    url: str = ""
    kind: str = ""
    original: str = ""
    language: str = ""
    action: str = ""
    action_url: str = ""

    @property
    def lack(self) -> str:
        """What is the matter, in words."""
        return str(self.gap.lack.label)


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in all_kinds()]


class TranslationFilterSet(WagtailFilterSet):
    """What is the matter, in which language, of what kind."""

    lack = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=Lack.choices, widget=forms.CheckboxSelectMultiple
    )
    locale = LocaleFilter(
        label=gettext_lazy("Language that is asked for"),
        choices=content_languages,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=_kind_choices, empty_label=gettext_lazy("All"), widget=forms.RadioSelect
    )

    class Meta:
        model = Page
        fields: list[str] = []


def describe(rows: Sequence[TranslationRow], user: Any) -> None:
    """Give rows their words and what somebody may do, in the same few queries for any number of rows."""
    wanted = {key for row in rows for key in (row.gap.source, row.gap.target) if key}
    pages = Page.objects.select_related("locale", "content_type").in_bulk(list(wanted))
    sections = translations.sections_of([pages[row.gap.source] for row in rows if row.gap.lack is Lack.MISSING])
    names = {locale.language_code: locale.get_display_name() for locale in translations.locales()}
    for row in rows:
        source = pages[row.gap.source]
        target = pages.get(row.gap.target or 0)
        shown = target or source
        kind = kinds.kind_of(source)
        row.title = shown.get_admin_display_title()
        row.url = reverse("wagtailadmin_pages:edit", args=[shown.pk])
        row.kind = kind.singular if kind else str(source.page_type_display_name)
        row.original = source.locale.get_display_name()
        row.language = names[row.gap.language]
        row.action, row.action_url = _action(row.gap, source, target, sections, user)


def _action(gap: Gap, source: AbstractPage, target: AbstractPage | None, sections: Any, user: Any) -> tuple[str, str]:
    """Return what somebody may do about a gap, and where; two empty strings when she may not."""
    if gap.lack is Lack.MISSING:
        section = sections.get((translations.section_path(source), gap.language))
        if translations.may_translate(source, section, user):
            return _("Translate"), reverse("translate_page", args=[source.pk, gap.language])
    elif gap.lack is Lack.OUTDATED and target is not None and translations.may_check(target, user):
        return _("Check"), reverse("translation_check", args=[target.pk])
    return "", ""


class TranslationReport(RowReportView):
    """Translations that are out of date, not published, or not there, and the way to mend each."""

    name = "report_translations"
    slug = "translations"
    page_title = gettext_lazy("Translations")  # type: ignore[assignment]
    header_icon = "globe"
    results_template_name = "hub/admin/reports/translations_results.html"
    filterset_class = TranslationFilterSet
    columns = [
        LinkColumn(label=gettext_lazy("Title"), width="40%"),
        Column("kind", label=gettext_lazy("Type")),
        Column("original", label=gettext_lazy("Original")),
        Column("language", label=gettext_lazy("Asked for")),
        CellColumn("lack", "lack", label=gettext_lazy("State")),
        CellColumn("action", "action", label=gettext_lazy("What you can do")),
    ]
    export = {
        "title": gettext_lazy("Title"),
        "kind": gettext_lazy("Type"),
        "original": gettext_lazy("Original"),
        "language": gettext_lazy("Asked for"),
        "lack": gettext_lazy("State"),
    }

    def get_rows(self, chosen: dict[str, Any]) -> list[TranslationRow]:
        """Return the gaps that the filters leave."""
        gaps = translations.gaps(self.request.user, chosen.get("lack") or list(Lack))
        if chosen.get("locale"):
            gaps = [gap for gap in gaps if gap.language == chosen["locale"]]
        if chosen.get("type"):
            kind = next(kind for kind in all_kinds() if kind.key == chosen["type"])
            own = Page.objects.filter(pk__in=[gap.source for gap in gaps], content_type=kinds.type_id(kind.model))
            keys = set(own.values_list("pk", flat=True))
            gaps = [gap for gap in gaps if gap.source in keys]
        return [TranslationRow(gap) for gap in gaps]

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Give the listed rows their words."""
        describe(object_list, self.request.user)
        return object_list
