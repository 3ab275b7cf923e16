"""An organisation's page written by its own people: the form, publishing, two at once, the logo, the history."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from wagtail.models import Locale

from home.models import HubImage
from home.versions import version_of
from members.enums import NoticeKind, OrganisationRole
from members.models import Notice, OrganisationIndexPage, OrganisationPage
from members.organisation_pages import page_of
from tests.factories.home import image_file, publish
from tests.factories.members import ContactFactory, OrganisationFactory, UserFactory, make_organisation_page

pytestmark = pytest.mark.django_db

BODY = [("heading", "Wie wij zijn"), ("paragraph", "<p>Wij <b>maken</b> iets.</p>")]


@pytest.fixture
def organisation(site):
    return OrganisationFactory(name="Stichting Een", slug="stichting-een")


@pytest.fixture
def page(organisation):
    return make_organisation_page(organisation, body=BODY, slug="stichting-een")


@pytest.fixture
def boss(organisation):
    return ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR, user__name="Anna Baas").user


@pytest.fixture
def client(boss):
    return signed_in(boss)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(view="organisation_page", *args, language="nl"):
    return reverse(f"members:{view}", args=["stichting-een", language, *args])


def filled(client, **changes):
    """Return what a browser would send of the form, with changes."""
    form = client.get(url()).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name not in ("logo", "image_is_decorative")}
    data.pop("without_logo", None)
    return {**data, "do": "publish", **changes}


def fresh(page):
    return OrganisationPage.objects.get(pk=page.pk)


# --- Writing --------------------------------------------------------------------------------------------


def test_the_form_shows_what_the_page_says(client, page):
    form = client.get(url()).context["form"]

    assert form["summary"].value() == "Doet iets"
    assert form["body"].value() == "## Wie wij zijn\n\nWij **maken** iets."


def test_publishing_shows_readers_at_once_and_tells_the_desk(client, page):
    desk = UserFactory(is_staff=True)

    client.post(url(), filled(client, summary="Doet veel", body="## Nieuw\n\nWij *doen* dit."))

    text = Client().get(page.url).content.decode()
    assert "Doet veel" in text
    assert "Wij <i>doen</i> dit." in text
    assert [notice.kind for notice in Notice.objects.filter(user=desk)] == [NoticeKind.REVIEW]


def test_the_desk_hears_of_a_page_once_a_day_and_not_of_what_it_did_itself(client, page):
    desk = UserFactory(is_staff=True)

    for words in ("een", "twee"):
        client.post(url(), filled(client, summary=words))
    other = signed_in(desk)
    other.post(url(), filled(other, summary="drie"))

    assert Notice.objects.filter(user=desk).count() == 1


def test_a_draft_is_for_its_writers_until_it_is_published(client, page):
    client.post(url(), filled(client, summary="Nog even wachten", do="draft"))

    assert "Nog even wachten" not in Client().get(page.url).content.decode()
    assert "Nog even wachten" in client.get(url("organisation_page_preview")).content.decode()
    client.post(url(), filled(client))
    assert "Nog even wachten" in Client().get(page.url).content.decode()


def test_saving_to_look_leads_to_the_page_as_readers_will_see_it_with_a_way_back(client, page):
    answer = client.post(url(), filled(client, summary="Zo dus", do="preview"), follow=True)
    text = answer.content.decode()

    assert answer.redirect_chain == [(url("organisation_page_preview"), 302)]
    assert url() in text
    shown = client.get(page.url).content.decode()
    # But for the words that changed and the way back it is the page itself.
    assert re.findall(r"<h[12][^>]*>.*?</h[12]>", text) == re.findall(r"<h[12][^>]*>.*?</h[12]>", shown)


def test_an_area_that_was_left_alone_keeps_its_blocks(client, page):
    before = page.body.get_prep_value()

    client.post(url(), filled(client, summary="Anders"))

    assert fresh(page).body.get_prep_value() == before


def test_what_only_the_editor_makes_stays_where_it_is(client, page):
    steps = ("steps", [{"title": "Bel ons", "text": ""}])
    publish(page, body=[BODY[1], steps, ("paragraph", "<p>Na</p>")])
    kept = fresh(page).body.get_prep_value()[1]

    typed = client.get(url()).context["form"]["body"].value()
    client.post(url(), filled(client, body=typed.replace("Wij **maken** iets.", "Voor").replace("Na", "Erna")))

    stored = fresh(page).body.get_prep_value()
    assert [block["type"] for block in stored] == ["paragraph", "steps", "paragraph"]
    assert (stored[0]["value"], stored[1]["value"], stored[2]["value"]) == ("<p>Voor</p>", kept["value"], "<p>Erna</p>")


def test_what_cannot_be_published_is_said_at_the_field_and_nothing_typed_is_lost(client, page):
    typed = {"summary": "Blijft staan", "body": "### Te klein\n\n[[Tabel “weg” #zzzz]]"}

    answer = client.post(url(), filled(client, **typed))

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (200, ["body"])
    assert {name: form[name].value() for name in typed} == typed
    assert fresh(page).summary == "Doet iets"


def test_a_heading_of_a_lower_level_first_is_refused_when_it_is_published(client, page):
    answer = client.post(url(), filled(client, body="### Te klein"))

    assert list(answer.context["form"].errors) == ["body"]
    assert fresh(page).body.get_prep_value() == page.body.get_prep_value()


EXTRA = {
    "slug": "overgenomen",
    "title": "Coalitie Desk",
    "organisation": "999",
    "kind": "government",
    "live": "",
    "owner": "1",
    "is_lead": "on",
    "path": "0001",
    "go_live_at": "2030-01-01",
    "seo_title": "x",
    "locale": "2",
}


@pytest.mark.parametrize("name", EXTRA)
def test_posting_more_than_the_form_has_changes_nothing_else(client, page, organisation, name):
    """Threat C1."""
    kept = ("slug", "title", "organisation_id", "live", "owner_id", "path", "go_live_at", "seo_title", "locale_id")
    before = {field: getattr(page, field) for field in kept}

    client.post(url(), filled(client, summary="Anders", **{name: EXTRA[name]}))

    after = fresh(page)
    assert {field: getattr(after, field) for field in kept} == before
    assert after.summary == "Anders"
    organisation.refresh_from_db()
    assert organisation.kind == "company"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_markup_is_text_on_the_page_in_the_form_and_in_the_history(client, page, text):
    """Threat C6."""
    client.post(url(), filled(client, summary=text, body=f"## {text}\n\n{text} **{text}**"))

    latest = fresh(page).latest_revision_id
    shown = [page.url, url(), url("organisation_page_history"), url("organisation_page_version", latest)]
    for path in shown:
        answer = client.get(path)
        assert answer.status_code == 200
        assert text not in answer.content.decode()


def test_a_page_that_the_editors_locked_is_theirs_for_now(client, page):
    data = filled(client, summary="Toch")
    OrganisationPage.objects.filter(pk=page.pk).update(locked=True, locked_by=UserFactory())

    answer = client.post(url(), data)

    assert "editors are at work" in str(answer.context["form"].non_field_errors())
    assert answer.context["form"]["summary"].value() == "Toch"
    assert fresh(page).summary == "Doet iets"


# --- Two at once ----------------------------------------------------------------------------------------


def test_who_saves_second_sees_both_versions_and_loses_nothing(client, page, organisation):
    """Threat C33."""
    data = filled(client, summary="Van mij", body="Mijn tekst")
    other = signed_in(
        ContactFactory(organisation=organisation, role=OrganisationRole.ADMINISTRATOR, user__name="Bob Later").user
    )
    other.post(url(), filled(other, summary="Van de ander"))

    answer = client.post(url(), data)

    text, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 409
    assert "Bob Later" in text
    assert '<del><span class="vh">removed: </span>de ander</del>' in text
    assert (form["summary"].value(), form["body"].value()) == ("Van mij", "Mijn tekst")
    assert fresh(page).summary == "Van de ander"

    again = {**data, "version": form["version"].value()}
    assert client.post(url(), again).status_code == 302
    assert fresh(page).summary == "Van mij"


def test_the_editor_of_the_desk_counts_as_somebody_else(client, page):
    data = filled(client, summary="Van mij")
    publish(page, summary="Van de desk")

    assert client.post(url(), data).status_code == 409
    assert fresh(page).summary == "Van de desk"


def test_a_form_that_names_no_version_or_that_of_another_page_is_no_way_around(client, page):
    elsewhere = make_organisation_page()
    publish(page, summary="Van de desk")

    for version in ("", "abc", "1-1", version_of(elsewhere), "9" * 40):
        answer = client.post(url(), filled(client, summary="Erover", version=version, shown=version))
        assert answer.status_code == 409

    assert fresh(page).summary == "Van de desk"


def test_a_form_that_was_sent_twice_saves_once(client, page):
    data = filled(client, summary="Dubbel")

    answers = [client.post(url(), data).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert page.revisions.count() == 2


def test_saving_again_and_again_in_one_sitting_is_one_version(client, page):
    for words in ("een", "twee", "drie"):
        client.post(url(), filled(client, summary=words, do="draft"))
    with freeze_time(fresh(page).latest_revision_created_at + timedelta(hours=1)):
        later = signed_in(page.owner or UserFactory(is_superuser=True))
        later.post(url(), filled(later, summary="later", do="draft"))

    assert page.revisions.count() == 3


# --- Logo -----------------------------------------------------------------------------------------------


def picture(name="logo.png", kind="PNG", size=(40, 30), **options):
    buffer = io.BytesIO()
    Image.new("RGBA" if kind in ("PNG", "WEBP") else "RGB", size, (10, 20, 30)).save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_a_logo_is_drawn_anew_and_shown(client, page, boss, name, kind):
    client.post(url(), filled(client, logo=picture(name, kind), image_alt="Een zon"))

    image = fresh(page).image
    assert (image.width, image.height, image.uploaded_by_user) == (40, 30, boss)
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.png", image.file.name)
    assert 'alt="Een zon"' in Client().get(page.url).content.decode()


def test_nothing_hidden_in_a_picture_is_kept(client, page):
    """Threat C10: text beside the pixels, and a script after them."""
    info = PngInfo()
    info.add_text("comment", "<script>geheim</script>")
    file = picture(pnginfo=info)
    file = SimpleUploadedFile("logo.png", file.read() + b"<?php geheim ?>")

    client.post(url(), filled(client, logo=file, image_is_decorative="on"))

    with fresh(page).image.file.open() as stored:
        assert b"geheim" not in stored.read()


def test_a_large_logo_is_made_smaller(client, page):
    client.post(url(), filled(client, logo=picture(size=(3000, 300)), image_is_decorative="on"))

    assert (fresh(page).image.width, fresh(page).image.height) == (1600, 160)


def bomb():
    """Return a picture of a few kilobytes that unpacks to more pixels than are taken."""
    buffer = io.BytesIO()
    Image.new("1", (6000, 6000)).save(buffer, "PNG")
    return SimpleUploadedFile("bom.png", buffer.getvalue())


def truncated():
    return SimpleUploadedFile("half.png", picture(size=(300, 300)).read()[:-200])


REFUSED = {
    "svg": lambda: SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "gif": lambda: picture("a.gif", "GIF"),
    "html called png": lambda: SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>"),
    "jpeg called png": lambda: picture("a.png", "JPEG"),
    "too many pixels": bomb,
    "cut off": truncated,
    "empty": lambda: SimpleUploadedFile("a.png", b""),
    "too large": lambda: SimpleUploadedFile("a.png", picture().read() + b"0" * (10 * 1024 * 1024)),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_that_we_take_is_refused_in_words(client, page, kind):
    """Threats C9, C10, C12, C14."""
    answer = client.post(url(), filled(client, summary="Blijft", logo=REFUSED[kind](), image_alt="x"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["logo"])
    assert answer.context["form"]["summary"].value() == "Blijft"
    assert HubImage.objects.count() == 0


def test_a_new_logo_says_what_is_to_be_seen(client, page):
    answer = client.post(url(), filled(client, logo=picture()))

    assert list(answer.context["form"].errors) == ["image_alt"]
    assert HubImage.objects.count() == 0


def test_the_logo_can_go(client, page):
    publish(page, image=HubImage.objects.create(title="x", file=image_file()), image_is_decorative=True)

    client.post(url(), filled(client, without_logo="on"))

    assert fresh(page).image is None


# --- Starting -------------------------------------------------------------------------------------------


def test_an_organisation_without_a_page_starts_one(client, organisation):
    asked = client.get(url())
    client.post(url())
    client.post(url())

    started = page_of(organisation, "nl")
    assert asked.templates[0].name == "members/organisations/page_start.html"
    assert (started.title, started.slug, started.live) == ("Stichting Een", "stichting-een", False)
    assert OrganisationPage.objects.count() == 1
    assert Client().get(started.url).status_code == 404


def test_the_second_language_starts_with_the_words_of_the_first(client, page, organisation):
    client.post(url(language="en"))

    english = page_of(organisation, "en")
    assert (english.translation_key, english.summary, english.live) == (page.translation_key, "Doet iets", False)
    assert english.translated_from == page.live_revision


def test_a_slug_that_is_taken_gets_another(client, organisation):
    make_organisation_page(slug="stichting-een")

    client.post(url())

    assert page_of(organisation, "nl").slug.startswith("stichting-een-")


def test_without_a_list_in_that_language_it_says_so(client, organisation):
    OrganisationIndexPage.objects.filter(locale__language_code="en").delete()

    answer = client.post(url(language="en"), follow=True)

    assert "no list of such pages" in answer.content.decode() or "geen lijst" in answer.content.decode()
    assert page_of(organisation, "en") is None


@pytest.mark.parametrize("language", ["de", "xx", "nl-nl"])
def test_there_are_pages_in_the_languages_of_the_site(client, page, language):
    assert client.get(url(language=language)).status_code == 404
    assert Locale.objects.count() == 2


# --- History --------------------------------------------------------------------------------------------


def test_the_history_says_who_changed_what(client, page):
    client.post(url(), filled(client, summary="Doet veel", body="## Wie wij zijn\n\nWij **maken** alles."))

    listed = client.get(url("organisation_page_history"))
    latest = fresh(page).latest_revision_id
    shown = client.get(url("organisation_page_version", latest))

    assert "Anna Baas" in listed.content.decode()
    found = {difference.label: difference.paragraphs for difference in shown.context["differences"]}
    changed = {
        label: [(c.sign, c.text) for p in paragraphs for c in p if c.sign != "same"]
        for label, paragraphs in found.items()
    }
    assert ("removed", "iets") in changed[next(iter(changed))]
    assert ("added", "veel") in changed[next(iter(changed))]
    assert len(changed) == 2


def test_the_first_version_is_all_new(client, page):
    shown = client.get(url("organisation_page_version", page.revisions.get().pk))

    signs = {change.sign for difference in shown.context["differences"] for p in difference.paragraphs for change in p}
    assert signs == {"added"}


def test_taking_a_page_back_makes_a_draft_of_it_and_moves_nothing_else(client, page):
    first = page.revisions.get()
    data = {**filled(client), "summary": "Tweede"}
    client.post(url(), data)
    now = OrganisationPage.objects.get(pk=page.pk)
    now.slug = "nieuw-adres"
    publish(now)

    client.post(url("organisation_page_restore", first.pk), {"version": version_of(fresh(page))})

    draft = fresh(page).get_latest_revision_as_object()
    assert (draft.summary, draft.slug, fresh(page).summary) == ("Doet iets", "nieuw-adres", "Tweede")


def test_taking_a_page_back_stops_when_somebody_saved_in_between(client, page):
    first, seen = page.revisions.get(), version_of(page)
    publish(page, summary="Van de desk")

    client.post(url("organisation_page_restore", first.pk), {"version": seen})

    assert fresh(page).get_latest_revision_as_object().summary == "Van de desk"


@pytest.mark.parametrize("view", ["organisation_page_version", "organisation_page_version_preview"])
def test_a_version_of_another_page_is_not_here(client, page, view):
    """Threat C2."""
    other = make_organisation_page(summary="Geheim plan")

    assert client.get(url(view, other.revisions.get().pk)).status_code == 404


def test_thirty_versions_ask_no_more_questions_than_one(client, page):
    def questions():
        client.get(url("organisation_page_history"))
        with CaptureQueriesContext(connection) as asked:
            client.get(url("organisation_page_history"))
        return len(asked)

    few = questions()
    for number in range(30):
        page.save_revision(user=UserFactory(name=f"Schrijver {number}"))

    assert questions() == few < 25
