"""Blocks of text: headings, paragraphs, quotations, remarks, steps, questions with their answers."""

from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, RichTextBlock, TextBlock

from home.blocks.base import ANSWER_FEATURES, INLINE_FEATURES, TEXT, ParentInMigrations, template_of


class HeadingBlock(ParentInMigrations, CharBlock):  # type: ignore[misc]
    """A heading of the second level; those of the third are in the text."""

    parent_path = "wagtail.blocks.CharBlock"

    class Meta:
        icon = "title"
        label = _("Heading")
        group = TEXT
        description = _("Starts a new part of the page. Smaller headings are in the text itself.")
        form_classname = "title"
        template = template_of("heading")
        preview_value = _("What we did in the first year")


class ParagraphBlock(ParentInMigrations, RichTextBlock):  # type: ignore[misc]
    """Running text."""

    parent_path = "wagtail.blocks.RichTextBlock"

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = TEXT
        description = _("Paragraphs, lists, links and small headings.")
        template = template_of("paragraph")

        @staticmethod
        def preview_value() -> str:
            """Return a paragraph, a small heading and a list."""
            first = gettext("Six hospitals train one model. The data of the patients stays where it is.")
            heading = gettext("What it takes")
            takes = (gettext("agreements that all sign"), gettext("one person who has time for it"))
            items = "".join(f"<li>{item}</li>" for item in takes)
            return f"<p>{first}</p><h3>{heading}</h3><ul>{items}</ul>"


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """Words of a person, and who said them."""

    text = TextBlock(label=_("Text"), max_length=600)
    who = CharBlock(label=_("Who said it"), max_length=160, required=False, default="")

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = TEXT
        description = _("What somebody said, in large letters. Name who said it.")
        template = template_of("quote")
        preview_value = {
            "text": _("We thought the model was the work. It was the agreements."),
            "who": _("Project leader of a fieldlab"),
        }


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """A remark set apart from the text."""

    title = CharBlock(label=_("Title"), max_length=100, required=False, default="")
    text = RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    class Meta:
        icon = "help"
        label = _("Remark")
        group = TEXT
        description = _("Something that a reader must not miss, apart from the text.")
        template = template_of("callout")

        @staticmethod
        def preview_value() -> dict[str, str]:
            """Return a remark of one sentence."""
            text = gettext("This example is made up. The method is real.")
            return {"title": gettext("Before you read on"), "text": f"<p>{text}</p>"}


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """One step of a numbered list."""

    title = CharBlock(label=_("Title"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=INLINE_FEATURES, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(ParentInMigrations, blocks.ListBlock):  # type: ignore[misc]
    """A numbered list of things to do."""

    parent_path = "wagtail.blocks.ListBlock"

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = TEXT
        description = _("What to do, in order. Each step starts with what you do.")
        template = template_of("steps")
        min_num = 1
        max_num = 20

        @staticmethod
        def preview_value() -> list[dict[str, str]]:
            """Return two steps."""
            return [
                {"title": gettext("Find the owner of the data."), "text": ""},
                {
                    "title": gettext("Write down one question."),
                    "text": "<p>" + gettext("Not three. The rest follows from the first answer.") + "</p>",
                },
            ]


class AnswerBlock(blocks.StructBlock):  # type: ignore[misc]
    """A heading that opens the text below it."""

    title = CharBlock(label=_("Question or title"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=ANSWER_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")


class AccordionBlock(ParentInMigrations, blocks.ListBlock):  # type: ignore[misc]
    """Headings that each open a text: native ``details``, found by a search in the page and opened on paper."""

    parent_path = "wagtail.blocks.ListBlock"

    class Meta:
        icon = "collapse-down"
        label = _("Questions and answers")
        group = TEXT
        description = _("Titles that open a text, for what only some readers need. Put a heading above it.")
        template = template_of("accordion")
        min_num = 1
        max_num = 20

        @staticmethod
        def preview_value() -> list[dict[str, str]]:
            """Return two questions."""
            answer = gettext("Nothing. The hours that your people spend are your share.")
            other = gettext("Yes, if one of the partners is a school or a company in the region.")
            return [
                {"title": gettext("What does it cost to take part?"), "text": f"<p>{answer}</p>"},
                {"title": gettext("Can a municipality join?"), "text": f"<p>{other}</p>"},
            ]
