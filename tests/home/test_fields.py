import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from home.fields import MultipleChoiceField
from knowledge.models import BestPracticePage
from tests.factories.home import ApplicationAreaFactory, BuildingBlockFactory, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def block():
    return BuildingBlockFactory(slug="data-sharing")


@pytest.fixture
def page(practices, block):
    return publish(BestPracticePageFactory(parent=practices[0]), building_blocks=[block])


def slugs(page):
    return [term.slug for term in page.building_blocks.all()]


def test_deleting_a_used_term_is_refused_with_the_link_rows(page, block):
    with pytest.raises(ProtectedError) as refused:
        block.delete()

    assert [row.bestpracticepage_id for row in refused.value.protected_objects] == [page.pk]
    assert slugs(BestPracticePage.objects.get(pk=page.pk)) == ["data-sharing"]


def test_deleting_a_page_removes_its_links_and_frees_the_term(page, block):
    page.delete()

    block.delete()

    assert BestPracticePage.building_blocks.through.objects.count() == 0


def test_links_are_in_revisions_and_come_back_from_them(page):
    data = page.serializable_data()

    assert data["building_blocks"] == [block.pk for block in page.building_blocks.all()]
    assert slugs(BestPracticePage.from_serializable_data(data)) == ["data-sharing"]


def test_a_draft_changes_links_only_when_it_is_published(page):
    other = BuildingBlockFactory(slug="human-capital", order=9999)
    draft = BestPracticePage.objects.get(pk=page.pk)
    draft.building_blocks.add(other)
    revision = draft.save_revision()

    assert slugs(BestPracticePage.objects.get(pk=page.pk)) == ["data-sharing"]

    revision.publish()

    assert slugs(BestPracticePage.objects.get(pk=page.pk)) == ["data-sharing", "human-capital"]


def test_links_are_copied_with_the_page(page, practices):
    copied = page.copy(to=practices[0], update_attrs={"slug": "copied"})

    assert slugs(BestPracticePage.objects.get(pk=copied.pk)) == ["data-sharing"]


def test_links_are_copied_to_a_translation(page, homes):
    translated = page.copy_for_translation(homes[1].locale)

    assert slugs(BestPracticePage.objects.get(pk=translated.pk)) == ["data-sharing"]
    assert slugs(translated.latest_revision.as_object()) == ["data-sharing"]


def test_terms_come_in_vocabulary_order_whatever_the_order_of_choosing(practices):
    second = ApplicationAreaFactory(slug="a", order=2)
    first = ApplicationAreaFactory(slug="b", order=1)
    page = BestPracticePageFactory(parent=practices[0])
    page.application_areas = [second, first]
    in_memory = [term.slug for term in page.application_areas.all()]
    page.save()

    stored = [term.slug for term in BestPracticePage.objects.get(pk=page.pk).application_areas.all()]
    assert in_memory == stored == ["b", "a"]


def test_reading_terms_with_their_names_takes_two_queries(page, django_assert_num_queries):
    page.building_blocks = [BuildingBlockFactory() for _ in range(8)]
    page.save()
    page = BestPracticePage.objects.get(pk=page.pk)

    with django_assert_num_queries(2):
        assert len([term.name for term in page.building_blocks.all()]) == 8


def test_multiple_choice_accepts_known_values_only():
    field = MultipleChoiceField(choices=[("a", "A"), ("b", "B")])

    assert field.clean(["b"], None) == ["b"]
    assert field.clean([], None) == []
    with pytest.raises(ValidationError):
        field.clean(["c"], None)
    with pytest.raises(ValidationError):
        field.clean("a", None)


def test_multiple_choice_that_is_required_refuses_nothing():
    with pytest.raises(ValidationError):
        MultipleChoiceField(choices=[("a", "A")], blank=False).clean([], None)


def test_multiple_choice_form_gives_values_in_the_order_of_the_list():
    field = MultipleChoiceField("letters", choices=[("a", "A"), ("b", "B"), ("c", "C")])
    form_field = field.formfield()

    assert form_field.clean(["c", "a"]) == ["a", "c"]
    assert form_field.clean([]) == []
    assert form_field.label == "letters"
    assert field.labels_of(["c", "a"]) == ["A", "C"]
