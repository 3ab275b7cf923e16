"""StreamField blocks of the events app."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, TextBlock, TimeBlock


class ProgrammeItemBlock(blocks.StructBlock):
    """One line of a programme."""

    time = TimeBlock(required=False, label=_("Time"))
    title = CharBlock(max_length=200, label=_("What"))
    who = CharBlock(max_length=200, required=False, label=_("By whom"))
    text = TextBlock(max_length=1000, required=False, label=_("Explanation"))  # type: ignore[attr-defined]

    class Meta:
        icon = "time"
        label = _("Programme item")
        label_format = "{time} {title}"


def programme_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks that a programme is made of."""
    return [("item", ProgrammeItemBlock())]
