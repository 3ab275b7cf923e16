"""The block of a list of sources."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, IntegerBlock, URLBlock

from home.blocks.base import template_of
from home.validators import validate_web_url


class SourceBlock(blocks.StructBlock):  # type: ignore[misc]
    """A source that a reader can look up."""

    title = CharBlock(label=_("Title"), max_length=250)
    url = URLBlock(label=_("Address"), required=False, default="", max_length=500, validators=[validate_web_url])
    publisher = CharBlock(label=_("Publisher or author"), max_length=160, required=False, default="")
    year = IntegerBlock(label=_("Year"), required=False, min_value=1900, max_value=2100)

    class Meta:
        icon = "openquote"
        label = _("Source")
        template = template_of("source")
        description = _("Where a reader can look it up.")
        preview_value = {
            "title": _("Annual report of the coalition"),
            "url": "https://example.org/",
            "publisher": _("Knowledge hub"),
            "year": 2025,
        }
