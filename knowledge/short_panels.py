"""The editor's tabs of news, publications, use cases and funding calls."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminPageChooser

from home.panels import Tab, image_panel, page_tabs, title_panels
from search.searchable import searchable_page_models


class WorkChooserPanel(FieldPanel):  # type: ignore[misc]
    """A chooser in which only works can be chosen: pages of a type that search finds."""

    def get_form_options(self) -> dict[str, Any]:
        """Narrow the chooser to those types, which are all known by the time a form is made."""
        options: dict[str, Any] = super().get_form_options()
        options["widgets"] = {self.field_name: AdminPageChooser(target_models=searchable_page_models())}
        return options


def about_panel() -> InlinePanel:
    """Return the works that a page points at."""
    return InlinePanel(
        "about",
        label=_("Page"),
        heading=_("Pages it is about"),
        help_text=_(
            "Best practices, events, fieldlabs and other pages that a reader should know of; those show this page in "
            "return. Choose either language: everybody gets the one that she reads."
        ),
    )


def _tabs(
    content: Sequence[Panel],
    classification: Sequence[Panel],
    facts: Sequence[Tab],
    settings: Sequence[Panel],
    *,
    people: Sequence[Panel] = (),
) -> TabbedInterface:
    links = [
        about_panel(),
        MultiFieldPanel(
            [FieldPanel("organisations"), *people, FieldPanel("contact")],
            heading=_("People and organisations"),
            help_text=_("The same in every language."),
        ),
        FieldPanel("sources"),
    ]
    return page_tabs(
        (_("Content"), [*title_panels(), *content, image_panel()]),
        (_("Classification"), classification),
        *facts,
        (_("Links and people"), links),
        settings=settings,
    )


def news_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a news article."""
    authors = InlinePanel(
        "authors", label=_("Author"), heading=_("Authors"), help_text=_("Leave empty for news of the desk itself.")
    )
    return _tabs([FieldPanel("body")], classification, (), settings, people=[authors])


def publication_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a publication."""
    facts = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("author_names"),
                FieldPanel("publisher"),
                FieldPanel("published_on"),
                FieldPanel("languages"),
                FieldPanel("licence"),
            ],
            heading=_("The publication itself"),
            help_text=_("As it is printed on the publication. The same in every language."),
        ),
        MultiFieldPanel(
            [FieldPanel("external_url"), FieldPanel("doi"), FieldPanel("file")],
            heading=_("Where a reader finds it"),
            help_text=_("At least one of the three. Upload a file only when its licence allows it."),
        ),
    ]
    return _tabs([FieldPanel("body")], classification, [(_("Publication"), facts)], settings)


def use_case_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a use case."""
    content = [
        MultiFieldPanel(
            [FieldPanel("question"), FieldPanel("solution"), FieldPanel("result")],
            heading=_("The story in short"),
        ),
        FieldPanel("body"),
    ]
    facts = [
        MultiFieldPanel(
            [FieldPanel("status"), FieldPanel("techniques")],
            heading=_("How far it came"),
            help_text=_("The same in every language."),
        )
    ]
    return _tabs(content, classification, [(_("Status"), facts)], settings)


def funding_call_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a funding call."""
    content = [FieldPanel("for_whom"), FieldPanel("conditions"), FieldPanel("body")]
    facts = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("deadline")])],
            heading=_("When"),
            help_text=_(
                "On the clock of the Netherlands. After the deadline the call is no longer found; its page stays and "
                "says that it is closed."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("funder"),
                FieldRowPanel([FieldPanel("budget_from"), FieldPanel("budget_to"), FieldPanel("currency")]),
                FieldPanel("external_url"),
            ],
            heading=_("Who gives how much"),
        ),
    ]
    return _tabs(content, classification, [(_("Deadline and budget"), facts)], settings)
