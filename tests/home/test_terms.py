from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.timezone import localdate

from home.models import ApplicationArea, BuildingBlock, Tag
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory, RegionFactory, TagFactory

pytestmark = pytest.mark.django_db


def test_a_term_speaks_the_active_language():
    block = BuildingBlockFactory(slug="data-sharing", nl="Data delen", en="Data sharing")

    assert (block.name, block.description) == ("Data delen", "Over data-sharing")
    with translation.override("en"):
        assert (block.name, block.description, str(block)) == ("Data sharing", "About data-sharing", "Data sharing")


def test_a_missing_text_falls_back_to_dutch_then_to_any_then_to_the_slug():
    dutch_only = BuildingBlockFactory(slug="a", nl="Alleen Nederlands", en=False)
    english_only = BuildingBlockFactory(slug="b", en="English only")
    english_only.texts.filter(language="nl").delete()
    nothing = BuildingBlockFactory(slug="c", en=False)
    nothing.texts.all().delete()

    found = {term.slug: term for term in BuildingBlock.objects.all()}
    assert found["a"].name_in("en") == "Alleen Nederlands" == dutch_only.name
    assert found["b"].name_in("nl") == "English only"
    assert (found["c"].name_in("en"), found["c"].description, found["c"].body) == ("c", "", "")


def test_terms_come_with_their_texts_in_two_queries(django_assert_num_queries):
    for _ in range(5):
        BuildingBlockFactory()

    with django_assert_num_queries(2):
        assert len([term.name for term in BuildingBlock.objects.all()]) == 5


def test_terms_come_in_their_order():
    for slug, order in (("c", 1), ("a", 2), ("b", 2)):
        ApplicationAreaFactory(slug=slug, order=order)

    assert [term.slug for term in ApplicationArea.objects.all()] == ["c", "a", "b"]


def test_the_slug_of_a_saved_term_is_fixed():
    block = BuildingBlockFactory(slug="data-sharing")
    block.full_clean()
    block.slug = "other"

    with pytest.raises(ValidationError) as refused:
        block.full_clean()

    assert list(refused.value.message_dict) == ["slug"]
    BuildingBlock(slug="new").full_clean()


def test_a_retired_term_is_not_current_from_its_day_on():
    retired = BuildingBlockFactory(slug="retired", retired_at=date(2026, 6, 1))
    BuildingBlockFactory(slug="kept")

    assert [term.slug for term in BuildingBlock.objects.current(on=date(2026, 5, 31))] == ["retired", "kept"]
    assert [term.slug for term in BuildingBlock.objects.current(on=date(2026, 6, 1))] == ["kept"]
    assert (retired.is_retired, BuildingBlockFactory(retired_at=localdate()).is_retired) == (
        retired.retired_at <= localdate(),
        True,
    )
    assert BuildingBlockFactory().is_retired is False


def test_a_region_speaks_the_active_language_and_is_a_facet_value():
    region = RegionFactory(code="FR", name_nl="Friesland", name_en="Frisia")

    assert (region.name, region.slug, str(region)) == ("Friesland", "fr", "Friesland")
    with translation.override("en"):
        assert region.name == "Frisia"
    assert region.name_in("de") == "Friesland"


def test_a_tag_has_a_name_per_language_or_the_one_that_was_typed():
    tag = TagFactory(name="spraak")
    tag.texts.create(language="en", name="speech")
    tag.save()

    tag = Tag.objects.get(pk=tag.pk)
    assert (tag.slug, tag.label, tag.label_in("en")) == ("spraak", "spraak", "speech")
    assert str(tag.texts.get()) == "speech"
