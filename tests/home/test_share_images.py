"""The picture that other sites show beside a link: what is drawn, and who may see it."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from home import sharing
from home.models import BuildingBlock, BuildingBlockIndexPage, HomePage
from home.share_images import SANS, SERIF, TEXT_WIDTH, TITLE_SIZES, ShareCard, draw, drawable, fit, font
from knowledge.models import BestPracticeIndexPage
from search.searchable import searchable_page_models
from tests.factories.home import BuildingBlockFactory, HubImageFactory
from tests.factories.knowledge import BestPracticePageFactory
from tests.factories.registry import make_page
from tests.search.pages import make_user, publish, publish_translation, restrict

CARD = ShareCard(
    title="Zes ziekenhuizen leren samen",
    site="AI-coalitie",
    language="nl",
    label="Best practice",
    details="Data delen · Gezondheid en zorg",
    block="data-sharing",
    area="health-and-care",
    slug="zes",
    dye="woad",
    weave="wide-twill",
)


def opened(content):
    return Image.open(io.BytesIO(content))


def address(page):
    """Return the path of the picture in the head of a page."""
    return sharing.picture_of(page).url.removeprefix("http://testserver")


# --- Drawing --------------------------------------------------------------------------------------------


def test_a_card_is_a_png_of_the_size_that_is_told():
    picture = opened(draw(CARD))

    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_the_same_card_is_the_same_picture():
    assert draw(CARD) == draw(replace(CARD))


@pytest.mark.parametrize("name", ["title", "site", "label", "details", "slug", "weave", "dye"])
def test_everything_that_is_drawn_names_the_picture(name):
    other = replace(CARD, **{name: {"dye": "madder", "weave": "satin"}.get(name, "Iets anders")})

    assert other.digest != CARD.digest
    assert draw(other) != draw(CARD)


def test_a_card_without_a_building_block_has_loose_threads():
    assert draw(replace(CARD, dye="", block="")) == draw(replace(CARD, dye="", block="", slug="elders"))


def test_the_words_in_the_picture_are_its_alternative_text():
    assert CARD.alt == "Best practice – Zes ziekenhuizen leren samen – Data delen · Gezondheid en zorg – AI-coalitie"


@given(title=st.text(max_size=255), language=st.sampled_from(["nl", "en", "fr"]))
@hypothesis_settings(deadline=None, max_examples=60)
def test_any_title_fits(title, language):
    size, lines = fit(drawable(title, SERIF) or "AI-coalitie", language)

    assert lines != []
    assert size in TITLE_SIZES
    assert all(font(SERIF, size).getlength(line) <= TEXT_WIDTH for line in lines)
    assert len(lines) * size * 1.16 <= 295


def test_a_long_word_is_broken_where_its_language_breaks_it():
    _size, lines = fit("Arbeidsongeschiktheidsverzekeringsmaatschappij", "nl")

    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines) == "Arbeidsongeschiktheidsverzekeringsmaatschappij"


def test_a_title_that_is_too_long_says_that_it_goes_on():
    _size, lines = fit("woord " * 60, "nl")

    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Één café: €5 – “goed”", "Één café: €5 – “goed”"),
        ("Łódź en Şofer", "Lódź en Sofer"),
        ("AI in de zorg 🤖", "AI in de zorg"),
        ("Привіт", ""),
        ("  veel \n ruimte ", "veel ruimte"),
        ("zacht\u00adkoord", "zachtkoord"),
        ("\x00\x1b\u202e", ""),
    ],
)
def test_letters_that_the_font_lacks_become_their_like_or_nothing(text, drawn):
    assert (drawable(text, SERIF), drawable(text, SANS)) == (drawn, drawn)


# --- Serving --------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.HUB_SHARE_DIR = tmp_path / "share"


@pytest.fixture
def practice(site, terms):
    parent = BestPracticeIndexPage.objects.get(locale__language_code="nl")
    page = BestPracticePageFactory(parent=parent, title="Zes ziekenhuizen", locale=parent.locale)
    page.building_blocks = [terms["data-sharing"]]
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("model", searchable_page_models(), ids=lambda model: model.__name__)
def test_every_type_of_page_has_a_picture(site, client, model, language):
    page = make_page(model, language)
    head = client.get(page.url).content.decode()
    picture = sharing.picture_of(page)

    assert f'<meta property="og:image" content="{picture.url}">' in head
    for line in ('image:width" content="1200"', 'image:height" content="630"', 'image:type" content="image/png"'):
        assert f'<meta property="og:{line}>' in head
    assert '<meta name="twitter:card" content="summary_large_image">' in head
    response = client.get(picture.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=86400, immutable"
    assert opened(response.content).size == (1200, 630)


@pytest.mark.django_db
def test_a_picture_shows_the_cloth_and_the_terms_of_its_page(practice):
    assert practice.get_share_card() == ShareCard(
        title="Zes ziekenhuizen", site="AI-coalitie", language="nl", label="Best practice", details="Data delen",
        block="data-sharing", slug=practice.slug, dye="woad", weave="wide-twill",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/nl/", "/en/", "/nl/search/?q=data", "/en/matrix/", "/nl/best-practices/", "/nl/building-blocks/",
     "/nl/building-blocks/data-sharing/", "/en/application-areas/health-and-care/"],
)  # fmt: skip
def test_every_other_address_has_a_picture_of_its_own_language(site, terms, client, path):
    head = client.get(path).content.decode()
    url = head.partition('<meta property="og:image" content="')[2].partition('"')[0]

    assert url.startswith(f"http://testserver{path[:4]}share/")
    assert client.get(url).status_code == 200


@pytest.mark.django_db
def test_a_landing_page_has_the_picture_of_its_term(site, terms, client):
    index = BuildingBlockIndexPage.objects.get(locale__language_code="en")
    picture = sharing.picture_of(index, BuildingBlock.objects.get(slug="data-sharing"))
    head = client.get("/en/building-blocks/data-sharing/").content.decode()

    assert picture.url in head
    assert "/share/building_block/data-sharing-" in picture.url
    assert picture.alt == "Building block – Data sharing – AI-coalitie"
    assert '<meta property="og:title" content="Data sharing">' in head


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["data_sharing", "Data"])
def test_any_slug_that_a_term_may_have_has_a_landing_page_and_a_picture(site, client, slug):
    BuildingBlockFactory(slug=slug, nl="Data delen")

    html = client.get(f"/nl/building-blocks/{slug}/").content.decode()

    picture = re.search(r'<meta property="og:image" content="http://testserver([^"]+)"', html)[1]
    assert client.get(picture)["Content-Type"] == "image/png"


def test_the_large_words_on_the_front_page_are_in_its_picture(site):
    home = HomePage.objects.get(locale__language_code="nl")
    assert home.get_share_card().title == home.title
    home.hero_title = "Wie heeft dit al eens gedaan?"

    assert home.get_share_card().title == "Wie heeft dit al eens gedaan?"


@pytest.mark.django_db
def test_a_picture_is_drawn_once(site, client, settings):
    url = address(publish("Kanarie"))
    first = client.get(url).content
    [kept] = Path(settings.HUB_SHARE_DIR).rglob("*.png")
    kept.write_bytes(b"kept")

    assert first != client.get(url).content == b"kept"


@pytest.mark.django_db
def test_another_title_is_another_picture_and_the_old_address_leads_to_it(site, client, settings):
    page = publish("Kanarie")
    old = address(page)
    client.get(old)
    page.title = "Kanariepiet"
    page.save_revision().publish()
    new = address(page)

    response = client.get(old)
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (
        302,
        new,
        "public, max-age=300",
    )
    assert client.get(new).status_code == 200
    assert len(list(Path(settings.HUB_SHARE_DIR).rglob("*"))) == len(["nl", "work", "one picture"])


@pytest.mark.django_db
def test_an_invented_address_draws_nothing(site, client, settings):
    page = publish("Kanarie")
    invented = address(page).replace(page.get_share_card().digest, "0" * 16)

    assert client.get(invented).status_code == 302
    assert not Path(settings.HUB_SHARE_DIR).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["work/aaaaaaaaaa", "work/kanarie", "section/bestaat-niet", "section/", "site/kanarie", "building_block/niets",
     "secrets/data-sharing", "work/..%2f..%2fetc"],
)  # fmt: skip
def test_what_does_not_exist_has_no_picture(site, terms, client, path):
    assert client.get(f"/nl/share/{path}-{'0' * 16}.png").status_code == 404


@pytest.mark.django_db
def test_a_picture_that_cannot_be_kept_is_still_shown(site, client, settings, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    settings.HUB_SHARE_DIR = tmp_path / "file"

    assert client.get(address(publish("Kanarie"))).status_code == 200
    assert "could not be kept" in caplog.text


@pytest.mark.django_db
def test_drawing_asks_few_queries(site, client, practice, django_assert_max_num_queries):
    url = address(practice)

    with django_assert_max_num_queries(12):
        client.get(url)


# --- Images of pages ------------------------------------------------------------------------------------


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.django_db
def test_an_image_of_its_own_goes_before_a_drawn_one_unless_it_is_private(site):
    collection = Collection.get_first_root_node().add_child(name="Foto's")
    page = publish("Kanarie", image=HubImageFactory(collection=collection), image_alt="Een vogel")

    picture = sharing.picture_of(page)
    assert (picture.media_type, picture.alt) == ("image/jpeg", "Een vogel")
    assert picture.url.startswith("http://testserver/media/")

    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert "/share/work/" in sharing.picture_of(type(page).objects.get(pk=page.pk)).url


# --- Nothing that the visitor may not see ---------------------------------------------------------------


@pytest.mark.django_db
def test_the_picture_of_a_private_page_is_for_those_who_may_see_the_page(site, client):
    page = publish("Kanarie")
    english = publish_translation(page, "Canary")
    urls = [address(page), address(english)]
    assert [client.get(url).status_code for url in urls] == [200, 200]

    restrict(page)

    for url in urls:
        wrong = url[:-20] + "0" * 16 + ".png"
        assert [client.get(path).status_code for path in (url, wrong)] == [404, 404]
    client.force_login(make_user())
    for url in urls:
        response = client.get(url)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.django_db
def test_a_missing_and_a_private_picture_answer_alike(site, client):
    page = publish("Kanarie")
    restrict(page)

    def answer(path):
        response = client.get(path)
        return response.status_code, response.content.decode().replace(page.public_id, "aaaaaaaaaa")

    hidden = address(page)
    assert answer(hidden) == answer(hidden.replace(page.public_id, "aaaaaaaaaa"))


@pytest.mark.django_db
def test_a_withdrawn_page_has_no_picture(site, client):
    page = publish("Kanarie")
    url = address(page)
    page.unpublish()

    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_landing_pages_and_sections_that_are_private_have_no_picture(site, terms, client):
    index = BuildingBlockIndexPage.objects.get(locale__language_code="nl")
    block = BuildingBlock.objects.get(slug="data-sharing")
    urls = [sharing.picture_of(index, block).url, sharing.picture_of(index).url]
    assert [client.get(url).status_code for url in urls] == [200, 200]

    restrict(index)

    assert [client.get(url).status_code for url in urls] == [404, 404]
