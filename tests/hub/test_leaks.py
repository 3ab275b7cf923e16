"""Sequences of ordinary actions after which something private could have shown."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import caches
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    Locale,
    Page,
    PageViewRestriction,
)

from home.models import StandardPage
from home.page_forms import HubCopyForm
from home.services import tag_merge
from knowledge.models import BestPracticeIndexPage
from search.audience import is_visible, visible_to
from search.engines import get_engine
from search.engines.embedded.shelf import Shelf
from search.exceptions import SearchUnavailable
from search.query import SearchQuery
from tests.factories.home import HubDocumentFactory, HubImageFactory, TagFactory
from tests.factories.knowledge import BestPracticePageFactory, NewsPageFactory, make_short
from tests.factories.members import WorkingGroupFactory
from tests.search.pages import home, make_user, publish, publish_translation, restrict

pytestmark = pytest.mark.django_db


def private_collection():
    collection = Collection.get_first_root_node().add_child(name="Besloten")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def test_deleting_the_restricted_language_keeps_the_other_restricted(site, client):
    page = publish("Kanarie")
    english = publish_translation(page, "Canary")
    restrict(page)

    page.delete()

    assert client.get(english.url).status_code == 404
    assert get_engine().search(SearchQuery(locale="en", size=100)).total == 0
    assert PageViewRestriction.objects.get().page_id == english.pk
    client.force_login(make_user())
    assert client.get(english.url).status_code == 200


def test_what_two_languages_asked_together_is_still_asked_of_the_one_that_is_left(site, client):
    one, two = Group.objects.create(name="Een"), Group.objects.create(name="Twee")
    page = publish("Kanarie")
    english = publish_translation(page, "Canary")
    restrict(page, PageViewRestriction.GROUPS, [two])
    restrict(english, PageViewRestriction.GROUPS, [one])

    page.delete()

    assert is_visible(english, make_user("een@hub.example", [one])) is False
    assert is_visible(english, make_user("beide@hub.example", [one, two])) is True


def test_a_withdrawn_section_is_not_named_by_the_pages_beneath_it(site, client):
    section = publish("Ingetrokken afdeling")
    page = publish("Kanarie", section)
    section.unpublish()

    assert "Ingetrokken afdeling" not in client.get(page.url).content.decode()


def test_a_renamed_private_page_is_not_given_away_by_its_redirect(site, client, django_capture_on_commit_callbacks):
    page = publish("Kanarie", slug="oud-adres")
    old = page.url
    page.slug = "geheim-adres"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert client.get(old).url.endswith("/nl/geheim-adres/")

    restrict(page)

    assert client.get(old).status_code == 404
    client.force_login(make_user())
    assert client.get(old).url.endswith("/nl/geheim-adres/")


def test_private_files_in_a_public_text_are_not_named(site, client):
    image, document = HubImageFactory(collection=private_collection()), HubDocumentFactory(title="Geheim besluit")
    document.collection = image.collection
    document.save()
    blocks = [
        ("download", {"document": document, "title": ""}),
        ("figure", {"image": image, "caption": "", "alt": "Draden"}),
    ]
    page = publish("Open pagina", body=blocks, image=image, image_alt="Garen")

    hidden = client.get(page.url).content.decode()
    client.force_login(make_user())
    shown = client.get(page.url).content.decode()

    assert ("Geheim besluit" in hidden, "/media/" in hidden) == (False, False)
    assert ("Geheim besluit" in shown, "/media/" in shown) == (True, True)


def test_results_lose_a_picture_whose_collection_becomes_private(site, client):
    image = HubImageFactory(collection=Collection.get_first_root_node().add_child(name="Open"))
    publish("Kanarie", image=image, image_alt="Garen")
    assert "/media/" in client.get("/nl/search/").content.decode()

    restriction = CollectionViewRestriction.objects.create(collection=image.collection, restriction_type="login")
    assert "/media/" not in client.get("/nl/search/").content.decode()

    restriction.delete()
    assert "/media/" in client.get("/nl/search/").content.decode()
    image.collection = private_collection()
    image.save()
    assert "/media/" not in client.get("/nl/search/").content.decode()


@pytest.mark.parametrize("road", ["the article", "its translation", "its section"])
def test_a_page_stops_naming_what_points_at_it_when_that_becomes_private(site, client, road):
    practice = BestPracticePageFactory(parent=BestPracticeIndexPage.objects.get(locale=site.locale), locale=site.locale)
    practice.save_revision().publish()
    article = make_short(NewsPageFactory, about=[practice], title="Geheim nieuws", slug="geheim-nieuws")
    english = article.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = "Secret news"
    english.save_revision().publish()
    shown = client.get(practice.url).content.decode()
    assert ("Geheim nieuws" in shown, "geheim-nieuws" in shown) == (True, True)

    restrict({"the article": article, "its translation": english, "its section": article.get_parent().specific}[road])

    hidden = client.get(practice.url).content.decode()
    assert ("Geheim nieuws" in hidden, "Secret news" in hidden, "geheim-nieuws" in hidden) == (False, False, False)
    client.force_login(make_user())
    assert "Geheim nieuws" in client.get(practice.url).content.decode()


def test_a_page_for_few_is_not_copied_to_where_everybody_comes(site):
    section, elsewhere = publish("Werkgroep"), publish("Openbaar")
    page = publish("Kanarie", section)
    WorkingGroupFactory(root_page_id=section.pk)
    boss = make_user("baas@hub.example", is_superuser=True)

    def copy_to(parent):
        data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": parent.pk}
        return HubCopyForm(data, user=boss, page=StandardPage.objects.get(pk=page.pk))

    assert is_visible(page, AnonymousUser()) is False
    assert list(copy_to(elsewhere).errors) == ["new_parent_page"]
    assert "new_parent_page" not in copy_to(section).errors


def test_moderators_choose_files_and_change_none(site):
    rights = GroupCollectionPermission.objects.filter(group=Group.objects.get(name="Moderators"))

    assert set(rights.values_list("permission__codename", flat=True)) == {"choose_image", "choose_document"}
    editors = GroupCollectionPermission.objects.filter(group=Group.objects.get(name="Editors"))
    assert set(editors.values_list("permission__codename", flat=True)) == {
        f"{action}_{kind}" for action in ("add", "change", "choose") for kind in ("image", "document")
    }


@pytest.mark.parametrize("path", ["/nl/matrix/?q=x", "/nl/events/", "/nl/search/", "/nl/"])
def test_every_page_says_so_when_search_does_not_answer(site, client, monkeypatch, path):
    def down(*args):
        raise SearchUnavailable

    for name in ("search", "cross_count", "works"):
        monkeypatch.setattr(get_engine(), name, down)

    response = client.get(path)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("when", ["9999-12-31", "/9999-12-31", "0001-01-01/"])
def test_dates_at_the_end_of_time_are_named_and_left_out(site, client, when):
    assert client.get("/nl/search/", {"when": when}).context["notices"] != []
    assert client.get("/api/v1/search/", {"when": when}).status_code == 400


def test_who_sees_a_page_that_is_not_for_everybody_is_told_so(site, client):
    page = publish("Kanarie")
    english = publish_translation(page, "Canary")
    client.force_login(make_user())
    assert "Deze pagina is niet openbaar" not in client.get(page.url).content.decode()

    restrict(page)

    assert "Deze pagina is niet openbaar" in client.get(page.url).content.decode()
    # The restriction of one language is that of the work.
    assert "This page is not public" in client.get(english.url).content.decode()


def test_a_panic_of_the_text_index_fails_no_search_and_shows_nothing_private(site, client, monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(*args):
        raise PanicException

    publish("Kanarie")
    restrict(publish("Kanarie voor leden"))
    monkeypatch.setattr(Shelf, "ranked", panic)
    meanwhile = client.get("/nl/search/?q=kanarie")
    monkeypatch.undo()
    caches["pages"].clear()

    mended = client.get("/nl/search/?q=kanarie")

    assert (meanwhile.status_code, meanwhile.context["results"].total) == (200, 1)
    assert (mended.status_code, mended.context["results"].total) == (200, 1)


def page_with_its_english_in_a_closed_section():
    """Return a page, and one beneath it; the English version of the first stands in a closed section."""
    closed = publish("Closed section", home("en"))
    page = publish("Kanarie")
    english, below = publish_translation(page, "Canary"), publish("Mus", page)
    restrict(closed)
    Page.objects.get(pk=english.pk).move(Page.objects.get(pk=closed.pk), pos="last-child")
    return page, below


def test_a_page_is_as_private_as_the_place_of_its_other_language(site, client):
    page, _below = page_with_its_english_in_a_closed_section()

    assert (client.get(page.url).status_code, is_visible(page, AnonymousUser())) == (404, False)
    assert visible_to(StandardPage.objects.filter(pk=page.pk), AnonymousUser()).count() == 0
    assert client.get("/api/v1/search/?q=kanarie").json()["meta"]["total"] == 0
    client.force_login(make_user())
    assert client.get(page.url).status_code == 200
    assert client.get("/api/v1/search/?q=kanarie").json()["meta"]["total"] == 1


def test_a_page_does_not_name_one_above_it_that_is_private_in_another_language(site, client):
    _page, below = page_with_its_english_in_a_closed_section()
    addresses = (below.url, f"/api/v1/works/{below.public_id}/")

    assert ["Kanarie" in client.get(address).content.decode() for address in addresses] == [False, False]
    client.force_login(make_user())
    assert ["Kanarie" in client.get(address).content.decode() for address in addresses] == [True, True]


def test_a_merged_tag_names_its_successor_only_to_who_may_see_a_work_with_it(site, client):
    practice = BestPracticePageFactory(parent=BestPracticeIndexPage.objects.get(locale=site.locale), locale=site.locale)
    practice.tags.add(TagFactory(name="Geheim onderwerp"))
    practice.save_revision().publish()
    restrict(practice)
    tag_merge(tag=TagFactory(name="Oud", slug="oud"), into=practice.tags.get())
    addresses = ("/nl/search/?tag=oud", "/api/v1/search/?tag=oud", "/search.atom?tag=oud", "/events.ics?tag=oud")

    assert ["geheim-onderwerp" in client.get(url).content.decode() for url in addresses] == [False] * 4
    client.force_login(make_user())
    assert ["geheim-onderwerp" in client.get(url).content.decode() for url in addresses] == [True] * 4
