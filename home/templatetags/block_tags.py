"""Tags and filters of content blocks and pictures."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from home import pictures
from home.charts import Drawing, Shape, em
from home.viewer import viewer
from home.wording import hyphenate
from search.audience import is_file_visible

register = template.Library()

SMALL_HEADING: Final = re.compile(r"(<h3\b[^>]*>)(.*?)(</h3>)", re.DOTALL)
_TEXT_OR_TAG: Final = re.compile(r"<[^>]*>|&[^;\s]+;|[^<&]+")


@register.simple_tag
def picture_of(image: Any, place: str, alt: str = "") -> pictures.Picture | None:
    """Return what ``components/picture.html`` draws of an image; ``None`` when the visitor may not see it."""
    if image is None or not is_file_visible(image, viewer()):
        return None
    return pictures.describe(image, place, alt)


@register.simple_tag
def chart_svg(drawing: Drawing, title: str) -> SafeString:
    """Draw a chart. To who cannot see it, it is one image with a name; its numbers are in the table below."""
    label = _("Chart: %(title)s. The numbers are in the table below it.") % {"title": title.rstrip(".")}
    attributes = {"width": "100%", "height": em(drawing.height), "role": "img", "aria-label": label}
    return format_html("<svg{}>{}</svg>", flatatt(attributes), _draw(drawing.shapes))


@register.simple_tag
def chart_key(shapes: Iterable[Shape], width: float) -> SafeString:
    """Draw the sample of a series that stands beside its name, some ems wide."""
    return format_html(
        '<svg width="{}" height="1em" aria-hidden="true" focusable="false">{}</svg>', em(width), _draw(shapes)
    )


def _draw(shapes: Iterable[Shape]) -> SafeString:
    return format_html_join(
        "",
        "<{0}{1}>{2}{3}</{0}>",
        ((shape.tag, flatatt(shape.attributes), shape.text, _draw(shape.children)) for shape in shapes),
    )


@register.filter
def shy_headings(value: Any) -> SafeString:
    """Return rich text in which long words of the small headings may break; its markup is left alone."""

    def hyphenated(match: re.Match[str]) -> str:
        start, inner, end = match.groups()
        parts = _TEXT_OR_TAG.findall(inner)
        return start + "".join(part if part[0] in "<&" else hyphenate(part) for part in parts) + end

    # The rich text is safe, and soft hyphens go into its words only.
    return mark_safe(SMALL_HEADING.sub(hyphenated, str(value)))  # noqa: S308
