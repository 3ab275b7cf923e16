import pytest
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect

from knowledge.models import BestPracticePage
from search.documents import public_id
from search.models import IndexEntry
from tests.factories.home import StandardPageFactory, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_a_generated_slug_carries_a_short_id_of_the_work(practices):
    page = BestPracticePageFactory(parent=practices[0], title="Federatief leren: zes ziekenhuizen", slug="")

    assert page.slug == f"federatief-leren-zes-ziekenhuizen-{public_id(page.translation_key)[:6]}"


def test_a_long_title_gives_a_slug_of_a_bearable_length(practices):
    page = BestPracticePageFactory(parent=practices[0], title="woord " * 40, slug="")

    assert len(page.slug) <= 67
    assert page.slug.startswith("woord-woord-")


def test_a_title_without_letters_gives_the_id_alone(practices):
    page = BestPracticePageFactory.build(title="???")

    assert page.generated_slug("???") == public_id(page.translation_key)[:6]


def test_two_pages_with_one_title_have_different_slugs_without_a_number(practices):
    first, second = (BestPracticePageFactory(parent=practices[0], title="Zelfde", slug="") for _ in range(2))

    assert len({first.slug, second.slug}) == 2
    assert first.slug[:7] == second.slug[:7] == "zelfde-"


@pytest.fixture
def pair(practices, homes):
    dutch = publish(BestPracticePageFactory(parent=practices[0], slug="oud"))
    return dutch, publish(dutch.copy_for_translation(homes[1].locale), title="English")


def test_renaming_follows_in_every_language_and_leaves_redirects(pair, django_capture_on_commit_callbacks, client):
    dutch, english = pair
    english_draft = fresh(english)
    english_draft.title = "Draft"
    english_draft.save_revision()

    with django_capture_on_commit_callbacks(execute=True):
        publish(fresh(dutch), slug="nieuw")

    assert (fresh(dutch).slug, fresh(english).slug) == ("nieuw", "nieuw")
    assert fresh(english).url == "/en/best-practices/nieuw/"
    assert sorted(Redirect.objects.values_list("old_path", "redirect_page_id")) == sorted(
        [("/nl/best-practices/oud", dutch.pk), ("/en/best-practices/oud", english.pk)]
    )
    assert client.get("/en/best-practices/oud/").headers["Location"].endswith("/en/best-practices/nieuw/")
    assert list(IndexEntry.objects.order_by("locale").values_list("url", flat=True)) == [
        "/en/best-practices/nieuw/",
        "/nl/best-practices/nieuw/",
    ]


def test_publishing_an_old_draft_of_a_translation_keeps_the_new_slug(pair):
    dutch, english = pair
    draft = fresh(english)
    draft.title = "Draft"
    revision = draft.save_revision()
    publish(fresh(dutch), slug="nieuw")

    fresh(english).revisions.get(pk=revision.pk).publish()

    assert [fresh(page).slug for page in pair] == ["nieuw", "nieuw"]


def test_renaming_a_section_redirects_what_is_below_it_in_every_language(homes, django_capture_on_commit_callbacks):
    section = publish(StandardPageFactory(parent=homes[0], slug="over"))
    child = publish(StandardPageFactory(parent=section, slug="contact"))
    for page in (section, child):
        publish(fresh(page).copy_for_translation(homes[1].locale))

    with django_capture_on_commit_callbacks(execute=True):
        publish(fresh(section), slug="coalitie")

    assert sorted(Redirect.objects.values_list("old_path", flat=True)) == [
        "/en/over",
        "/en/over/contact",
        "/nl/over",
        "/nl/over/contact",
    ]
    assert sorted(page.url for page in type(child).objects.all()) == [
        "/en/coalitie/",
        "/en/coalitie/contact/",
        "/nl/coalitie/",
        "/nl/coalitie/contact/",
    ]


def test_front_pages_keep_a_slug_of_their_own(homes):
    publish(fresh(homes[0]), hero_title="Welkom")

    assert [fresh(page).slug for page in homes] == ["home-nl", "home-en"]


def test_a_slug_that_is_taken_in_the_other_language_is_refused_by_name(pair, practices):
    dutch, _english = pair
    BestPracticePageFactory(parent=practices[1], locale=practices[1].locale, slug="bezet")

    with pytest.raises(ValidationError) as refused:
        publish(fresh(dutch), slug="bezet")

    assert "bezet" in refused.value.message_dict["slug"][0]
    assert BestPracticePage.objects.filter(slug="oud").count() == 2
