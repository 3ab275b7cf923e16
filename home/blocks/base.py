"""What the content blocks have in common."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import StructBlockValidationError

RICH_TEXT_FEATURES: Final = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
# Where the text has a heading of its own already.
ANSWER_FEATURES: Final = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE_FEATURES: Final = ["bold", "italic", "link"]

# The groups in which the editor's list of blocks is divided.
TEXT: Final = _("Text")
NUMBERS: Final = _("Facts and numbers")
PICTURES: Final = _("Image and video")
LINKS: Final = _("Links and files")


def template_of(name: str) -> str:
    """Return the template that draws a block."""
    return f"components/blocks/{name}.html"


class ParentInMigrations:
    """A block that migrations know as the Wagtail block it is made of.

    Its own texts and examples then change without a migration, and no migration needs this module.
    """

    parent_path: ClassVar[str] = ""

    def deconstruct(self) -> tuple[str, Any, Any]:
        """Return how migrations write the block down."""
        _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return self.parent_path, args, kwargs


def refuse(**messages: Any) -> StructBlockValidationError:
    """Return the error that puts each message at the field of its name."""
    return StructBlockValidationError(block_errors={name: ValidationError(text) for name, text in messages.items()})


def asking(name: str, check: Callable[..., Any], *args: Any) -> Any:
    """Return what a check answers; what it refuses is put at the field of this name."""
    try:
        return check(*args)
    except ValidationError as error:
        raise StructBlockValidationError(block_errors={name: error}) from error
