"""What is stored in a stream field, made comparable: texts that say the same are equal, however they were stored."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.blocks import Block
from wagtail.blocks.field_block import ChooserBlock
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.fields import StreamField


def comparable_stream(field: StreamField, stored: Any) -> Any:
    """Return the value of a stream field in revision data as its blocks mean it now.

    Ids of blocks are left out, what is not there has its default, and a value of an older shape gets that
    of today. What is no JSON is returned as it is.
    """
    if isinstance(stored, str):
        try:
            stored = json.loads(stored or "[]")
        except ValueError:
            return stored
    return _comparable(field.stream_block, stored)


def _comparable(block: Block, stored: Any) -> Any:
    if isinstance(block, BaseStreamBlock):
        return [_comparable_child(block, item) for item in stored or () if item["type"] in block.child_blocks]
    if isinstance(block, ListBlock):
        return [_comparable(block.child_block, _item_value(block, item)) for item in stored or ()]
    if isinstance(block, BaseStructBlock):
        return _comparable_struct(block, stored)
    return _without_kinds_of_nothing(stored if isinstance(block, ChooserBlock) else _today(block, stored))


def _comparable_child(block: BaseStreamBlock, item: Mapping[str, Any]) -> tuple[str, Any]:
    return item["type"], _comparable(block.child_blocks[item["type"]], item["value"])


def _comparable_struct(block: BaseStructBlock, stored: Any) -> dict[str, Any]:
    # A block that chooses something is taken part by part: as a whole it would read each thing that was
    # chosen from the database, and what was chosen is its key already.
    values = stored if _chooses(block) else _today(block, stored)
    return {
        name: _comparable(child, values[name] if name in values else child.get_prep_value(child.get_default()))
        for name, child in block.child_blocks.items()
    }


def _today(block: Block, stored: Any) -> Any:
    return block.get_prep_value(block.to_python(stored))


def _item_value(block: ListBlock, item: Any) -> Any:
    return item["value"] if block._item_is_in_block_format(item) else item


def _chooses(block: Block) -> bool:
    """Return whether a block, or one inside it, chooses a page, an image or a file."""
    return isinstance(block, ChooserBlock) or any(map(_chooses, _parts(block)))


def _parts(block: Block) -> Iterable[Block]:
    if isinstance(block, ListBlock):
        return (block.child_block,)
    if isinstance(block, BaseStreamBlock | BaseStructBlock):
        return tuple(block.child_blocks.values())
    return ()


def _without_kinds_of_nothing(value: Any) -> Any:
    """Return the value; ``None`` for no text, no choice and no tick alike, as forms write them differently."""
    return None if value is False or value == "" else value
