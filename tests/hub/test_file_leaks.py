"""Files that become private: their words and pictures leave the search results, by whatever road they go there."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from home.blocks.media import VideoBlock, WordsOfFile
from home.files import BLOCK_KEYS, works_using
from home.models import HubDocument, HubImage
from search.engines import get_engine
from search.normalise import normalise
from search.query import SearchQuery
from search.searchable import searchable_page_models
from tests.factories.home import HubDocumentFactory, HubImageFactory
from tests.factories.knowledge import PublicationPageFactory, make_short
from tests.search.pages import make_user, publish

pytestmark = pytest.mark.django_db

# A word of each text that stands beside a file.
WORDS = ["Sluipkanarie", "Bijschriftkanarie", "Linkkanarie", "Lijstkanarie"]


@pytest.fixture
def boss():
    """Another browser, in which a superuser is signed in."""
    browser = Client()
    browser.force_login(make_user("baas@hub.example", is_superuser=True))
    return browser


@pytest.fixture
def private():
    collection = Collection.get_first_root_node().add_child(name="Besloten")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


@pytest.fixture
def collection():
    return Collection.get_first_root_node().add_child(name="Open")


def body_of(image, document):
    return [
        ("heading", "Kopkanarie"),
        ("figure", {"image": image, "alt": WORDS[0], "caption": WORDS[1], "is_decorative": False}),
        ("download", {"document": document, "title": WORDS[2]}),
        ("files", [{"document": document, "title": WORDS[3]}]),
    ]


def publish_with_files(collection):
    image, document = HubImageFactory(collection=collection), HubDocumentFactory(collection=collection)
    # A page of its own for each, so that one does not follow because of the other.
    heading, figure, *links = body_of(image, document)
    publish("Met een figuur", body=[heading, figure])
    publish("Met een document", body=links)
    return image, document


def is_found(word):
    return get_engine().search(SearchQuery(text=normalise(word), locale="nl")).total == 1


def found():
    """Return the words by which everybody finds a page."""
    return [word for word in WORDS if is_found(word)]


def test_words_beside_private_files_are_not_found(site, private):
    publish_with_files(private)

    assert found() == []
    assert is_found("kopkanarie")


def test_words_follow_the_restriction_on_a_collection(site, collection):
    publish_with_files(collection.add_child(name="Lager"))
    # What the job of Wagtail fills may be behind: nothing depends on it.
    ReferenceIndex.objects.all().delete()
    assert found() == WORDS

    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert found() == []

    restriction.delete()
    assert found() == WORDS


def test_words_follow_files_that_are_saved_elsewhere(site, collection, private):
    image, document = publish_with_files(collection)
    assert found() == WORDS

    image.collection = private
    image.save()
    assert found() == WORDS[2:]

    document.collection = private
    document.save()
    assert found() == []


def test_words_follow_files_that_are_moved_together(site, boss, collection, private):
    image, document = publish_with_files(collection)
    assert found() == WORDS

    for model, file, left in (("hubimage", image, WORDS[2:]), ("hubdocument", document, [])):
        url = reverse("wagtail_bulk_action", args=["home", model, "add_to_collection"])
        assert boss.post(f"{url}?id={file.pk}", {"collection": private.pk}).status_code == 302
        assert found() == left


def test_words_beside_deleted_files_are_not_found(site, collection):
    image, document = publish_with_files(collection)

    image.delete()
    assert found() == WORDS[2:]

    document.delete()
    assert found() == []


def test_words_and_pictures_follow_a_collection_that_moves(
    site, client, boss, collection, private, django_capture_on_commit_callbacks
):
    image, _document = publish_with_files(collection.add_child(name="Lager"))
    publish("Met beeld", image=image, image_alt="Geheim tafereel")
    results = client.get("/nl/search/").content.decode()
    assert (found(), "/media/images/" in results) == (WORDS, True)

    with django_capture_on_commit_callbacks(execute=True):
        url = reverse("wagtailadmin_collections:edit", args=[collection.pk])
        boss.post(url, {"name": "Open", "parent": private.pk})

    assert Collection.objects.get(pk=collection.pk).get_parent() == private
    for address in ("/nl/search/", "/api/v1/search/?lang=nl"):
        text = client.get(address).content.decode()
        assert ("/media/images/" in text, "Geheim tafereel" in text) == (False, False)
    assert found() == []


def test_a_video_keeps_its_words_when_its_poster_is_private(site, client, private):
    video = {
        "address": "https://vimeo.com/76979871",
        "title": "Filmkanarie",
        "image": HubImageFactory(collection=private),
        "transcript": "https://example.org/",
    }
    page = publish("Open pagina", body=[("video", video)])

    assert "Filmkanarie" in client.get(page.url).content.decode()
    assert is_found("filmkanarie")


def test_the_works_that_use_a_file_are_found_in_fields_and_blocks(site):
    image, document, other = HubImageFactory(), HubDocumentFactory(), HubDocumentFactory()
    shows, names = publish("Toont", image=image, image_alt="Draden"), publish("Noemt", body=body_of(image, document))
    publish("Iets anders", body=[("download", {"document": other, "title": ""})])
    draft = publish("Concept", body=body_of(image, document))
    draft.unpublish()
    report = make_short(PublicationPageFactory, file=document)

    assert works_using(HubImage.objects.filter(pk=image.pk)) == {shows.work, names.work}
    assert works_using(HubDocument.objects.filter(pk=document.pk)) == {names.work, report.work}
    assert works_using(HubImage.objects.none()) == set()


def test_the_works_that_use_a_file_cost_as_many_queries_for_one_as_for_thirty(
    site, django_assert_num_queries, django_assert_max_num_queries
):
    image = HubImageFactory()
    figures = [("figure", {"image": image, "alt": "Draden"})]
    publish("Een", body=figures)
    with django_assert_max_num_queries(60) as few:
        works_using(HubImage.objects.all())

    for number in range(29):
        publish(f"Nummer {number}", body=figures)

    with django_assert_num_queries(len(few)):
        assert len(works_using(HubImage.objects.all())) == 30


def structs_of(block):
    """Yield a block's structs, at every depth."""
    if isinstance(block, StructBlock):
        yield block
    children = block.child_blocks.values() if isinstance(block, StructBlock | StreamBlock) else ()
    for child in (*children, getattr(block, "child_block", None)):
        if child is not None:
            yield from structs_of(child)


def test_every_block_that_names_a_file_says_so():
    streams = [
        field.stream_block
        for model in searchable_page_models()
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField)
    ]
    naming = {}
    for struct in (struct for stream in streams for struct in structs_of(stream)):
        for key, child in struct.child_blocks.items():
            if isinstance(child, ImageChooserBlock | DocumentChooserBlock):
                naming[type(struct)] = key
                assert BLOCK_KEYS[child.model_class] == key

    # The words of a video are about the video, which everybody may see; its poster only stands before it.
    own_words = {struct for struct in naming if not issubclass(struct, WordsOfFile)}
    assert own_words == {VideoBlock}
    assert all(struct.file_key == key for struct, key in naming.items() if struct is not VideoBlock)
