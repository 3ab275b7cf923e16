import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from home import services
from home.facets import tag_facet
from home.models import Tag, TagRedirect
from knowledge.models import BestPracticePage, BestPracticeTag
from search.models import IndexTerm
from tests.factories.home import TagFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, FieldlabPageFactory

pytestmark = pytest.mark.django_db


def tagged(page, *tags):
    page.tags.add(*tags)
    return publish(page)


def names(page):
    return [tag.name for tag in page.tags.order_by("name")]


def test_a_used_tag_cannot_be_deleted(practices):
    tag = TagFactory()
    tagged(BestPracticePageFactory(parent=practices[0]), tag)

    with pytest.raises(ProtectedError):
        tag.delete()


def test_merging_moves_pages_of_every_type_and_leaves_a_redirect(practices, fieldlabs):
    old, new = TagFactory(name="ml"), TagFactory(name="machine learning")
    practice = tagged(BestPracticePageFactory(parent=practices[0]), old)
    lab = tagged(FieldlabPageFactory(parent=fieldlabs[0]), old)

    services.tag_merge(tag=old, into=new)

    assert [names(practice), names(lab)] == [["machine learning"], ["machine learning"]]
    assert not Tag.objects.filter(slug="ml").exists()
    assert [tag_facet.canonical(slug) for slug in ("ml", "machine-learning", "x")] == [
        "machine-learning",
        "machine-learning",
        "x",
    ]
    assert Tag.objects.canonical("ml") == Tag.objects.canonical("machine-learning") == new
    assert Tag.objects.canonical("unknown") is None


def test_merging_into_a_tag_that_a_page_has_already_keeps_one(practices):
    old, new = TagFactory(name="ml"), TagFactory(name="machine learning")
    page = tagged(BestPracticePageFactory(parent=practices[0]), old, new)

    services.tag_merge(tag=old, into=new)

    assert names(page) == ["machine learning"]
    assert BestPracticeTag.objects.count() == 1


def test_merging_reaches_drafts_so_that_publishing_one_works(practices):
    old, new, other = TagFactory(name="ml"), TagFactory(name="machine learning"), TagFactory(name="other")
    page = tagged(BestPracticePageFactory(parent=practices[0]))
    draft = BestPracticePage.objects.get(pk=page.pk)
    draft.tags.add(old, new, other)
    revision = draft.save_revision()

    services.tag_merge(tag=old, into=new)
    revision.refresh_from_db()
    revision.publish()

    assert names(BestPracticePage.objects.get(pk=page.pk)) == ["machine learning", "other"]


def test_merging_is_followed_by_the_index(practices):
    old, new = TagFactory(name="ml"), TagFactory(name="machine learning")
    tagged(BestPracticePageFactory(parent=practices[0]), old)

    services.tag_merge(tag=old, into=new)

    assert set(IndexTerm.objects.filter(facet="tag").values_list("value", flat=True)) == {"machine-learning"}


def test_merging_a_merged_tag_again_keeps_every_redirect_direct():
    first, second, third = TagFactory(name="a"), TagFactory(name="b"), TagFactory(name="c")

    services.tag_merge(tag=first, into=second)
    services.tag_merge(tag=second, into=third)

    assert list(TagRedirect.objects.values_list("slug", "tag__slug")) == [("a", "c"), ("b", "c")]
    assert str(TagRedirect.objects.get(slug="a")) == "a → c"


def test_a_tag_is_not_merged_into_itself():
    tag = TagFactory()

    with pytest.raises(ValidationError):
        services.tag_merge(tag=tag, into=tag)

    assert Tag.objects.count() == 1
