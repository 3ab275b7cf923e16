"""Which works use a file: in a field of their own, or in a block of their text.

Asked of the pages themselves. Wagtail's reference index is filled by a job and may be behind, and a picture
that became private must be gone from results at once.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Field, Model, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.fields import RichTextField, StreamField

from home.models import HubDocument, HubImage
from search.attachments.orders import works_offering
from search.searchable import searchable_page_models

# What the content blocks call the file that they show (home.blocks.media).
BLOCK_KEYS: Final[Mapping[type[Model], str]] = {HubImage: "image", HubDocument: "document"}

_DOCUMENT_LINK: Final = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_KEY: Final = re.compile(r'\bid="(\d+)"')


def works_using(files: QuerySet[Any]) -> set[UUID]:
    """Return the live works that use one of these images, or offer one of these documents, in any language."""
    works = works_naming(files.model, set(files.values_list("pk", flat=True)))
    for model, field in _fields():
        if field.related_model is files.model:
            found = model.objects.filter(**{f"{field.name}__in": files}, live=True)
            works.update(found.values_list("translation_key", flat=True))
    return works


def works_naming(model: type[Model], ids: Collection[int]) -> set[UUID]:
    """Return the live works of which a block names one of these images or documents, which may be gone by now.

    Of documents also those that offer one in another way, as far as the index has it: by a link, or beside the page.
    """
    key = BLOCK_KEYS[model]
    works = works_offering(ids) if model is HubDocument else set()
    for page_model, field in _fields() if ids else ():
        if isinstance(field, StreamField):
            stored = page_model.objects.filter(live=True).annotate(stored=Cast(field.name, TextField()))
            rows = stored.filter(stored__contains=f'"{key}":').values_list("translation_key", field.name)
            works.update(work for work, value in rows.iterator() if not named(value.raw_data, key).isdisjoint(ids))
    return works


def named(stored: Any, key: str) -> set[int]:
    """Return the files that stored blocks name under a key, however deep."""
    if isinstance(stored, Mapping):
        here = {stored[key]} if isinstance(stored.get(key), int) else set()
        return here.union(*(named(value, key) for value in stored.values()))
    if isinstance(stored, str) or not hasattr(stored, "__iter__"):
        return set()
    return set().union(*(named(item, key) for item in stored))


def documents_linked(source: str) -> set[int]:
    """Return the documents that a rich text links to."""
    return {int(key[1]) for tag in _DOCUMENT_LINK.findall(source) if (key := _KEY.search(tag))}


def files_of_page(page: Any) -> dict[type[Model], set[int]]:
    """Return the images and documents that one version of a page uses, by key: in its fields, blocks and links."""
    found: dict[type[Model], set[int]] = {model: set() for model in BLOCK_KEYS}
    for field in page._meta.concrete_fields:
        if field.related_model in found and getattr(page, field.attname):
            found[field.related_model].add(getattr(page, field.attname))
        elif isinstance(field, StreamField):
            stored = getattr(page, field.name).get_prep_value()
            for model, key in BLOCK_KEYS.items():
                found[model] |= named(stored, key)
            found[HubDocument] |= set().union(*map(documents_linked, texts_in(stored)))
        elif isinstance(field, RichTextField):
            found[HubDocument] |= documents_linked(str(getattr(page, field.name) or ""))
    return found


def texts_in(stored: Any) -> Iterator[str]:
    """Return every text in stored blocks, however deep."""
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, Mapping):
        for value in stored.values():
            yield from texts_in(value)
    elif isinstance(stored, list | tuple):
        for value in stored:
            yield from texts_in(value)


def _fields() -> Iterator[tuple[type[Any], Field[Any, Any]]]:
    for model in searchable_page_models():
        for field in model._meta.concrete_fields:
            yield model, field
