"""How the editor of a page is laid out: the same tabs everywhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from home.widgets import TitleInput

Tab = tuple[Any, Sequence[Panel]]


def title_panels(*, summary: bool = True) -> list[Panel]:
    """Return title and summary. The title does not fill in the slug: that is made on saving, with an id."""
    title = FieldPanel("title", classname="title", widget=TitleInput)
    return [title, FieldPanel("summary")] if summary else [title]


def image_panel() -> Panel:
    """Return the page's image with its alternative text."""
    return MultiFieldPanel(
        [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("image_is_decorative")], heading=_("Image")
    )


def promote_panels() -> list[Panel]:
    """Return what search engines and menus use."""
    return [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    help_text=_(
                        "The last part of the address, the same in every language. Empty: made from the title. "
                        "When it changes, old addresses keep working."
                    ),
                ),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            heading=_("For search engines"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For menus")),
    ]


def settings_panels(extra: Iterable[Panel] = ()) -> list[Panel]:
    """Return publishing, the state of the translation, and comments."""
    return [
        PublishingPanel(),
        OptionalFieldPanel("is_translation_current", heading=_("Translation")),
        *extra,
        CommentPanel(),
    ]


def page_tabs(*tabs: Tab, settings: Iterable[Panel] = ()) -> TabbedInterface:
    """Return the editor of a page type: its own tabs, then Promote and Settings."""
    every = [*tabs, (_("Promote"), promote_panels()), (_("Settings"), settings_panels(settings))]
    return TabbedInterface([ObjectList(list(panels), heading=heading) for heading, panels in every])


class OptionalFieldPanel(FieldPanel):  # type: ignore[misc]
    """A panel for a field of the form itself, shown only when the form has it for this page."""

    def get_form_options(self) -> dict[str, Any]:
        """Ask nothing of the model: the form declares the field."""
        return {}

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]
        """Hides itself when the form left the field out."""

        def is_shown(self) -> bool:
            """Return whether the form has the field."""
            return self.bound_field is not None and super().is_shown()
