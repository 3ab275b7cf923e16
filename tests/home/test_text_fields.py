import pytest
from django import forms
from django.utils import translation

from home.blocks import body_blocks
from home.text_fields import MarkdownField, MarkdownStreamField
from home.widgets import Insertable
from tests.factories.home import HubDocumentFactory, HubImageFactory

BODY = body_blocks()


@pytest.fixture(autouse=True)
def _english():
    """Messages are compared in the language in which they are written down."""
    with translation.override("en"):
        yield


class WritingForm(forms.Form):
    text = MarkdownField(required=False)
    body = MarkdownStreamField(stream_block=BODY, required=False)


def stream(*rows):
    return BODY.to_python(
        [{"type": kind, "value": value, "id": f"{place}a"} for place, (kind, value) in enumerate(rows)]
    )


def test_a_form_shows_markdown_and_gives_back_what_is_stored():
    initial = {"text": "<p>One <b>two</b></p>", "body": ""}
    form = WritingForm({"text": "One **two**\r\n\r\n- three", "body": "## Four"}, initial=initial)

    assert "One **two**" in str(WritingForm(initial=initial)["text"])
    assert form.is_valid()
    assert form.cleaned_data["text"] == "<p>One <b>two</b></p><ul><li>three</li></ul>"
    assert [(child.block_type, child.value) for child in form.cleaned_data["body"]] == [("heading", "Four")]


def test_what_nobody_changed_is_given_back_as_it_was():
    # With ids and in the spelling of the editor, so that a comparison shows no change.
    text = '<p data-block-key="x1">One <strong>two</strong></p>'
    body = stream(("paragraph", "<p data-block-key='q'>Hi</p>"), ("callout", {"title": "Note", "text": "<p>x</p>"}))
    initial = {"text": text, "body": body}
    shown = WritingForm(initial=initial)

    form = WritingForm({name: shown[name].value().replace("\n", "\r\n") for name in initial}, initial=initial)

    assert form.is_valid()
    assert form.changed_data == []
    assert form.cleaned_data == initial
    assert form.cleaned_data["body"] is body


def test_a_refused_text_is_shown_as_it_was_typed():
    form = WritingForm({"text": "<b>x</b> [a](file:99)", "body": "![x](image:99)\n\n[[Table #9]]"}, initial={})

    assert not form.is_valid()
    assert sorted(form.errors) == ["body", "text"]
    assert len(form.errors["body"]) == 2
    assert "&lt;b&gt;x&lt;/b&gt; [a](file:99)" in str(form["text"])
    assert "![x](image:99)" in str(form["body"])


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    form = WritingForm({"text": "x" * 40_001, "body": ""}, initial={})

    assert list(form.errors) == ["text"]


def test_a_draft_may_lack_an_alternative_text_but_not_have_a_heading_that_is_too_long(db):
    image = HubImageFactory()
    form = WritingForm({"body": f"![](image:{image.pk})"}, initial={})
    form.fields["body"].offer([Insertable(image.pk, "Ward", is_image=True)])

    assert form.is_valid()
    assert form.cleaned_data["body"][0].value["image"] == image
    refused = WritingForm({"body": "## " + "x" * 121}, initial={})
    assert "Block 1 (Heading)" in refused.errors["body"][0]


def test_files_that_are_at_hand_are_offered_and_may_be_used(db):
    image, document = HubImageFactory(), HubDocumentFactory()
    files = [Insertable(image.pk, "<Ward>", is_image=True), Insertable(document.pk, "Con]tract")]
    form = WritingForm({"body": f"{files[0].markdown}\n\n{files[1].markdown}", "text": files[1].markdown}, initial={})
    for field in form.fields.values():
        field.offer(files)

    assert form.is_valid(), form.errors
    assert [child.block_type for child in form.cleaned_data["body"]] == ["figure", "download"]
    assert form.cleaned_data["body"][1].value["title"] == "Con]tract"
    assert f"![](image:{image.pk})" in str(form["body"])
    assert "<Ward>" not in str(form["body"])
    # An image has no place in a rich text.
    assert f"image:{image.pk}" not in str(form["text"])


def test_forms_of_one_class_share_nothing(db):
    document = HubDocumentFactory()
    first, second = WritingForm({"text": f"[a](file:{document.pk})"}), WritingForm({"text": f"[a](file:{document.pk})"})
    first.fields["text"].offer([Insertable(document.pk, "a")])

    assert first.is_valid()
    assert not second.is_valid()


def test_the_hint_and_the_help_text_describe_the_text_area():
    class HelpForm(forms.Form):
        text = MarkdownField(help_text="Two sentences.")

    drawn = str(HelpForm()["text"])

    assert 'aria-describedby="id_text_helptext id_text-marks"' in drawn
    assert 'id="id_text-marks"' in drawn
    assert drawn.count("<textarea") == 1


def test_the_text_area_holds_the_text_and_nothing_else():
    drawn = str(WritingForm(initial={"text": "<p>One</p><p>Two</p>"})["text"])

    assert ">&#10;One\n\nTwo</textarea>" in drawn
