import io
import zipfile
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from home.models import HubDocument, HubImage, HubRendition
from home.models.media import private_storage
from home.validators import validate_document_file, validate_image_file, validate_region_code, validate_web_url
from tests.factories.home import HubDocumentFactory, HubImageFactory, StandardPageFactory, image_file, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def members_only():
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection.add_child(name="Below")


@pytest.fixture
def member(django_user_model):
    return django_user_model.objects.create_user(email="member@hub.example", password="x")


def content_of(response):
    return b"".join(response.streaming_content)


# --- Images ---------------------------------------------------------------------------------------------


def test_files_are_outside_the_public_folder(settings):
    image, document = HubImageFactory(), HubDocumentFactory()

    for file in (image.file, document.file):
        assert str(file.path).startswith(str(settings.PRIVATE_MEDIA_ROOT))
        assert not str(file.path).startswith(str(settings.MEDIA_ROOT))
    assert image.file.url.startswith("/media/original_images/")


def test_a_public_rendition_may_be_kept_by_anybody(client):
    rendition = HubImageFactory().get_rendition("width-32")

    response = client.get(rendition.url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    with private_storage().open(rendition.file.name) as file:
        assert content_of(response) == file.read()


def test_a_public_original_may_be_kept_for_an_hour(client):
    response = client.get(HubImageFactory().file.url)

    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=3600")
    content_of(response)


def test_an_image_of_a_restricted_collection_is_not_there_for_a_stranger(client, members_only):
    image = HubImageFactory(collection=members_only)
    rendition = image.get_rendition("width-32")

    urls = (image.file.url, rendition.url, "/media/original_images/missing.png")
    answers = [client.get(url) for url in urls]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    # The page offers to sign in and come back: it names the address that was asked, and nothing else.
    told = {
        answer.content.decode().replace(url, "").replace(quote(url, safe=""), "")
        for answer, url in zip(answers, urls, strict=True)
    }
    assert len(told) == 1


def test_an_image_of_a_restricted_collection_is_kept_by_nobody(client, members_only, member):
    client.force_login(member)

    response = client.get(HubImageFactory(collection=members_only).get_rendition("width-32").url)

    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    content_of(response)


def test_moving_an_image_to_a_restricted_collection_hides_it_at_once(client, members_only):
    image = HubImageFactory()
    response = client.get(image.file.url)
    content_of(response)
    assert response.status_code == 200

    HubImage.objects.filter(pk=image.pk).update(collection=members_only)

    assert client.get(image.file.url).status_code == 404


@pytest.mark.parametrize("path", ["../hub.sqlite3", "..%2f..%2fetc/passwd", "documents/a.pdf", "a\0.png", "x.png/"])
def test_a_path_that_no_image_has_is_not_there(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_a_document_is_never_served_as_media(client):
    document = HubDocumentFactory()

    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_an_image_whose_file_is_gone_is_not_there(client):
    image = HubImageFactory()
    private_storage().delete(image.file.name)

    assert client.get(image.file.url).status_code == 404


def test_media_is_only_read(client):
    assert client.post(HubImageFactory().file.url).status_code == 405


def test_deleting_an_image_deletes_its_files(django_capture_on_commit_callbacks):
    image = HubImageFactory()
    rendition = image.get_rendition("width-32")

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert [private_storage().exists(name) for name in (image.file.name, rendition.file.name)] == [False, False]
    assert HubRendition.objects.count() == 0


def test_the_description_is_the_alternative_text_and_the_title_is_not():
    assert HubImageFactory(title="IMG_0042.png").default_alt_text == ""
    assert HubImageFactory(description="A loom").default_alt_text == "A loom"


# --- Documents ------------------------------------------------------------------------------------------


def test_a_public_document_is_downloaded(client):
    document = HubDocumentFactory()

    response = client.get(document.url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert content_of(response).startswith(b"%PDF")


def test_a_document_of_a_restricted_collection_is_not_there_for_a_stranger(client, members_only, member):
    document = HubDocumentFactory(collection=members_only)

    assert client.get(document.url).status_code == 404
    client.force_login(member)
    response = client.get(document.url)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    content_of(response)


# --- What files really are ------------------------------------------------------------------------------


def office_file(name):
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}
    if name.endswith("odt"):
        parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return SimpleUploadedFile(name, buffer.getvalue())


GOOD_DOCUMENTS = [
    lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7\nrest"),
    lambda: SimpleUploadedFile("a.PDF", b"%PDF-1.7\nrest"),
    lambda: office_file("a.docx"),
    lambda: office_file("a.odt"),
    lambda: SimpleUploadedFile("a.csv", b"naam;aantal\nzorg;3 < 4\n"),
    lambda: SimpleUploadedFile("a.txt", b""),
]
BAD_DOCUMENTS = [
    lambda: SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>"),
    lambda: SimpleUploadedFile("a.pdf", b""),
    lambda: SimpleUploadedFile("a.docx", b"%PDF-1.7"),
    lambda: SimpleUploadedFile("a.txt", b"hello\0world"),
    lambda: SimpleUploadedFile("a.csv", b"a;b\n<!DOCTYPE html><html>"),
    lambda: SimpleUploadedFile("a.txt", b"%PDF-1.7"),
    lambda: SimpleUploadedFile("a.exe", b"MZ"),
    lambda: SimpleUploadedFile("a", b"%PDF-1.7"),
]


@pytest.mark.parametrize("make", GOOD_DOCUMENTS)
def test_a_document_that_is_what_it_says_is_accepted(make):
    file = make()

    validate_document_file(file)

    assert file.tell() == 0


@pytest.mark.parametrize("make", BAD_DOCUMENTS)
def test_a_document_that_is_something_else_is_refused(make):
    with pytest.raises(ValidationError) as refused:
        validate_document_file(make())

    assert refused.value.code == "content"


def test_a_document_that_is_too_large_is_refused(settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10

    with pytest.raises(ValidationError) as refused:
        validate_document_file(SimpleUploadedFile("a.pdf", b"%PDF-1.7 and more"))

    assert refused.value.code == "size"


def test_an_image_must_be_what_its_name_says():
    validate_image_file(image_file("a.png"))
    validate_image_file(image_file("a.jpg", kind="JPEG"))
    with pytest.raises(ValidationError):
        validate_image_file(image_file("a.png", kind="JPEG"))
    with pytest.raises(ValidationError):
        validate_image_file(image_file("a.gif", kind="GIF"))


def test_the_editor_refuses_a_document_in_disguise(admin):
    url = reverse("wagtaildocs:add")

    refused = admin.post(url, {"title": "A", "file": SimpleUploadedFile("a.pdf", b"<html>")})
    accepted = admin.post(url, {"title": "A", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})

    assert list(refused.context["form"].errors) == ["file"]
    assert (accepted.status_code, HubDocument.objects.count()) == (302, 1)


def test_the_upload_of_several_documents_checks_each(admin):
    url = reverse("wagtaildocs:add_multiple")

    refused = admin.post(url, {"title": "A", "files[]": SimpleUploadedFile("a.pdf", b"<html>")})

    assert refused.json()["success"] is False
    assert HubDocument.objects.count() == 0


def test_the_editor_refuses_an_image_in_disguise_and_a_bomb(admin, settings):
    url = reverse("wagtailimages:add")
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000

    bomb = admin.post(url, {"title": "A", "file": image_file("a.png", size=(100, 100))})
    disguise = admin.post(url, {"title": "A", "file": SimpleUploadedFile("a.png", b"<html>")})
    accepted = admin.post(url, {"title": "A", "file": image_file("a.png", size=(10, 10))})

    assert list(bomb.context["form"].errors) == list(disguise.context["form"].errors) == ["file"]
    assert (accepted.status_code, HubImage.objects.count()) == (302, 1)


def test_changing_the_title_of_an_image_does_not_ask_for_its_file_again(admin):
    image = HubImageFactory()

    response = admin.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "Other", "file": ""})

    assert (response.status_code, HubImage.objects.get().title) == (302, "Other")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "data:text/html,x", "example.org"])
def test_only_web_addresses_are_links(url):
    with pytest.raises(ValidationError):
        validate_web_url(url)


def test_region_codes_are_capitals():
    validate_region_code("UT")
    for code in ("ut", "U", "TOOLONGCODE", "U T"):
        with pytest.raises(ValidationError):
            validate_region_code(code)


def test_a_picture_in_memory_is_a_picture():
    assert Image.open(image_file()).size == (64, 48)


# --- The image of a page --------------------------------------------------------------------------------


def test_an_image_whose_file_is_gone_does_not_keep_its_page_from_being_published(homes):
    image = HubImageFactory()
    private_storage().delete(image.file.name)

    page = publish(StandardPageFactory(parent=homes[0]), image=image, image_alt="Een weefgetouw")

    assert (page.live, page.get_card_image()) == (True, None)


def test_an_image_that_not_everybody_may_see_is_not_on_a_card(homes, members_only):
    page = StandardPageFactory(parent=homes[0], image=HubImageFactory(collection=members_only))

    assert page.get_card_image() is None
    assert page.get_search_card() == {}
