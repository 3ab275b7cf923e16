"""Which works lack a language, and which translations say what their original no longer says."""

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery, TextChoices
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, Revision, get_page_models
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


def _works(user: Any) -> PageQuerySet[Any]:
    return reads.editable(user).filter(content_type__in=kinds.content_types(kinds.kinds()))


def missing_in(locale: Locale, user: Any) -> PageQuerySet[Any]:
    """Return the live pages that have no version in a language, the newest first; a work once.

    Only what the person may edit. Of a work in several languages it is the page in the first one.
    """
    versions = Page.objects.filter(translation_key=OuterRef("translation_key"))
    first = versions.filter(live=True, locale__lt=OuterRef("locale"))
    pages = _works(user).filter(~Exists(versions.filter(locale=locale)), ~Exists(first), live=True)
    return pages.order_by("-first_published_at", "-pk")


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
        _works(user).filter(Exists(live), live=False, expired=False).annotate(source=Subquery(live.values("pk")[:1]))
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
