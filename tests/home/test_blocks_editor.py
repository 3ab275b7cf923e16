"""What editors meet: previews of blocks, help while they write, what is refused and what is only said."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from home.blocks import body_blocks, fact_blocks, source_blocks
from home.blocks.problems import VAGUE
from home.content_checker import HubContentChecker
from home.models import StandardPage
from tests.factories.home import HubImageFactory, StandardPageFactory, publish
from tests.home.editor import edit, edit_url, errors_of, posted

pytestmark = pytest.mark.django_db

BODY = StandardPage._meta.get_field("body").stream_block.child_blocks


# --- The list of blocks --------------------------------------------------------------------------------------


def preview(admin, block):
    return admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})


@pytest.mark.parametrize("name", BODY)
def test_every_block_is_previewed_as_on_the_site(admin, name):
    block = BODY[name]

    response = preview(admin, block)
    html = response.content.decode()

    assert (response.status_code, block.is_previewable) == (200, True)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<link rel="stylesheet" href="/static/css/hub.css">' in html
    prose = re.search(r'<div class="prose[^"]*">(.*)</div></main>', html, re.DOTALL).group(1)
    assert len(re.sub(r"<[^>]*>|\s", "", prose)) > 10 or name == "figure"
    # Nothing is asked of another host before somebody clicks.
    assert re.findall(r'(?:src|srcset)="(?!/static/)([^"]*)"', prose) == []


@pytest.mark.parametrize("name", BODY)
def test_every_block_says_what_it_is_for(name):
    block = BODY[name]

    for language in ("nl", "en"):
        with translation.override(language):
            words = [str(block.label), str(block.meta.group), str(block.get_description())]
            assert [word for word in words if not word] == []
    assert block.meta.icon != "placeholder"


def test_the_examples_of_blocks_are_what_an_editor_may_publish():
    for name, block in BODY.items():
        if name in ("figure", "download", "files"):
            continue
        block.clean(block.get_preview_value())


def test_icons_of_blocks_are_in_the_sprite_of_the_editor(admin):
    sprite = admin.get(reverse("wagtailadmin_sprite")).content.decode()

    every = [*BODY.values(), *(block for _name, block in (*fact_blocks(), *source_blocks()))]
    assert {block.meta.icon for block in every if f'id="icon-{block.meta.icon}"' not in sprite} == set()


def test_blocks_of_one_page_are_not_those_of_another():
    # Wagtail marks blocks while it validates a draft: shared ones would be marked for all.
    assert body_blocks() is not body_blocks()


def test_the_grid_of_a_table_is_a_text_area_with_its_words():
    with translation.override("en"):
        html = BODY["table"].child_blocks["cells"].field.widget.render("x", "a\tb")

    assert 'data-controller="hub-grid"' in html
    assert 'data-hub-grid-cell-value="Row {row}, column {column}"' in html
    assert ">\na\tb</textarea>" in html


# --- What is refused -----------------------------------------------------------------------------------------

NO_ALT = "Say what is to be seen, or tick that the image only decorates."


def image_block(**values):
    return ("figure", {"image": HubImageFactory(), "alt": "", "caption": "", "is_decorative": False, **values})


def test_an_image_in_the_text_is_described_or_decorates(homes):
    page = StandardPageFactory(parent=homes[0])

    with pytest.raises(ValidationError) as refused, translation.override("en"):
        publish(page, body=[("heading", "Kop"), image_block()])
    assert refused.value.message_dict == {"body": [f"Block 2 (Image): {NO_ALT}"]}

    assert publish(page, body=[image_block(alt="Een weefgetouw")]).live
    shown = publish(page, body=[image_block(is_decorative=True, alt="Niet voorgelezen")])
    assert shown.body[0].value.picture["alt"] == ""


def test_the_image_of_a_page_is_described_or_decorates(admin, homes):
    page = StandardPageFactory(parent=homes[0])
    values = {"image": str(HubImageFactory().pk), "action-publish": "action-publish"}

    with translation.override("en"):
        assert errors_of(edit(admin, page, **values)) == {"image_alt": [NO_ALT]}
    assert edit(admin, page, **values, image_alt="Een weefgetouw").status_code == 302
    assert edit(admin, page, **values, image_alt="", image_is_decorative="on").status_code == 302


def test_a_draft_may_have_an_image_without_words(admin, homes):
    page = StandardPageFactory(parent=homes[0])

    assert edit(admin, page, image=str(HubImageFactory().pk)).status_code == 302


def test_a_text_that_is_not_complete_is_refused_on_every_road(homes, admin):
    page = StandardPageFactory(parent=homes[0], title="Onaf", live=False)
    page.body = [("paragraph", "<h3>Klein</h3>"), ("video", {"address": "https://youtu.be/dQw4w9WgXcQ", "title": "x"})]
    page.save_revision()

    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin.post(f"{url}?id={page.pk}", follow=True)

    assert not Page.objects.get(pk=page.pk).live
    told = [str(message) for message in response.context["messages"]]
    assert ["Onaf" in text for text in told] == [True]
    with pytest.raises(ValidationError):
        page.get_latest_revision_as_object().save_revision().publish()


# --- What is only said ---------------------------------------------------------------------------------------


def test_links_that_do_not_say_where_they_lead_are_named():
    page = StandardPage(title="x")
    page.body = [
        (
            "paragraph",
            '<p><a href="https://example.org">Klik  <b>hier</b>…</a>, <a href="/x"></a> <a href="/y">Cijfers</a></p>',
        ),
        (
            "links",
            [{"title": "Meer", "address": "https://example.org"}, {"title": "Jaarverslag", "address": "https://e.org"}],
        ),
        ("callout", {"title": "", "text": '<p><a href="/z">Click here</a> &amp; <a href="/z">klik hier</a></p>'}),
        ("accordion", [{"title": "Hier", "text": '<p>Hier <a linktype="page" id="3">hier &gt;</a></p>'}]),
    ]

    with translation.override("en"):
        warnings = page.get_publish_warnings()

    said = "The link “{}” does not say where it leads. Use the name of what is there."
    assert warnings == [
        said.format("Klik hier…"),
        "There is a link without any words: nobody can follow it.",
        said.format("Meer"),
        said.format("Click here"),
        said.format("klik hier"),
        said.format("hier >"),
    ]


def test_a_page_with_such_a_link_is_published_and_its_author_is_told(admin, homes):
    page = StandardPageFactory(parent=homes[0])
    data = posted(admin, edit_url(page))
    data |= {
        "action-publish": ["action-publish"],
        "body-count": ["1"],
        "body-0-deleted": [""],
        "body-0-order": ["0"],
        "body-0-type": ["action"],
        "body-0-id": [""],
        "body-0-value-title": ["Lees meer"],
        "body-0-value-page": [""],
        "body-0-value-address": ["https://example.org/"],
        "body-0-value-note": [""],
    }

    response = admin.post(edit_url(page), data, follow=True)

    told = [(message.level_tag, "Lees meer" in str(message)) for message in response.context["messages"]]
    assert ("warning", True) in told
    assert StandardPage.objects.get(pk=page.pk).body[0].value.text == "Lees meer"


def test_a_page_without_such_links_is_published_without_a_word():
    assert StandardPage(title="x").get_publish_warnings() == []


def test_words_that_say_nothing_are_written_as_they_are_compared():
    assert {text for text in VAGUE if text != text.casefold().strip()} == set()


# --- The content checker -------------------------------------------------------------------------------------


def test_the_checker_of_this_hub_looks_at_the_page_in_the_editor_and_on_the_site(admin, client, homes):
    page = publish(StandardPageFactory(parent=homes[0]))
    addresses = (edit_url(page), page.url, reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    pages = [admin.get(address).content.decode() for address in addresses]

    assert [html.count('"hub-vague-link"') > 0 for html in pages] == [True, True, True]
    # In the editor it is the page in the preview that is checked.
    assert [html.count("js/admin/checker.js") for html in pages] == [0, 1, 1]
    admin.logout()
    stranger = client.get(page.url).content.decode()
    assert ("hub-vague-link" in stranger, "wagtail-userbar" in stranger) == (False, False)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_checker_explains_itself_in_the_language_of_the_editor(language):
    with translation.override(language):
        messages = HubContentChecker().get_axe_messages(None)
        said = {rule: (str(text["error_name"]), str(text["help_text"])) for rule, text in messages.items()}

    assert [words for rule in ("image-alt", "hub-vague-link") for words in said[rule] if not words] == []
    rules = set(HubContentChecker().get_axe_run_only(None))
    assert {"heading-order", "link-name", "empty-heading", "image-alt", "alt-text-quality"} <= rules
