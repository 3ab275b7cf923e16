"""Drafts that name something that has been deleted since: a protected key does not see drafts."""

import pytest

from home import revision_data
from knowledge.models import BestPracticeAuthor, BestPracticePage
from members.models import Contributor, Organisation
from tests.factories.home import BuildingBlockFactory, HubImageFactory, TagFactory, publish
from tests.factories.knowledge import BestPracticePageFactory
from tests.home.editor import edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(practices):
    return publish(BestPracticePageFactory(parent=practices[0]))


def draft(page, **values):
    page = BestPracticePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    return page.save_revision(clean=False)


def test_a_draft_whose_image_was_deleted_opens_without_it(page, admin):
    image = HubImageFactory()
    revision = draft(page, image=image, title="Draft")
    image.delete()

    assert revision.as_object().image is None
    assert admin.get(edit_url(page)).status_code == 200


def test_a_draft_whose_organisation_was_deleted_opens_without_it(page):
    organisation = Organisation.objects.create(name="Gone", slug="gone", kind="company")
    revision = draft(page, reproduced_by=organisation, organisations=[organisation])
    organisation.delete()

    found = revision.as_object()
    assert (found.reproduced_by, list(found.organisations.all())) == (None, [])


def test_a_draft_whose_author_was_deleted_keeps_the_other_authors(page):
    gone, kept = Contributor.objects.create(name="Gone"), Contributor.objects.create(name="Kept")
    authors = [BestPracticeAuthor(contributor=gone), BestPracticeAuthor(contributor=kept)]
    revision = draft(page, authors=authors)
    gone.delete()

    assert [row.contributor.name for row in revision.as_object().authors.all()] == ["Kept"]
    revision.publish()
    assert [row.contributor.name for row in BestPracticePage.objects.get(pk=page.pk).authors.all()] == ["Kept"]


def test_a_draft_whose_term_or_tag_was_deleted_opens_without_it(page):
    block, tag = BuildingBlockFactory(), TagFactory()
    unsaved = BestPracticePage.objects.get(pk=page.pk)
    unsaved.building_blocks.add(block)
    unsaved.tags.add(tag)
    revision = unsaved.save_revision()
    block.delete()
    tag.delete()

    found = revision.as_object()
    assert (list(found.building_blocks.all()), list(found.tags.all())) == ([], [])


def test_what_is_still_there_stays(page):
    image = HubImageFactory()
    data = draft(page, image=image).content

    assert revision_data.without_dangling_keys(BestPracticePage, data) == data


def test_words_are_neither_facts_nor_bookkeeping(page):
    words = revision_data.words(BestPracticePage, page.latest_revision.content)

    assert {"title", "summary", "problem", "measurement_method", "outcomes"} < set(words)
    assert not {"pk", "slug", "image", "risk_class", "authors", "tagged_items", "translated_from"} & set(words)
