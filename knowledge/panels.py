"""The editor's tabs of best practices and courses."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TabbedInterface,
)

from events.panels import DatesPanel
from home.panels import image_panel, page_tabs, title_panels


def content_panels() -> list[Panel]:
    """Return the words of a best practice, in the order in which they are read."""
    return [
        *title_panels(),
        MultiFieldPanel(
            [
                FieldPanel("problem"),
                FieldPanel("context"),
                FieldPanel("approach"),
                FieldPanel("result"),
                FieldPanel("lessons"),
            ],
            heading=_("The story"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("reuse_conditions"),
                FieldPanel("data_used"),
                FieldPanel("techniques"),
                FieldPanel("costs"),
                FieldRowPanel([FieldPanel("costs_from"), FieldPanel("costs_to"), FieldPanel("currency")]),
                FieldPanel("licence"),
            ],
            heading=_("For those who want to do the same"),
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        image_panel(),
    ]


def evidence_panels() -> list[Panel]:
    """Return the evidence with what each level asks, the figures, and the statements on responsible AI."""
    return [
        MultiFieldPanel(
            [
                FieldPanel("evidence_level"),
                HelpPanel(
                    content=_(
                        "Idea: the expected effect. Pilot: the setting. Measured: the method and at least one "
                        "complete figure. Reproduced: who did it again, and where that can be found."
                    )
                ),
                FieldPanel("expected_effect"),
                FieldPanel("pilot_setting"),
                FieldRowPanel([FieldPanel("pilot_started"), FieldPanel("pilot_ended")]),
                FieldPanel("measurement_method"),
                FieldPanel("reproduced_by"),
                FieldPanel("reproduction_source"),
                FieldPanel("reproduction_url"),
            ],
            heading=_("Evidence"),
            help_text=_("Level, dates and sources are the same in every language; texts are not."),
        ),
        InlinePanel(
            "outcomes",
            label=_("Figure"),
            heading=_("Figures"),
            help_text=_("What was measured, before and after, on whom and when."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("risk_class"),
                FieldPanel("personal_data"),
                FieldPanel("impact_assessment"),
                FieldPanel("register_url"),
                FieldPanel("human_oversight"),
                FieldPanel("end_user_involvement"),
            ],
            heading=_("Responsible AI"),
            help_text=_("What the authors state; the page says that it is their statement."),
        ),
    ]


def people_panels() -> list[Panel]:
    """Return who did it, who wrote it and whom to ask."""
    return [
        FieldPanel("organisations"),
        InlinePanel("authors", label=_("Author"), heading=_("Authors")),
        FieldPanel("contact"),
    ]


def best_practice_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a best practice."""
    return page_tabs(
        (_("Content"), content_panels()),
        (_("Classification"), classification),
        (_("Evidence and responsible AI"), evidence_panels()),
        (_("People"), people_panels()),
        settings=settings,
    )


def course_panels() -> list[Panel]:
    """Return the words of a course, in the order in which they are read."""
    return [
        *title_panels(),
        FieldPanel("outcomes"),
        FieldPanel("prerequisites"),
        FieldPanel("body"),
        image_panel(),
    ]


def course_start_panels() -> list[Panel]:
    """Return when a course starts, and its dates."""
    return [
        FieldPanel("start"),
        DatesPanel(heading=_("Dates"), help_text=_("Only for a course that starts on dates.")),
    ]


def course_fact_panels() -> list[Panel]:
    """Return for whom a course is, how one follows it, and what it takes and gives."""
    return [
        MultiFieldPanel(
            [FieldPanel("audiences"), FieldPanel("level")],
            heading=_("For whom"),
            help_text=_("What a reader filters by. The same in every language."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("form"),
                FieldPanel("delivery_languages", heading=_("Languages of the course")),
                FieldPanel("hours"),
                FieldPanel("certificate"),
            ],
            heading=_("How you follow it"),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("price"), FieldPanel("currency")])], heading=_("Price")),
    ]


def course_provider_panels() -> list[Panel]:
    """Return who gives a course, and where to enrol or ask."""
    return [
        MultiFieldPanel([FieldPanel("organisations"), FieldPanel("provider")], heading=_("Given by")),
        MultiFieldPanel(
            [FieldPanel("website"), FieldPanel("contact")],
            heading=_("Enrolling"),
            help_text=_("At least one of the two. Who may be interested is sent here as well."),
        ),
    ]


def course_tabs(classification: Sequence[Panel], settings: Sequence[Panel]) -> TabbedInterface:
    """Return the editor of a course."""
    return page_tabs(
        (_("Content"), course_panels()),
        (_("Classification"), classification),
        (_("Facts"), course_fact_panels()),
        (_("Start and dates"), course_start_panels()),
        (_("Provider"), course_provider_panels()),
        settings=settings,
    )
