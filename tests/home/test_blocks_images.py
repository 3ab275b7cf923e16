"""Pictures: the right sizes and formats, made by the job queue, offered only when they are there."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from home import pictures, services, tasks
from home.models import HubImage, HubRendition
from home.models.media import private_storage
from search.models import IndexEntry
from tests.factories.home import HubImageFactory, StandardPageFactory, image_file, publish
from tests.factories.knowledge import BestPracticePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def photograph():
    return HubImageFactory(file=image_file("photo.jpg", size=(1600, 1200), kind="JPEG"))


def widths(source_set):
    return [int(part.rpartition(" ")[2].removesuffix("w")) for part in source_set.split(", ") if part]


# --- What is offered -----------------------------------------------------------------------------------------


def test_before_the_job_ran_there_is_one_webp(photograph):
    picture = pictures.describe(photograph, "figure", "Een weefgetouw")

    assert (widths(picture["srcset"]), picture["avif"], picture["width"], picture["height"]) == ([960], "", 960, 720)
    assert (picture["alt"], picture["url"].endswith(".webp")) == ("Een weefgetouw", True)
    assert HubRendition.objects.count() == 1


def test_after_the_job_every_size_is_there_in_both_formats(photograph):
    assert services.pictures_make(image=photograph, places=["figure"])

    picture = pictures.describe(photograph, "figure")

    assert widths(picture["srcset"]) == widths(picture["avif"]) == [480, 960, 1440]
    assert {url.rpartition(".")[2] for url in re.findall(r"(\S+) \d+w", picture["avif"])} == {"avif"}
    assert (picture["url"].endswith(".webp"), picture["width"], picture["height"]) == (True, 1440, 1080)
    assert not services.pictures_make(image=photograph, places=["figure"])


def test_an_image_is_never_made_larger_than_it_is():
    small = HubImageFactory(file=image_file(size=(500, 400)))
    tiny = HubImageFactory(file=image_file(size=(64, 48)))
    for image in (small, tiny):
        services.pictures_make(image=image, places=list(pictures.PLACES))

    assert widths(pictures.describe(small, "figure")["srcset"]) == [480]
    assert widths(pictures.describe(tiny, "figure")["srcset"]) == [64]
    assert widths(pictures.describe(small, "card")["avif"]) == [280]


def test_an_avif_is_what_it_says_and_is_served_as_such(client, photograph):
    services.pictures_make(image=photograph, places=["card"])
    url = pictures.describe(photograph, "card")["avif"].split(" ")[0]

    response = client.get(url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/avif")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(b"".join(response.streaming_content))) as image:
        assert (image.format, image.size) == ("AVIF", (280, 180))


def test_the_focal_point_stays_in_the_picture():
    # Red on the right edge of a wide image; a crop to the middle would lose it.
    wide = Image.new("RGB", (2000, 400), "white")
    wide.paste((255, 0, 0), (1900, 100, 2000, 300))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    file = SimpleUploadedFile("wide.png", buffer.getvalue(), content_type="image/png")
    image = HubImageFactory(
        file=file, focal_point_x=1950, focal_point_y=200, focal_point_width=100, focal_point_height=200
    )

    picture = pictures.describe(image, "card")
    with private_storage().open(picture["url"].removeprefix("/media/")) as stored, Image.open(stored) as made:
        edge = made.convert("RGB").getpixel((made.width - 8, made.height // 2))

    assert (edge[0] > 200, edge[1] < 80, edge[2] < 80) == (True, True, True)


def test_a_picture_whose_file_is_gone_is_not_drawn_and_not_made(photograph):
    private_storage().delete(photograph.file.name)

    assert pictures.describe(photograph, "head") is None
    assert not services.pictures_make(image=photograph, places=["head"])


# --- When they are made --------------------------------------------------------------------------------------


def test_publishing_makes_the_pictures_of_a_page(practices, photograph, django_capture_on_commit_callbacks):
    page = BestPracticePageFactory(parent=practices[0])
    figure = HubImageFactory(file=image_file(size=(500, 400)))
    unused = HubImageFactory(file=image_file(size=(500, 400)))
    with django_capture_on_commit_callbacks(execute=True):
        publish(page, image=photograph, image_alt="Garen", body=[("figure", {"image": figure, "alt": "Draden"})])

    card = IndexEntry.objects.get(work=page.translation_key, locale="nl").card["image"]
    assert (widths(card["srcset"]), widths(card["avif"])) == ([280, 560], [280, 560])
    assert (card["width"], card["height"], card["alt"]) == (560, 360, "Garen")
    assert pictures.missing(photograph, ["card", "head"]) == pictures.missing(figure, ["figure"]) == []
    assert not unused.renditions.exists()


def test_a_list_draws_pictures_without_asking_for_them(
    practices, photograph, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish(BestPracticePageFactory(parent=practices[0]), image=photograph, image_alt="Garen")
    HubRendition.objects.all().delete()

    html = client.get("/nl/search/").content.decode()

    picture = re.search(r"<picture.*?</picture>", html, re.DOTALL).group()
    assert 'type="image/avif"' in picture
    assert ('loading="lazy"' in picture, 'alt=""' in picture, 'width="560" height="360"' in picture) == (
        True,
        True,
        True,
    )
    assert not HubRendition.objects.exists()


def test_a_draft_makes_nothing(homes, photograph, django_capture_on_commit_callbacks):
    page = StandardPageFactory(parent=homes[0])
    page.image = photograph
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()

    assert not photograph.renditions.exists()


def test_an_image_that_gets_a_focal_point_is_made_anew_where_it_is_shown(
    practices, photograph, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = publish(BestPracticePageFactory(parent=practices[0]), image=photograph, image_alt="Garen")
    before = IndexEntry.objects.get(work=page.translation_key, locale="nl").card["image"]

    image = HubImage.objects.get(pk=photograph.pk)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 1500, 100, 50, 50
    with django_capture_on_commit_callbacks(execute=True):
        image.save()

    after = IndexEntry.objects.get(work=page.translation_key, locale="nl").card["image"]
    assert (widths(after["avif"]), after["avif"] != before["avif"]) == ([280, 560], True)
    assert pictures.missing(image, ["card", "head"]) == []
    assert pictures.missing(image, ["figure"]) != []


def test_the_job_of_an_image_that_is_gone_does_nothing():
    tasks.make_pictures.call(0, ["card"])

    assert not HubRendition.objects.exists()


# --- On a page -----------------------------------------------------------------------------------------------


def test_the_lead_image_is_fetched_first_and_the_others_when_they_are_near(homes, photograph, client):
    page = StandardPageFactory(parent=homes[0])
    services.pictures_make(image=photograph, places=["head", "figure"])
    page = publish(
        page, image=photograph, image_alt="Garen", body=[("figure", {"image": photograph, "alt": "Een weefgetouw"})]
    )

    lead, figure = re.findall(r"<picture.*?</picture>", client.get(page.url).content.decode(), re.DOTALL)

    assert ('fetchpriority="high"' in lead, "loading=" in lead, 'alt="Garen"' in lead) == (True, False, True)
    assert ("fetchpriority" in figure, 'loading="lazy"' in figure, 'alt="Een weefgetouw"' in figure) == (
        False,
        True,
        True,
    )
    for html in (lead, figure):
        assert re.search(r'<source type="image/avif" srcset="[^"]+" sizes="\(min-width: [^"]+"><img ', html)
        assert re.search(r'width="\d+" height="\d+"', html)
        assert 'decoding="async"' in html


def test_an_image_that_the_viewer_may_not_see_is_not_drawn(homes, client, django_user_model):
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    image = HubImageFactory(collection=collection)
    page = StandardPageFactory(parent=homes[0], image=image, image_alt="Garen")
    video = {"address": "https://vimeo.com/76979871", "title": "x", "image": image, "transcript": "https://example.org"}
    page = publish(page, body=[("figure", {"image": image, "alt": "Geheim"}), ("video", video)])

    stranger = client.get(page.url).content.decode()
    client.force_login(django_user_model.objects.create_user(email="member@hub.example", password="x"))
    member = client.get(page.url).content.decode()

    assert (stranger.count("<picture"), "/media/" in stranger, "Geheim" in stranger) == (0, False, False)
    assert member.count("<picture") == 3
