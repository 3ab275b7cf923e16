import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
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


def test_a_draft_of_a_link_may_lead_nowhere_yet():
    stream = blocks.body_blocks()
    value = stream.to_python([{"type": "links", "value": [{"title": "Later"}]}])

    assert stream.clean_deferred(value)[0].value[0].url == ""
    with pytest.raises(ValidationError):
        stream.clean(value)


def test_a_link_to_a_page_that_is_not_live_leads_nowhere(homes):
    page = StandardPageFactory(parent=homes[0], live=False)

    assert blocks.LinkBlock().to_python({"page": page.pk}).url == ""


def test_a_table_has_as_many_cells_in_each_row_as_columns():
    block = blocks.TableBlock()

    table = clean(block, caption="Counts", cells=[["Area", "Number"], ["Care", "3"], ["Food"]])

    assert (table.columns, table.rows) == (["Area", "Number"], [["Care", "3"], ["Food", ""]])
    assert refused_fields(block, caption="One column", cells=[["Area"], ["Care"]]) == ["cells"]
    assert refused_fields(block, caption="No rows", cells=[["Area", "Number"]]) == ["cells"]
    assert refused_fields(block, caption="No heading", cells=[["Area", ""], ["Care", "3"]]) == ["cells"]
    assert refused_fields(block, caption="Wide", cells=[list("abcdefghi"), list("123456789")]) == ["cells"]
    assert refused_fields(block, caption="Long cell", cells=[["Area", "Number"], ["Care", "x" * 201]]) == ["cells"]


def test_a_table_of_before_the_grid_is_read():
    stored = {
        "caption": "Counts",
        "columns": [{"type": "item", "value": "Area", "id": "a"}, {"type": "item", "value": "Number", "id": "b"}],
        "rows": [
            {"type": "item", "value": [{"type": "item", "value": "Care", "id": "c"}], "id": "d"},
            {"type": "item", "value": ["Food", "3"], "id": "e"},
        ],
    }
    block = blocks.TableBlock()

    for table in (block.to_python(stored), block.bulk_to_python([stored])[0], block.normalize(stored)):
        assert (table["caption"], table.columns, table.rows) == (
            "Counts",
            ["Area", "Number"],
            [["Care", ""], ["Food", "3"]],
        )


def test_no_block_takes_raw_html():
    assert list(blocks.body_blocks().child_blocks) == [
        "heading",
        "paragraph",
        "quote",
        "callout",
        "steps",
        "accordion",
        "figure",
        "video",
        "facts",
        "table",
        "chart",
        "links",
        "action",
        "download",
        "files",
    ]


def test_every_block_that_is_drawn_has_a_template():
    drawn = [*blocks.body_blocks().child_blocks.items(), *blocks.source_blocks(), *blocks.fact_blocks()]

    for _name, block in drawn:
        get_template(block.meta.template)


def test_the_words_of_blocks_and_rich_text_are_found_without_markup():
    stream = blocks.body_blocks()
    value = stream.to_python(
        [
            {"type": "heading", "value": "Kop"},
            {"type": "paragraph", "value": "<p>Eén <b>dikke</b> alinea</p><p>en nog een</p>"},
            {"type": "facts", "value": [{"name": "Knooppunten", "value": "Zeven", "note": ""}]},
            {"type": "chart", "value": {"title": "Meer", "kind": "line", "cells": [["", "n"], ["Zorg", "3"]]}},
        ]
    )

    assert plain_text(value).split("\n") == [
        "Kop",
        "Eén dikke alinea en nog een",
        "Knooppunten",
        "Zeven",
        "Meer",
        "n",
        "Zorg",
        "3",
    ]
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
        ("chart", {"title": "Grafiek", "kind": "bars", "cells": [["", "Aantal"], ["Zorg", "3"]]}),
        ("accordion", [{"title": "Mag dat?", "text": "<p>Ja, dat mag.</p>"}]),
        ("action", {"title": "Doe mee", "page": other, "note": "Het kost niets."}),
        ("video", {"address": "https://vimeo.com/76979871", "title": "Filmpje", "summary": "<p>Iemand zwaait.</p>"}),
        ("download", {"document": HubDocumentFactory(title="Spelregels"), "title": ""}),
        ("files", [{"document": HubDocumentFactory(), "title": "Bijlage"}]),
    ]
    publish(page)

    html = client.get("/nl/alles/").content.decode()

    words = ["Kop", "Alinea", "Citaat", "Ada", "Bijschrift", "Een weefgetouw", "Let op", "Opmerking", "Ander", "uitleg"]
    words += ["Eerst", "Knooppunten", "Zeven", "Tabel", "Spelregels", "Grafiek", "Mag dat?", "Ja, dat mag."]
    words += ["Doe mee", "Het kost niets.", "Filmpje", "Iemand zwaait.", "Bijlage"]
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


# --- What the viewer may not see ----------------------------------------------------------------------------


def drawn(name, value, **context):
    """Return the HTML of a block of the running text."""
    block = blocks.body_blocks().child_blocks[name]
    return str(block.render(block.to_python(value), context=context))


@pytest.fixture
def secret_page(homes):
    page = StandardPageFactory(parent=homes[0], title="Geheim plan", slug="geheim")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


@pytest.fixture
def secret_document():
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return HubDocumentFactory(collection=collection, title="Geheim besluit")


@pytest.fixture
def member(django_user_model):
    return django_user_model.objects.create_user(email="member@hub.example", password="x")


def test_a_button_that_leads_the_viewer_nowhere_is_not_drawn(secret_page, member):
    value = {"title": "Lees het plan", "page": secret_page.pk, "note": "Het geheime plan is af."}

    assert drawn("action", value).strip() == ""
    with viewing(member):
        assert 'href="/nl/geheim/">Lees het plan</a>' in drawn("action", value)


def test_files_that_the_viewer_may_not_see_are_neither_drawn_nor_named(secret_document, member):
    public = HubDocumentFactory(title="Open besluit")
    both = [{"document": secret_document.pk, "title": "Geheim"}, {"document": public.pk, "title": ""}]

    stranger = drawn("files", both)
    assert ("eheim" in stranger, secret_document.url in stranger, "Open besluit" in stranger) == (False, False, True)
    assert drawn("files", both[:1]).strip() == ""
    assert drawn("download", both[0]).strip() == ""
    with viewing(member):
        assert drawn("files", both).count("<li>") == 2
        assert f'href="{secret_document.url}"' in drawn("download", both[0])


def test_a_file_says_of_what_kind_and_how_large_it_is():
    document = HubDocumentFactory(title="Regels")
    document.file_size = 480_000
    document.save()

    html = drawn("files", [{"document": document.pk, "title": ""}])

    assert "PDF, 468.8" in html.replace("468,8", "468.8")


def test_a_page_asks_the_database_as_often_for_thirty_links_files_and_images_as_for_one(homes, client):
    pages = [StandardPageFactory(parent=homes[0]) for _ in range(30)]
    documents = [HubDocumentFactory() for _ in range(30)]
    images = [HubImageFactory() for _ in range(30)]
    counts = []
    for number in (1, 30):
        page = StandardPageFactory(parent=homes[0])
        page.body = [
            ("links", [{"page": linked} for linked in pages[:number]]),
            ("files", [{"document": document, "title": ""} for document in documents[:number]]),
            *(("figure", {"image": image, "alt": "Een weefgetouw"}) for image in images[:number]),
            ("action", {"title": "Doe mee", "page": pages[0]}),
        ]
        page = publish(page)
        client.get(page.url)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(page.url).content.decode()
        assert (html.count("<figure>"), html.count('<ul class="links">')) == (number, 2)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[1] <= 16


# --- Headings ------------------------------------------------------------------------------------------------


def levels_refused(*children):
    stream = blocks.body_blocks()
    value = stream.to_python([{"type": name, "value": value} for name, value in children])
    stream.clean_deferred(value)
    try:
        stream.clean(value)
    except ValidationError as refused:
        return sorted(refused.block_errors)
    return []


LARGE = ("heading", "Kop")
SMALL = ("paragraph", "<p>Tekst</p><h3>Klein</h3>")
PLAIN = ("paragraph", "<p>Tekst</p>")
QUESTIONS = ("accordion", [{"title": "Mag dat?", "text": "<p>Ja</p>"}])


def test_a_small_heading_has_a_large_one_above_it():
    assert levels_refused(LARGE, SMALL, QUESTIONS) == []
    assert levels_refused(PLAIN, LARGE, QUESTIONS, SMALL) == []
    assert levels_refused(("paragraph", "<h2>Groot</h2><h3>Klein</h3>"), SMALL) == []
    assert levels_refused(("paragraph", "<h3>Klein</h3><h2>Groot</h2>")) == [0]
    assert levels_refused(PLAIN, SMALL, LARGE) == [1]
    assert levels_refused(QUESTIONS) == [0]
    assert levels_refused() == []


def test_limits_of_a_text_are_kept():
    charts = [("chart", {"title": "x", "kind": "bars", "cells": [["", "n"], ["a", "1"]]})] * 9
    stream = blocks.body_blocks()
    value = stream.to_python([{"type": name, "value": value} for name, value in charts])

    with pytest.raises(ValidationError) as refused:
        stream.clean(value)

    assert len(refused.value.non_block_errors) == 1
    assert len(stream.clean(stream.to_python(list(value.raw_data)[:8]))) == 8
