"""Which works lack a language, which translations say what their original no longer says, and who may mend it."""

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery, TextChoices
from django.db.models.functions import Cast, Left, Length
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage, Locale, Page, Revision, get_page_models
from wagtail.query import PageQuerySet

from home import revision_data
from home.models import HubPage
from hub.admin import kinds, reads


class Lack(TextChoices):
    """What is the matter with a translation, the most misleading for a reader first."""

    OUTDATED = "outdated", _("Outdated")
    DRAFT = "draft", _("Not published yet")
    MISSING = "missing", _("Missing")


@dataclass(frozen=True, slots=True)
class Gap:
    """A work that lacks a language: the page that is there, the language, and the page that should do."""

    lack: Lack
    source: int
    language: str
    target: int | None = None


@functools.cache
def hub_models() -> tuple[type[Any], ...]:
    """Return the page classes that remember what they were translated from."""
    return tuple(model for model in get_page_models() if issubclass(model, HubPage))


def locales() -> list[Locale]:
    """Return the languages of the site in the order of the settings."""
    ranks = {code: rank for rank, (code, _name) in enumerate(settings.LANGUAGES)}
    return sorted(Locale.objects.all(), key=lambda locale: ranks.get(locale.language_code, len(ranks)))


def may_translate(page: AbstractPage, section: AbstractPage | None, user: Any) -> bool:
    """Return whether somebody may make a version of a page below ``section``, its section in that language."""
    return bool(page.permissions_for_user(user).can_edit()) and _may_translate_below(section, user)


def _may_translate_below(section: AbstractPage | None, user: Any) -> bool:
    return section is not None and bool(section.permissions_for_user(user).can_add_subpage())


def may_check(page: AbstractPage, user: Any) -> bool:
    """Return whether somebody may say that a translation is up to date, which readers are told at once."""
    return bool(page.permissions_for_user(user).can_publish())


def sections_of(pages: Iterable[AbstractPage]) -> dict[tuple[str, str], AbstractPage]:
    """Return the pages in which translations would be made: (path of the section, language) -> page there."""
    paths = {section_path(page) for page in pages}
    own = {page.translation_key: page.path for page in Page.objects.filter(path__in=paths)}
    found = Page.objects.filter(translation_key__in=own).select_related("locale", "content_type")
    return {(own[page.translation_key], page.locale.language_code): page for page in found}


def section_path(page: AbstractPage) -> str:
    """Return the path of the section that a page lies in."""
    return str(page.path[: -Page.steplen])


def missing_in(locale: Locale, user: Any) -> PageQuerySet[Any]:
    """Return the live pages that have no version in a language, the newest first; a work once.

    Only what the person may edit. Of a work in several languages it is the page in the first one.
    """
    versions = Page.objects.filter(translation_key=OuterRef("translation_key"))
    first = versions.filter(live=True, locale__lt=OuterRef("locale"))
    pages = reads.works(user).filter(~Exists(versions.filter(locale=locale)), ~Exists(first), live=True)
    return pages.order_by("-first_published_at", "-pk")


def translatable_in(locale: Locale, user: Any) -> PageQuerySet[Any]:
    """Return those of ``missing_in`` that the person may translate, by the rule of ``may_translate``.

    The sections are asked, of which there are few, and not each page.
    """
    section = Left("path", Length("path") - Page.steplen)
    pages = missing_in(locale, user).annotate(section=section)
    paths = {section.path: section.translation_key for section in _sections_at(pages)}
    there = Page.objects.filter(locale=locale, translation_key__in=paths.values()).select_related("content_type")
    allowed = {section.translation_key for section in there if _may_translate_below(section, user)}
    return pages.filter(section__in=[path for path, key in paths.items() if key in allowed])


def _sections_at(pages: PageQuerySet[Any]) -> PageQuerySet[Any]:
    return Page.objects.filter(path__in=pages.order_by().values("section"))


def missing(user: Any) -> list[Gap]:
    """Return the works without a version in one of the languages."""
    return [
        Gap(Lack.MISSING, source, locale.language_code)
        for locale in locales()
        for source in missing_in(locale, user).values_list("pk", flat=True)
    ]


def unpublished(user: Any) -> list[Gap]:
    """Return the translations that are written, or being written, and that no reader sees."""
    live = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True).order_by("locale")
    drafts = (
        reads.works(user)
        .filter(Exists(live), live=False, expired=False)
        .annotate(source=Subquery(live.values("pk")[:1]))
    )
    rows = drafts.order_by("-latest_revision_created_at").values_list("source", "locale__language_code", "pk")
    return [Gap(Lack.DRAFT, source, language, target) for source, language, target in rows]


def outdated(user: Any) -> list[Gap]:
    """Return the live translations whose original changed its words since, the longest ago first."""
    found = _changed_since()
    editable = set(reads.editable(user).filter(pk__in=[row.target for row in found]).values_list("pk", flat=True))
    own = [row for row in found if row.target in editable]
    contents = Revision.objects.in_bulk({key for row in own for key in (row.made_from, row.now)})
    languages = dict(Page.objects.filter(pk__in=editable).values_list("pk", "locale__language_code"))
    return [
        Gap(Lack.OUTDATED, row.source, languages[row.target], row.target)
        for row in own
        if row.has_other_words(contents)
    ]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A translation whose original was published again since it was made."""

    target: int
    source: int
    made_from: int
    now: int
    model: type[Any]

    def has_other_words(self, contents: dict[Any, Revision]) -> bool:
        then, now = contents[self.made_from], contents[self.now]
        return revision_data.words(self.model, then.content) != revision_data.words(self.model, now.content)


def _changed_since() -> list[_Candidate]:
    """Return the translations whose original has another live revision, in one query for all page types."""
    source = Page.objects.filter(pk=Cast(OuterRef("translated_from__object_id"), output_field=BigIntegerField()))
    queries = [
        model.objects.filter(live=True, translated_from__isnull=False)
        .annotate(source=Subquery(source.values("pk")[:1]), now=Subquery(source.values("live_revision")[:1]))
        .filter(now__isnull=False)
        .exclude(now=F("translated_from"))
        .order_by()
        .values_list("pk", "source", "translated_from_id", "now", "content_type_id")
        for model in hub_models()
    ]
    models = {kinds.type_id(model): model for model in hub_models()}
    rows: Iterable[Any] = queries[0].union(*queries[1:], all=True)
    ordered = sorted(rows, key=lambda row: row[2])
    return [_Candidate(target, source, then, now, models[kind]) for target, source, then, now, kind in ordered]


READS = {Lack.OUTDATED: outdated, Lack.DRAFT: unpublished, Lack.MISSING: missing}


def gaps(user: Any, lacks: Collection[str]) -> list[Gap]:
    """Return what somebody may do about translations, of the given sorts, the most misleading first."""
    return [gap for lack, read in READS.items() if lack in lacks for gap in read(user)]
