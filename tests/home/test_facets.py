import pytest
from django.utils import translation

from home import facets
from search.facets import FacetLabel
from search.indexing import index_work
from search.models import IndexEntry, IndexState
from tests.factories.home import (
    ApplicationAreaFactory,
    BuildingBlockFactory,
    RegionFactory,
    TagFactory,
    publish,
)
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


def test_an_axis_has_its_words_shapes_and_dyes_in_its_own_order():
    BuildingBlockFactory(slug="b", en="Second", order=2, icon="ring", dye="woad")
    BuildingBlockFactory(slug="a", en="First", order=1)

    assert list(facets.building_block_facet.labels("en").items()) == [
        ("a", FacetLabel("First", icon="triangle", dye="madder")),
        ("b", FacetLabel("Second", icon="ring", dye="woad")),
    ]


def test_the_words_of_a_facet_do_not_depend_on_the_active_language():
    ApplicationAreaFactory(slug="health-and-care", nl="Gezondheid en zorg", en="Health and care")

    with translation.override("en"):
        assert facets.application_area_facet.labels("nl")["health-and-care"].label == "Gezondheid en zorg"


def test_tags_and_regions_have_their_words():
    tag = TagFactory(name="spraak")
    tag.texts.create(language="en", name="speech")
    tag.save()
    RegionFactory(code="FR", name_nl="Friesland", name_en="Frisia")

    assert facets.tag_facet.labels("en") == {"spraak": FacetLabel("speech")}
    assert facets.region_facet.labels("en") == {"fr": FacetLabel("Frisia")}


@pytest.mark.parametrize(
    ("facet", "make"),
    [
        (facets.building_block_facet, BuildingBlockFactory),
        (facets.application_area_facet, ApplicationAreaFactory),
        (facets.tag_facet, TagFactory),
        (facets.region_facet, RegionFactory),
    ],
)
def test_a_word_that_changes_names_the_value_whose_pages_are_indexed_again(facet, make):
    item = make()

    assert facet.values_changed_by(item) == (item.slug,)
    for text in item.texts.all() if hasattr(item, "texts") else ():
        assert facet.values_changed_by(text) == (item.slug,)


def test_saving_a_text_makes_every_process_forget_the_old_word():
    block = BuildingBlockFactory(slug="data-sharing", en="Data sharing")
    before = IndexState.objects.get().version
    text = block.texts.get(language="en")
    text.name = "Sharing data"

    text.save()

    assert IndexState.objects.get().version > before


def test_another_dye_reaches_the_covers_of_the_pages_that_have_the_term(practices):
    block = BuildingBlockFactory(slug="data-sharing", dye="madder")
    page = publish(BestPracticePageFactory(parent=practices[0]), building_blocks=[block])
    index_work(page.translation_key)
    block.dye = "indigo"

    block.save()

    entry = IndexEntry.objects.get(work=page.translation_key, locale="nl")
    assert entry.card["cover"]["dye"] == "indigo"
