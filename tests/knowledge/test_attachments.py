import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from home.models import HubDocument, HubImage
from home.viewer import viewing
from knowledge.models import Attachment
from knowledge.submissions import attachments
from knowledge.submissions.beginning import submission_clone
from search.audience import is_file_visible, is_public_collection
from tests.factories.home import HubDocumentFactory
from tests.factories.members import ContactFactory, UserFactory
from tests.knowledge.drafting import allow_writing, make_draft, make_writer, package, picture, save

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nrest"
WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}


@pytest.fixture(autouse=True)
def _english():
    """Messages are compared in the language in which they are written down."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _writing(site, monkeypatch):
    allow_writing(monkeypatch)


@pytest.fixture
def writer():
    return make_writer()


@pytest.fixture
def draft(writer):
    return make_draft(writer)


def add(submission, user, file):
    return attachments.attachment_add(submission=submission, user=user, file=file)


def status_of(client, address):
    """Return the status of an address, whose answer is read to its end."""
    response = client.get(address)
    body_of(response)
    return response.status_code


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- What is taken --------------------------------------------------------------------------------------


def test_an_image_is_kept_as_what_one_sees_and_nothing_else(draft, writer):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Jan"
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 7.0)  # where it was taken
    tail = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
    file = picture("../../etc/Vakantie_foto.jpg", "JPEG", size=(40, 20), exif=exif, comment=b"secret words", tail=tail)

    image = add(draft, writer, file).image

    with image.file.open() as stored:
        content = stored.read()
    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, drawn.size, (image.width, image.height)) == ("JPEG", (20, 40), (20, 40))
    assert not dict(drawn.getexif())
    assert not [word for word in (b"Camera", b"secret", b"php", b"script") if word in content]
    assert (image.title, "foto" in image.file.name, ".." in image.file.name) == ("Vakantie foto", False, False)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_stays_transparent(draft, writer, kind):
    buffer = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(buffer, kind)

    image = add(draft, writer, SimpleUploadedFile(f"a.{kind.lower()}", buffer.getvalue())).image

    with image.file.open() as stored:
        assert Image.open(stored).convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", PDF), ("a.csv", b"a;b\n1;2"), ("a.txt", b"words"), ("A.PDF", PDF)]
)
def test_a_document_is_kept_under_a_name_of_our_own(draft, writer, name, content):
    document = add(draft, writer, SimpleUploadedFile(f'Plan "x"\r\nSet-Cookie: a=b/{name}', content)).document

    with document.file.open() as stored:
        assert stored.read() == content
    assert document.file.name.startswith("documents/")
    assert len(document.filename.partition(".")[0]) == 32
    assert "\n" not in document.title


HOSTILE = {
    "a web page": lambda: SimpleUploadedFile("a.html", b"<script>alert(1)</script>"),
    "a drawing with a script": lambda: SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>"),
    "a drawing called a photo": lambda: SimpleUploadedFile("a.png", b"<svg xmlns='x' onload='alert(1)'/>"),
    "a program": lambda: SimpleUploadedFile("a.exe", b"MZ"),
    "a program called a document": lambda: SimpleUploadedFile("a.pdf", b"MZ\x90"),
    "two extensions": lambda: SimpleUploadedFile("a.pdf.html", PDF),
    "no extension": lambda: SimpleUploadedFile("pdf", PDF),
    "a name that ends": lambda: SimpleUploadedFile("a.html\x00.pdf", b"<html>"),
    "a page in a text": lambda: SimpleUploadedFile("a.txt", b"hello <script>alert(1)</script>"),
    "a page in a table": lambda: SimpleUploadedFile("a.csv", b"<!doctype html>"),
    "a page in a PDF": lambda: SimpleUploadedFile("a.pdf", b"<html>%PDF-1.7"),
    "an archive": lambda: package("a.zip"),
    "an archive called a document": lambda: package("a.docx", {"evil.exe": "MZ"}),
    "one kind called another": lambda: package("a.xlsx"),
    "a text in the wrong order": lambda: package("a.odt", {"content.xml": "<x/>", "mimetype": "x"}),
    "macros": lambda: package("a.docx", {**WORD, "word/vbaProject.bin": "x"}),
    "a path out of it": lambda: package("a.docx", {**WORD, "../../evil": "x"}),
    "something before it": lambda: package("a.docx", before=b"<html><script>alert(1)</script>"),
    "something after it": lambda: package("a.docx", after=b"<script>alert(1)</script>"),
    "a bomb": lambda: package("a.docx", {**WORD, "bomb": b"\0" * 20_000_000}),
    "many parts": lambda: package("a.docx", {**WORD, **{f"p{number}": "" for number in range(2_001)}}),
    "half a package": lambda: SimpleUploadedFile("a.docx", package().read()[:-30]),
    "half an image": lambda: SimpleUploadedFile("a.png", picture(size=(300, 300)).read()[:200]),
    "an image of another kind": lambda: picture("a.png", "JPEG"),
    "an animation called a photo": lambda: picture("a.png", "GIF"),
    "an image that unpacks to 26 million points": lambda: picture(size=(5_200, 5_000)),
    "an image that unpacks to 200 million points": lambda: picture(size=(20_000, 10_000)),
    "nothing": lambda: SimpleUploadedFile("a.txt", b""),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_not_what_it_says_is_refused(draft, writer, make):
    with pytest.raises(ValidationError):
        add(draft, writer, make())

    assert not [model for model in (Attachment, HubImage, HubDocument) if model.objects.exists()]


@pytest.mark.parametrize("name", ["docx", "pptx", "xlsx", "odt"])
def test_an_office_document_of_each_kind_is_taken(draft, writer, name):
    main = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}.get(name)
    parts = {"[Content_Types].xml": "<Types/>", main: "<x/>"} if main else None
    if parts is None:
        parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}

    assert add(draft, writer, package(f"a.{name}", parts)).document.title == "a"


# --- How much -------------------------------------------------------------------------------------------


def test_there_are_limits_for_a_file_a_submission_and_a_day(draft, writer, settings):
    second = make_draft(writer, title="Nog een")
    settings.HUB_UPLOADS = {
        **settings.HUB_UPLOADS,
        "file_bytes": 40,
        "submission_files": 2,
        "submission_bytes": 60,
        "day_files": 3,
        "day_bytes": 1_000,
    }
    text = lambda size: SimpleUploadedFile("a.txt", b"x" * size)  # noqa: E731 - a file of a size

    with freeze_time("2026-06-01 12:00"):
        for size, message in ((41, "larger than"), (40, ""), (30, "MB left"), (10, ""), (1, "no room")):
            if message:
                with pytest.raises(ValidationError, match=message):
                    add(draft, writer, text(size))
            else:
                add(draft, writer, text(size))
        add(second, writer, text(1))
        with pytest.raises(ValidationError, match="no room"):
            add(second, writer, text(1))
    with freeze_time("2026-06-02 12:01"):
        add(second, writer, text(1))


def test_only_writers_add_and_remove_and_only_while_they_may_write(draft, writer):
    stranger = make_writer()
    attachment = add(draft, writer, picture())

    with pytest.raises(ValidationError):
        add(draft, stranger, picture())
    with pytest.raises(ValidationError):
        attachments.attachment_remove(attachment=attachment, user=stranger)
    draft.status = "submitted"
    draft.save()
    with pytest.raises(ValidationError):
        add(draft, writer, picture())
    with pytest.raises(ValidationError):
        attachments.attachment_remove(attachment=attachment, user=writer)


# --- Who sees it ----------------------------------------------------------------------------------------


def addresses_of(image, document):
    return [image.file.url, image.get_rendition("width-20").url, document.url]


def test_the_files_of_a_draft_are_there_for_its_readers_only(draft, writer, client):
    image, document = add(draft, writer, picture()).image, add(draft, writer, SimpleUploadedFile("a.pdf", PDF)).document
    colleague = ContactFactory(organisation=draft.organisation, role="viewer").user
    people = {
        "a visitor": (None, 404),
        "a member": (make_writer(), 404),
        "who has no organisation": (UserFactory(), 404),
        "the writer": (writer, 200),
        "a colleague who reads along": (colleague, 200),
        "a superuser": (UserFactory(is_superuser=True), 200),
        "a closed account": (ContactFactory(organisation=draft.organisation, user__is_active=False).user, 404),
    }

    for who, (user, status) in people.items():
        client.logout()
        if user is not None:
            client.force_login(user)
        for address in addresses_of(image, document):
            response = client.get(address)
            assert response.status_code == status, (who, address)
            body_of(response)
            if status == 200:
                assert response["Cache-Control"] == "private, no-store"
    # Somebody who leaves the organisation sees them no more, at the very next request.
    contact = colleague.contacts.get()
    contact.ends_on = timezone.localdate() - timedelta(days=1)
    contact.starts_on = contact.ends_on - timedelta(days=1)
    contact.save()
    assert not is_file_visible(image, colleague)


def test_a_file_of_a_draft_is_drawn_for_its_writer_and_named_to_nobody_else(draft, writer):
    image, document = (
        add(draft, writer, picture()).image,
        add(draft, writer, SimpleUploadedFile("Geheim.pdf", PDF)).document,
    )
    block = type(draft.page.specific)._meta.get_field("body").stream_block
    value = block.to_python(
        [
            {"type": "figure", "value": {"image": image.pk, "alt": "Verborgen"}},
            {"type": "download", "value": {"document": document.pk}},
            {"type": "paragraph", "value": f'<p><a linktype="document" id="{document.pk}">het plan</a></p>'},
        ]
    )

    def drawn(user):
        with viewing(user):
            fresh = block.to_python(value.get_prep_value())
            return "".join(child.render() for child in fresh)

    assert all(word in drawn(writer) for word in ("Verborgen", "Geheim", document.url))
    assert not [word for word in ("Verborgen", "Geheim", document.url, "<img") if word in drawn(make_writer())]


# --- Publication, and away ------------------------------------------------------------------------------


def used_in(image, document):
    body = [{"type": "figure", "value": {"image": image.pk, "alt": "Een foto"}}]
    return {"body": body, "lessons": f'<p><a linktype="document" id="{document.pk}">het plan</a></p>'}


def publish_draft(submission):
    page = submission.page.specific
    page.refresh_from_db()
    page.get_latest_revision_as_object().save_revision(clean=False)
    page.refresh_from_db()
    page.latest_revision.publish(skip_permission_checks=True)


COMPLETE = {"summary": "x", "problem": "<p>p</p>", "approach": "<p>a</p>", "expected_effect": "e"}


def test_publishing_shows_the_files_that_the_page_uses_and_no_others(draft, writer, client):
    image, document = add(draft, writer, picture()).image, add(draft, writer, SimpleUploadedFile("a.pdf", PDF)).document
    other = add(draft, writer, picture("other.png")).image
    save(draft, writer, **COMPLETE, **used_in(image, document))

    publish_draft(draft)

    for file in (image, document, other):
        file.refresh_from_db()
    assert [is_public_collection(file.collection) for file in (image, document, other)] == [True, True, False]
    assert [status_of(client, address) for address in (image.file.url, document.url, other.file.url)] == [
        200,
        200,
        404,
    ]
    with pytest.raises(ValidationError, match="published page"):
        attachments.attachment_remove(attachment=Attachment.objects.get(image=image), user=writer)


def test_nothing_of_a_page_that_is_not_for_everybody_becomes_public(draft, writer):
    image, document = add(draft, writer, picture()).image, add(draft, writer, SimpleUploadedFile("a.pdf", PDF)).document
    save(draft, writer, **COMPLETE, **used_in(image, document))
    draft.page.view_restrictions.create(restriction_type="login")

    publish_draft(draft)

    image.refresh_from_db()
    assert not is_public_collection(image.collection)


def test_files_that_no_text_uses_are_thrown_away_after_thirty_days(draft, writer, django_capture_on_commit_callbacks):
    with freeze_time("2026-06-01 12:00"):
        image = add(draft, writer, picture()).image
        document = add(draft, writer, SimpleUploadedFile("a.pdf", PDF)).document
        unused = add(draft, writer, picture("unused.png")).image
        left = HubDocumentFactory(collection=attachments.private_collection())
    HubDocument.objects.filter(pk=left.pk).update(created_at=timezone.now() - timedelta(days=400))
    save(draft, writer, **used_in(image, document))
    storage, name = unused.file.storage, unused.file.name

    with freeze_time("2026-06-30 12:00"):
        assert attachments.attachments_prune() == 1
    assert not HubDocument.objects.filter(pk=left.pk).exists()
    with freeze_time("2026-07-01 12:01"), django_capture_on_commit_callbacks(execute=True):
        call_command("prune_attachments")

    assert list(HubImage.objects.all()) == [image]
    assert list(HubDocument.objects.all()) == [document]
    assert not storage.exists(name)


def test_a_copy_of_a_draft_shows_its_files_and_keeps_them_when_the_first_goes(draft, writer):
    with freeze_time("2026-06-01 12:00"):
        image = add(draft, writer, picture()).image
        document = add(draft, writer, SimpleUploadedFile("a.pdf", PDF)).document
    save(draft, writer, **COMPLETE, **used_in(image, document))
    copy = submission_clone(submission=draft, user=writer, nonce=uuid4())
    draft.page.specific.delete()
    assert attachments.attachments_prune() == 0

    publish_draft(copy)

    for file in (image, document):
        file.refresh_from_db()
        assert is_public_collection(file.collection)


def test_files_of_editors_in_a_collection_of_that_name_deeper_down_are_theirs(draft, writer):
    attachments.private_collection()
    events = Collection.get_first_root_node().add_child(name="Events")
    document = HubDocumentFactory(collection=events.add_child(name=attachments.COLLECTION))
    HubDocument.objects.filter(pk=document.pk).update(created_at=timezone.now() - timedelta(days=400))

    assert attachments.attachments_prune() == 0

    assert HubDocument.objects.filter(pk=document.pk).exists()


def test_the_collection_is_closed_again_when_somebody_opened_it(draft, writer):
    add(draft, writer, picture())
    CollectionViewRestriction.objects.all().delete()

    image = add(draft, writer, picture()).image

    assert not is_public_collection(image.collection)


# --- The page -------------------------------------------------------------------------------------------


def test_the_page_says_the_limits_and_takes_several_files_each_by_itself(draft, writer, client):
    address = reverse("submissions:attach", args=[draft.uuid])
    client.force_login(writer)

    assert "at most 10 MB" in client.get(address).content.decode()
    both = client.post(address, {"file": [picture("<b>good.png"), SimpleUploadedFile("<i>bad.png", b"x")]})
    page = both.content.decode()

    assert both.status_code == 400
    assert draft.attachments.count() == 1
    assert "&lt;i&gt;bad" in page
    assert "<b>good" not in page
    assert f"![](image:{draft.attachments.get().image_id})" in page
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"file": picture()}).status_code == 302
    answer = client.post(address, {"file": SimpleUploadedFile("a.exe", b"MZ")}, headers={"accept": "application/json"})
    assert (answer.status_code, len(answer.json()["errors"])) == (400, 1)


def test_a_file_is_removed_by_its_writers_only(draft, writer, client):
    attachment = add(draft, writer, picture())
    other = make_draft(make_writer(), title="Van een ander")
    address = reverse("submissions:detach", args=[draft.uuid, attachment.pk])

    client.force_login(other.author)
    assert client.post(address).status_code == 404
    assert client.get(reverse("submissions:attach", args=[draft.uuid])).status_code == 404
    # Nor by naming one's own submission.
    assert client.post(reverse("submissions:detach", args=[other.uuid, attachment.pk])).status_code == 404
    client.force_login(writer)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert not HubImage.objects.exists()


def test_many_files_ask_no_more_queries(
    draft, writer, client, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("submissions:attach", args=[draft.uuid])
    client.force_login(writer)
    add(draft, writer, picture())
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    count = len(few)
    for _number in range(19):
        add(draft, writer, picture())
    client.get(address)

    with django_assert_num_queries(count):
        client.get(address)
