"""What is wrong, or could be better, in the texts of a page: asked when it is published, by whatever road."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField

# Words that say nothing about where a link leads, to who hears the links of a page one after the other.
VAGUE: Final = frozenset(
    {
        # Dutch
        "hier", "klik", "klik hier", "klik op deze link", "lees hier", "lees meer", "lees verder", "verder lezen",
        "meer", "meer info", "meer informatie", "meer lezen", "link", "deze link", "website", "de website",
        "deze website", "deze pagina", "ga naar", "bekijk", "bekijk hier", "download", "via deze link",
        # English
        "here", "click", "click here", "read here", "read more", "read on", "more", "more info", "more information",
        "learn more", "see more", "this link", "the website", "this website", "this page", "go to", "view",
    }
)  # fmt: skip
_LINK: Final = re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_LINK_BLOCK: Final = {"title", "page", "address", "note"}


def text_errors(page: Any) -> dict[str, list[str]]:
    """Return what keeps the content blocks of a page from being published: field name -> sentences.

    The editor's form puts the same messages at the blocks themselves; this is for every other road.
    """
    found = {field.name: list(_stream_errors(field, page)) for field in _fields(page, StreamField)}
    return {name: sentences for name, sentences in found.items() if sentences}


def link_warnings(page: Any) -> list[str]:
    """Return a sentence for each link whose words do not say where it leads; nobody is kept from publishing."""
    texts = [str(getattr(page, field.name)) for field in _fields(page, RichTextField)]
    for field in _fields(page, StreamField):
        texts.extend(_strings(getattr(page, field.name).get_prep_value()))
    vague = dict.fromkeys(text for source in texts for text in _link_texts(source) if _says_nothing(text))
    return [
        _("The link “%(text)s” does not say where it leads. Use the name of what is there.") % {"text": text}
        if text
        else _("There is a link without any words: nobody can follow it.")
        for text in vague
    ]


def _fields(page: Any, kind: type[Any]) -> Iterator[Any]:
    return (field for field in page._meta.concrete_fields if isinstance(field, kind))


def _stream_errors(field: Any, page: Any) -> Iterator[str]:
    value = getattr(page, field.name)
    try:
        field.stream_block.clean(value)
    except ValidationError as error:
        yield from stream_error_lines(value, error)


def stream_error_lines(value: Any, error: ValidationError) -> Iterator[str]:
    """Return what a stream block said of a value, as sentences that name the block."""
    yield from getattr(error, "non_block_errors", None) or ()
    for place, inner in getattr(error, "block_errors", {}).items():
        for message in _messages(inner):
            yield _("Block %(number)s (%(label)s): %(message)s") % {
                "number": place + 1,
                "label": value[place].block.label,
                "message": message,
            }


def _messages(error: Any) -> Iterator[str]:
    """Return the sentences of an error and of the errors inside it."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from error.messages
        return
    yield from getattr(error, "non_block_errors", None) or ()
    for part in inner.values() if isinstance(inner, Mapping) else inner:
        yield from _messages(part)


def _strings(value: Any) -> Iterator[str]:
    """Return the rich texts in a stored stream, and its link blocks as links."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        # A link block, in which the editor may have left something out.
        if value.get("title") and value.keys() <= _LINK_BLOCK and value.keys() & {"page", "address"}:
            yield f"<a>{html.escape(value['title'])}</a>"
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _link_texts(source: str) -> Iterator[str]:
    for inner in _LINK.findall(source):
        yield " ".join(html.unescape(_TAG.sub("", inner)).split())


def _says_nothing(text: str) -> bool:
    return text.casefold().strip(" .…:>»→‹›«\u00a0") in VAGUE or not text
