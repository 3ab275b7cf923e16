"""Which images have no words for those who cannot see them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet, TextChoices, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import LocaleFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.languages import content_languages
from home.models import HubImage
from hub.admin import kinds, reads
from hub.admin.reports.base import LinkColumn, RowReportView
from hub.admin.translations import hub_models


class Place(TextChoices):
    """Where an image is used."""

    PAGE = "page", gettext_lazy("Image of a page")
    TEXT = "text", gettext_lazy("Image in a text")
    LIBRARY = "library", gettext_lazy("Image library")


@dataclass
class AltRow:
    """A place where an alternative text is missing."""

    place: Place
    key: int
    number: int = 1
    title: str = ""
    url: str = ""
    kind: str = ""
    language: str = ""

    @property
    def where(self) -> str:
        """Where it is, and how many there are when there are several."""
        return f"{self.place.label} ({self.number})" if self.number > 1 else str(self.place.label)


class AltTextFilterSet(WagtailFilterSet):
    """Where the image is, and the language of the page."""

    place = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Where"), choices=Place.choices, widget=forms.CheckboxSelectMultiple
    )
    locale = LocaleFilter(
        label=gettext_lazy("Language"),
        choices=content_languages,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Page
        fields: list[str] = []


def without_page_alt(user: Any) -> list[AltRow]:
    """Return the pages whose own image has no alternative text, in one query for all page types."""
    queries = [
        model.objects.filter(image__isnull=False, image_alt="", image_is_decorative=False)
        .order_by()
        .values_list("pk", flat=True)
        for model in hub_models()
    ]
    return [AltRow(Place.PAGE, pk) for pk in _editable(user, queries[0].union(*queries[1:], all=True))]


def without_figure_alt(user: Any) -> list[AltRow]:
    """Return the pages with images in their text that have neither words nor the remark that they decorate.

    Only texts that hold an image are read, all in one query, as they are stored: no block is built.
    """
    queries = [
        model.objects.annotate(stored=Cast(F(field.name), output_field=TextField()))
        .filter(stored__contains='"alt"')
        .order_by()
        .values_list("pk", "stored", Value(field.name))
        for model in hub_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    found: dict[int, int] = {}
    for pk, stored, _name in queries[0].union(*queries[1:], all=True):
        number = sum(1 for _image in wordless_images(json.loads(stored)))
        if number:
            found[pk] = found.get(pk, 0) + number
    return [AltRow(Place.TEXT, pk, found[pk]) for pk in _editable(user, found)]


def wordless_images(stored: Any) -> Iterator[Any]:
    """Yield the key of each image in stored blocks that has an empty ``alt`` and is not marked as decoration."""
    if isinstance(stored, dict):
        is_wordless = "alt" in stored and not str(stored["alt"] or "").strip()
        if stored.get("image") and is_wordless and not stored.get("is_decorative"):
            yield stored["image"]
        for value in stored.values():
            yield from wordless_images(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from wordless_images(value)


def without_description(user: Any) -> list[AltRow]:
    """Return the images of the library that have no description to begin from."""
    images: QuerySet[Any] = policy_registry.get_by_type(HubImage).instances_user_has_permission_for(user, "change")
    rows = images.filter(description="").order_by("title", "pk").values_list("pk", "title")
    return [
        AltRow(Place.LIBRARY, pk, title=title, url=reverse("wagtailimages:edit", args=[pk]), kind=_("Image"))
        for pk, title in rows
    ]


def _editable(user: Any, keys: Any) -> list[int]:
    pages = reads.editable(user).filter(pk__in=list(keys))
    return list(pages.order_by("-latest_revision_created_at", "pk").values_list("pk", flat=True))


def _with_pages(rows: Sequence[AltRow]) -> None:
    """Give the rows about pages their titles."""
    wanted = [row.key for row in rows if row.place != Place.LIBRARY]
    pages = Page.objects.select_related("locale", "content_type").in_bulk(wanted)
    for row in rows:
        page = pages.get(row.key) if row.place != Place.LIBRARY else None
        if page is not None:
            kind = kinds.kind_of(page)
            row.title = page.get_admin_display_title()
            row.url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            row.kind = kind.singular if kind else str(page.page_type_display_name)
            row.language = page.locale.get_display_name()


class AltTextReport(RowReportView):
    """Images of pages, images in texts, and images in the library without an alternative text."""

    name = "report_alt_text"
    slug = "alt-text"
    page_title = gettext_lazy("Missing alternative texts")  # type: ignore[assignment]
    header_icon = "image"
    results_template_name = "hub/admin/reports/alt_text_results.html"
    filterset_class = AltTextFilterSet
    columns = [
        LinkColumn(label=gettext_lazy("Title"), width="45%"),
        Column("where", label=gettext_lazy("Where")),
        Column("kind", label=gettext_lazy("Type")),
        Column("language", label=gettext_lazy("Language")),
    ]
    export = {
        "title": gettext_lazy("Title"),
        "where": gettext_lazy("Where"),
        "kind": gettext_lazy("Type"),
        "language": gettext_lazy("Language"),
    }

    def get_rows(self, chosen: dict[str, Any]) -> list[AltRow]:
        """Return the rows of the chosen places; a language leaves out the library, which has none."""
        user = self.request.user
        places = chosen.get("place") or list(Place)
        rows = [
            *(without_figure_alt(user) if Place.TEXT in places else ()),
            *(without_page_alt(user) if Place.PAGE in places else ()),
        ]
        language = chosen.get("locale")
        if not language:
            return [*rows, *(without_description(user) if Place.LIBRARY in places else ())]
        spoken = Page.objects.filter(pk__in=[row.key for row in rows], locale__language_code=language)
        own = set(spoken.values_list("pk", flat=True))
        return [row for row in rows if row.key in own]

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Give the listed rows their titles."""
        _with_pages(object_list)
        return object_list
