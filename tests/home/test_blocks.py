import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail.blocks import StreamBlock
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.rich_text import expand_db_html

from home import blocks
from home.text import plain_text
from home.viewer import viewing
from tests.factories.home import HubDocumentFactory, HubImageFactory, StandardPageFactory, publish

pytestmark = pytest.mark.django_db


def clean(block, **values):
    return block.clean(block.to_python(values))


def refused_fields(block, **values):
    with pytest.raises(ValidationError) as refused:
        clean(block, **values)
    return sorted(refused.value.block_errors)


def test_a_link_leads_to_a_page_or_elsewhere_but_not_both(homes):
    block = blocks.LinkBlock()
    page = StandardPageFactory(parent=homes[0], title="Over", slug="over")

    inside = clean(block, page=page.pk)
    outside = clean(block, address="https://example.org/", title="Elders")

    assert (inside.url, inside.text) == ("/nl/over/", "Over")
    assert (outside.url, outside.text) == ("https://example.org/", "Elders")
    assert refused_fields(block, title="Nowhere") == ["page"]
    assert refused_fields(block, page=page.pk, address="https://example.org/") == ["page"]
    assert refused_fields(block, address="https://example.org/") == ["title"]
    assert refused_fields(block, address="javascript:alert(1)", title="x") == ["address"]


def test_a_link_to_a_page_that_is_not_live_leads_nowhere(homes):
    page = StandardPageFactory(parent=homes[0], live=False)

    assert blocks.LinkBlock().to_python({"page": page.pk}).url == ""


def test_a_table_has_as_many_cells_in_each_row_as_columns():
    block = blocks.TableBlock()
    table = {"caption": "Counts", "columns": ["Area", "Number"]}

    assert list(clean(block, **table, rows=[["Care", "3"]])["rows"][0]) == ["Care", "3"]
    assert refused_fields(block, **table, rows=[["Care", "3"], ["Food"]]) == ["rows"]
    assert refused_fields(block, caption="One column", columns=["Area"], rows=[["Care"]]) == ["columns"]


def test_no_block_takes_raw_html():
    names = [name for name, _block in blocks.body_blocks()]

    assert names == [
        "heading",
        "paragraph",
        "quote",
        "figure",
        "callout",
        "links",
        "steps",
        "facts",
        "table",
        "download",
    ]


def test_every_block_that_is_drawn_has_a_template():
    drawn = [*blocks.body_blocks(), *blocks.source_blocks(), *blocks.fact_blocks()]

    for _name, block in drawn:
        get_template(block.meta.template)


def test_the_words_of_blocks_and_rich_text_are_found_without_markup():
    stream = StreamBlock(blocks.body_blocks())
    value = stream.to_python(
        [
            {"type": "heading", "value": "Kop"},
            {"type": "paragraph", "value": "<p>Eén <b>dikke</b> alinea</p><p>en nog een</p>"},
            {"type": "facts", "value": [{"name": "Knooppunten", "value": "Zeven", "note": ""}]},
        ]
    )

    assert plain_text(value).split("\n") == ["Kop", "Eén dikke alinea en nog een", "Knooppunten", "Zeven"]
    assert plain_text("<p>Zorg &amp; data</p>") == "Zorg & data"
    assert plain_text(None) == ""


def test_a_page_with_every_block_is_shown(homes, client):
    page = StandardPageFactory(parent=homes[0], slug="alles")
    other = StandardPageFactory(parent=homes[0], title="Ander")
    page.body = [
        ("heading", "Kop"),
        ("paragraph", "<p>Alinea</p>"),
        ("quote", {"text": "Citaat", "who": "Ada"}),
        ("figure", {"image": HubImageFactory(), "caption": "Bijschrift", "alt": "Een weefgetouw"}),
        ("callout", {"title": "Let op", "text": "<p>Opmerking</p>"}),
        ("links", [{"page": other, "note": "uitleg"}]),
        ("steps", [{"title": "Eerst", "text": "<p>Dit</p>"}]),
        ("facts", [{"name": "Knooppunten", "value": "Zeven", "note": "Zes en een"}]),
        ("table", {"caption": "Tabel", "columns": ["A", "B"], "rows": [["1", "2"]]}),
        ("download", {"document": HubDocumentFactory(title="Spelregels"), "title": ""}),
    ]
    publish(page)

    html = client.get("/nl/alles/").content.decode()

    words = ["Kop", "Alinea", "Citaat", "Ada", "Bijschrift", "Een weefgetouw", "Let op", "Opmerking", "Ander", "uitleg"]
    words += ["Eerst", "Knooppunten", "Zeven", "Tabel", "Spelregels"]
    assert [word for word in words if word not in html] == []


def test_a_link_to_a_page_that_the_viewer_may_not_see_tells_nothing(homes, django_user_model):
    page = StandardPageFactory(parent=homes[0], title="Geheim plan", slug="geheim")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    block = blocks.LinkBlock()
    html = f'<p>Zie <a linktype="page" id="{page.pk}">hier</a> en <a linktype="page" id="0">daar</a>.</p>'

    stranger = block.to_python({"page": page.pk})
    assert (stranger.url, stranger.text, expand_db_html(html)) == ("", "", "<p>Zie <a>hier</a> en <a>daar</a>.</p>")

    with viewing(django_user_model.objects.create_user(email="member@hub.example", password="x")):
        member = block.to_python({"page": page.pk})
        assert (member.url, member.text) == ("/nl/geheim/", "Geheim plan")
        assert expand_db_html(html) == '<p>Zie <a href="/nl/geheim/">hier</a> en <a>daar</a>.</p>'


def test_a_link_to_a_document_that_the_viewer_may_not_see_tells_nothing(django_user_model):
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    hidden, public = HubDocumentFactory(collection=collection), HubDocumentFactory()
    html = "".join(f'<a linktype="document" id="{document.pk}">x</a>' for document in (hidden, public))

    assert expand_db_html(html) == f'<a>x</a><a href="{public.url}">x</a>'
    with viewing(django_user_model.objects.create_user(email="member@hub.example", password="x")):
        assert expand_db_html(html) == f'<a href="{hidden.url}">x</a><a href="{public.url}">x</a>'


def test_a_page_draws_links_for_who_asked(homes, client, django_user_model):
    secret = StandardPageFactory(parent=homes[0], title="Geheim plan", slug="geheim")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    page = StandardPageFactory(parent=homes[0], slug="open")
    page.body = [("links", [{"page": secret, "note": "voor leden"}]), ("links", [{"page": homes[1]}])]
    publish(page)

    assert "eheim" not in client.get("/nl/open/").content.decode()
    client.force_login(django_user_model.objects.create_user(email="member@hub.example", password="x"))
    assert 'href="/nl/geheim/">Geheim plan' in client.get("/nl/open/").content.decode()
