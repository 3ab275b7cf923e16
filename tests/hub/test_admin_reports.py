"""The reports: gaps on the matrix, ageing content, missing alternative texts, translations."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Collection, Locale, Page, PageLogEntry

from home.models import ApplicationArea, BuildingBlock, HomePage, HubImage
from home.services import page_translate
from hub.admin import views
from hub.admin.reports import REPORTS
from knowledge.models import BestPracticeIndexPage, BestPracticePage, FieldlabIndexPage
from search.models import FileText
from tests.factories.home import HubDocumentFactory, HubImageFactory, StandardPageFactory, publish
from tests.factories.knowledge import BestPracticePageFactory, EvidenceConfirmationFactory, FieldlabPageFactory
from tests.factories.members import ContributorFactory
from tests.hub.editors import make_editor, make_moderator, make_user, make_writer_below, section

pytestmark = pytest.mark.django_db
MATRIX = "/admin/reports/hub/matrix/"
AGEING = "/admin/reports/hub/ageing/"
ALT_TEXT = "/admin/reports/hub/alt-text/"
TRANSLATIONS = "/admin/reports/hub/translations/"
FILES = "/admin/reports/hub/files/"
INSIGHT = "/admin/reports/hub/search/"
EVERY = (MATRIX, AGEING, ALT_TEXT, TRANSLATIONS, FILES, INSIGHT)
MOST = 45


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def practices(site, terms):
    return section(BestPracticeIndexPage)


@pytest.fixture
def english(site):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def editor(site):
    return make_editor()


@pytest.fixture
def browser(client, editor):
    client.force_login(editor)
    return client


def rows(browser, url, **query):
    response = browser.get(url, query)
    assert response.status_code == 200, url
    return list(response.context["object_list"])


def titles(browser, url, **query):
    return [row.title for row in rows(browser, url, **query)]


def exported(browser, url, **query):
    answer = browser.get(url, {**query, "export": "csv"})
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def classify(page, *slugs):
    page.building_blocks = list(BuildingBlock.objects.filter(slug__in=slugs))
    page.application_areas = list(ApplicationArea.objects.filter(slug__in=slugs))
    page.save()
    return page


# --- Who may see them -------------------------------------------------------------------------------------


def test_reports_are_for_who_writes_or_reviews(client, site):
    answers = {}
    for name, user in (("editor", make_editor()), ("moderator", make_moderator()), ("nobody", make_writer_below())):
        client.force_login(user)
        answers[name] = {client.get(url).status_code for url in EVERY}
    client.force_login(make_user())
    answers["member"] = {client.get(url).status_code for url in EVERY}

    assert answers == {"editor": {200}, "moderator": {200}, "nobody": {302}, "member": {302}}


def test_each_report_is_a_report_of_ours():
    assert [reverse(report.name) for report in REPORTS] == [MATRIX, AGEING, TRANSLATIONS, ALT_TEXT, FILES, INSIGHT]


def test_the_results_alone_can_be_asked_for(browser, practices):
    for report in REPORTS:
        answer = browser.get(reverse(f"{report.name}_results")).content.decode()
        assert "<html" not in answer


# --- The matrix -------------------------------------------------------------------------------------------


def cells_of(browser, **query):
    """Return each cell of each table, by (table, block, area)."""
    return {
        (table.label, cell.block.slug, cell.area.slug): cell
        for table in rows(browser, MATRIX, **query)
        for _block, row in table.rows
        for cell in row
    }


@pytest.fixture
def on_the_matrix(practices):
    classify(BestPracticePageFactory(parent=practices, title="Live"), "data-sharing", "health-and-care")
    classify(BestPracticePageFactory(parent=practices, title="Concept", live=False), "data-sharing", "health-and-care")
    classify(
        BestPracticePageFactory(parent=practices, title="Twee"), "data-sharing", "human-capital", "health-and-care"
    )
    english = section(BestPracticeIndexPage, "en")
    classify(
        BestPracticePageFactory(parent=english, title="English", locale=english.locale), "data-sharing", "agri-food"
    )
    classify(FieldlabPageFactory(parent=section(FieldlabIndexPage), title="Lab"), "data-sharing", "health-and-care")
    BestPracticePageFactory(parent=practices, title="Nergens")


def test_the_matrix_counts_live_pages_and_drafts_for_each_kind(browser, on_the_matrix):
    cells = cells_of(browser)
    counted = {place: (cell.live, cell.drafts) for place, cell in cells.items() if cell.live or cell.drafts}

    assert counted == {
        ("Everything", "data-sharing", "health-and-care"): (3, 1),
        ("Everything", "human-capital", "health-and-care"): (1, 0),
        ("Everything", "data-sharing", "agri-food"): (1, 0),
        ("Everything", "none", "none"): (1, 0),
        ("Best practices", "data-sharing", "health-and-care"): (2, 1),
        ("Best practices", "human-capital", "health-and-care"): (1, 0),
        ("Best practices", "data-sharing", "agri-food"): (1, 0),
        ("Best practices", "none", "none"): (1, 0),
        ("Fieldlabs", "data-sharing", "health-and-care"): (1, 0),
    }


def test_each_number_leads_to_the_list_of_those_pages(browser, on_the_matrix):
    followed = 0
    for query in ({}, {"locale": "nl"}, {"type": "best-practice"}):
        for cell in cells_of(browser, **query).values():
            for number, url in ((cell.live, cell.live_url), (cell.drafts, cell.drafts_url)):
                if number:
                    followed += 1
                    assert len(rows(browser, url)) == number, url
    assert followed > 15


def test_a_crossing_without_anything_live_is_a_gap(browser, on_the_matrix):
    cells = cells_of(browser, type="fieldlab")
    table = rows(browser, MATRIX, type="fieldlab")[0]

    assert not cells["Fieldlabs", "data-sharing", "health-and-care"].is_gap
    assert cells["Fieldlabs", "human-capital", "health-and-care"].is_gap
    assert table.gaps == 5 * 8 - 1


def test_the_matrix_is_exported_a_row_for_each_crossing(browser, on_the_matrix):
    found = exported(browser, MATRIX, type="best-practice")

    assert {
        "Type": "Best practices", "Building block": "Data sharing", "Application area": "Health and care",
        "Live": "2", "Drafts": "1",
    } in found  # fmt: skip
    # Six rows (five blocks and none) of nine columns (eight areas and none).
    assert len(found) == 54


def test_the_matrix_counts_what_somebody_may_work_on_only(client, on_the_matrix):
    client.force_login(make_writer_below(section(FieldlabIndexPage)))

    counted = {cell.kind: cell.live for cell in cells_of(client).values() if cell.live}

    assert counted == {"Everything": 1, "Fieldlabs": 1}


# --- Ageing -----------------------------------------------------------------------------------------------


def test_what_is_oldest_comes_first(browser, practices):
    for title, days in (("Vers", 1), ("Oud", 500), ("Ouder", 900)):
        page = BestPracticePageFactory(parent=practices, title=title, evidence_level="measured")
        moment = timezone.now() - timedelta(days=days)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=moment, first_published_at=moment)
        if title != "Oud":
            EvidenceConfirmationFactory(
                work=page.translation_key, contributor=ContributorFactory(), confirmed_on=moment.date()
            )

    assert titles(browser, AGEING) == ["Ouder", "Oud", "Vers"]
    assert titles(browser, AGEING, ordering="confirmed_on") == ["Oud", "Ouder", "Vers"]
    assert titles(browser, AGEING, untouched="24") == ["Ouder"]
    assert titles(browser, AGEING, unconfirmed="never") == ["Oud"]
    assert exported(browser, AGEING)[1]["Type"] == "Best practice"


def test_ageing_content_is_shown_to_who_may_edit_it(client, practices):
    BestPracticePageFactory(parent=practices, title="Niet")
    FieldlabPageFactory(parent=section(FieldlabIndexPage), title="Wel")
    client.force_login(make_writer_below(section(FieldlabIndexPage)))

    assert titles(client, AGEING) == ["Wel"]


# --- Alternative texts ------------------------------------------------------------------------------------


def figure(image, **values):
    return ("figure", {"image": image, "alt": "", "is_decorative": False, "caption": "", **values})


@pytest.fixture
def images(site):
    return HubImageFactory(title="Zonder", description=""), HubImageFactory(title="Met", description="Een weefgetouw")


def test_images_without_words_are_listed_wherever_they_are(browser, practices, images):
    image, described = images
    BestPracticePageFactory(parent=practices, title="Paginabeeld", image=image)
    BestPracticePageFactory(parent=practices, title="Heeft woorden", image=image, image_alt="Draden")
    BestPracticePageFactory(parent=practices, title="Siert", image=image, image_is_decorative=True)
    StandardPageFactory(parent=section(HomePage), title="In de tekst", body=[figure(image), figure(described)])
    StandardPageFactory(
        parent=section(HomePage),
        title="In orde",
        body=[figure(image, alt="Draden"), figure(image, is_decorative=True)],
    )

    found = [(row.title, row.where, row.kind) for row in rows(browser, ALT_TEXT)]

    assert found == [
        ("In de tekst", "Image in a text (2)", "Page"),
        ("Paginabeeld", "Image of a page", "Best practice"),
        ("Zonder", "Image library", "Image"),
    ]
    assert titles(browser, ALT_TEXT, place="library") == ["Zonder"]
    assert titles(browser, ALT_TEXT, locale="en") == []
    assert [row["Title"] for row in exported(browser, ALT_TEXT)] == ["In de tekst", "Paginabeeld", "Zonder"]


def test_each_image_leads_to_where_it_gets_its_words(browser, practices, images):
    page = BestPracticePageFactory(parent=practices, title="Paginabeeld", image=images[0])

    urls = [row.url for row in rows(browser, ALT_TEXT)]

    assert urls == [f"/admin/pages/{page.pk}/edit/", f"/admin/images/{images[0].pk}/"]
    assert {browser.get(url).status_code for url in urls} == {200}


def test_images_of_others_are_not_shown(client, practices, images):
    BestPracticePageFactory(parent=practices, title="Niet van haar", image=images[0])
    client.force_login(make_writer_below(section(FieldlabIndexPage)))

    assert titles(client, ALT_TEXT) == []
    assert HubImage.objects.filter(description="").exists()


# --- Translations -----------------------------------------------------------------------------------------


@pytest.fixture
def in_every_lack(practices, english):
    """A work for each thing that can be the matter with a translation, and one with which nothing is."""
    missing = publish(BestPracticePageFactory(parent=practices, title="Ontbreekt"))
    waiting = publish(BestPracticePageFactory(parent=practices, title="Ligt klaar"))
    page_translate(page=waiting, locale=english)
    outdated = publish(BestPracticePageFactory(parent=practices, title="Verouderd"))
    translated = publish(page_translate(page=outdated, locale=english), title="Outdated")
    publish(outdated, lessons="<p>Nieuw</p>")
    fine = publish(BestPracticePageFactory(parent=practices, title="In orde"))
    publish(page_translate(page=fine, locale=english), title="Fine")
    return missing, translated


def test_translations_are_listed_by_what_is_the_matter(browser, in_every_lack):
    found = [(row.title, row.lack, row.original, row.language, row.action) for row in rows(browser, TRANSLATIONS)]

    assert found == [
        ("Outdated", "Outdated", "Dutch", "English", "Check"),
        ("Ligt klaar", "Not published yet", "Dutch", "English", ""),
        ("Ontbreekt", "Missing", "Dutch", "English", "Translate"),
    ]
    assert titles(browser, TRANSLATIONS, lack="missing") == ["Ontbreekt"]
    assert titles(browser, TRANSLATIONS, locale="nl") == []
    assert titles(browser, TRANSLATIONS, type="fieldlab") == []
    assert [row["State"] for row in exported(browser, TRANSLATIONS)] == ["Outdated", "Not published yet", "Missing"]


def test_a_translation_is_begun_from_the_report(browser, editor, in_every_lack):
    row = rows(browser, TRANSLATIONS, lack="missing")[0]

    asked = browser.get(row.action_url)
    answer = browser.post(row.action_url)

    draft = BestPracticePage.objects.get(title="Ontbreekt", locale__language_code="en")
    assert "Make the draft in English" in asked.content.decode()
    assert answer.url == f"/admin/pages/{draft.pk}/edit/"
    assert (draft.live, draft.owner, draft.translated_from_id) == (
        False,
        editor,
        in_every_lack[0].live_revision_id,
    )
    assert titles(browser, TRANSLATIONS, lack="missing") == []
    assert browser.get(row.action_url).url == answer.url


def test_an_outdated_translation_is_checked_and_marked(browser, editor, in_every_lack):
    row = rows(browser, TRANSLATIONS, lack="outdated")[0]
    page = browser.get(row.action_url).content.decode()

    changes = BestPracticePage.objects.get(title="Verouderd")
    compare = reverse(
        "wagtailadmin_pages:revisions_compare", args=[changes.pk, in_every_lack[1].translated_from_id, "live"]
    )
    assert compare in page
    assert browser.get(compare).status_code == 200

    answer = browser.post(row.action_url)

    translated = BestPracticePage.objects.get(pk=in_every_lack[1].pk)
    assert urlsplit(answer.url).path == TRANSLATIONS
    assert not translated.is_outdated
    assert titles(browser, TRANSLATIONS, lack="outdated") == []
    assert PageLogEntry.objects.filter(page=translated.pk, action=views.CHECKED, user=editor).count() == 1


def test_who_may_not_translate_or_publish_is_not_offered_to_and_is_refused(client, practices, in_every_lack):
    missing, translated = in_every_lack
    translate, check = (
        reverse("translate_page", args=[missing.pk, "en"]),
        reverse("translation_check", args=[translated.pk]),
    )
    # In Dutch only: the English section is not hers.
    dutch = make_writer_below(practices)
    drafter = make_writer_below(practices, section(BestPracticeIndexPage, "en"), rights=["add_page", "change_page"])
    before = Page.objects.count()

    for user, url in ((dutch, translate), (dutch, check), (drafter, check)):
        client.force_login(user)
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302
            assert urlsplit(answer.url).path == "/admin/"
    client.force_login(dutch)

    assert [(row.title, row.action) for row in rows(client, TRANSLATIONS)] == [("Ontbreekt", "")]
    assert Page.objects.count() == before
    assert BestPracticePage.objects.get(pk=translated.pk).is_outdated


def test_a_page_whose_section_has_no_translation_says_what_comes_first(browser, site, english):
    above = publish(StandardPageFactory(parent=section(HomePage), title="Boven"))
    below = publish(StandardPageFactory(parent=above, title="Beneden"))

    answer = browser.get(reverse("translate_page", args=[below.pk, "en"])).content.decode()

    assert "Translate “Boven” into English first" in answer
    assert reverse("translate_page", args=[above.pk, "en"]) in answer
    assert [row.action for row in rows(browser, TRANSLATIONS)] == ["", "Translate"]


def test_wagtails_button_leads_to_the_guarded_screen(browser, practices):
    page = publish(BestPracticePageFactory(parent=practices, title="Ontbreekt"))
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])

    assert address in browser.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert browser.get(address).url == reverse("translate_page", args=[page.pk, "en"])


def test_wagtails_form_cannot_be_posted_past_the_guard(client, practices, english):
    page = publish(BestPracticePageFactory(parent=practices, title="Ontbreekt"))
    client.force_login(make_writer_below(practices))

    client.post(reverse("simple_translation:submit_page_translation", args=[page.pk]), {"locales": [english.pk]})

    assert not page.has_translation(english)


# --- Queries ----------------------------------------------------------------------------------------------


# --- Files that search cannot read ------------------------------------------------------------------------


def make_document(title, state, **values):
    document = HubDocumentFactory(title=title, file=SimpleUploadedFile("stuk.pdf", title.encode()), **values)
    FileText.objects.create(digest=document.file_hash, state=state, is_cut=state == "read" and title == "Lang")
    return document


def test_files_that_search_cannot_read_are_listed_with_what_to_do(browser, site):
    for title, state in (("Slot", "encrypted"), ("Goed", "read"), ("Wacht", "waiting"), ("Lang", "read")):
        make_document(title, state)
    HubDocumentFactory(title="Niet aangeboden", file=SimpleUploadedFile("ander.pdf", b"anders"))

    assert {row.title: str(row.said) for row in rows(browser, FILES)} == {
        "Lang": "Search finds the words of its first pages; the rest is too long.",
        "Slot": "It asks for a password. Upload it without one to have its words found.",
    }
    assert [(row["Title"], row["What is wrong with it"][:30]) for row in exported(browser, FILES)] == [
        ("Lang", "Search finds the words of its "),
        ("Slot", "It asks for a password. Upload"),
    ]


def test_files_of_others_are_not_in_the_report(client, site):
    closed = Collection.get_first_root_node().add_child(name="Van anderen")
    make_document("Slot", "encrypted")
    make_document("Andermans", "encrypted", collection=closed)
    client.force_login(make_moderator())

    assert titles(client, FILES) == []


def test_the_form_of_a_document_says_what_search_makes_of_it(browser, site):
    locked = make_document("Slot", "encrypted")
    sheet = HubDocumentFactory(file=SimpleUploadedFile("blad.csv", b"a;b"))
    unread = HubDocumentFactory(file=SimpleUploadedFile("stuk.pdf", b"nieuw"))

    def said(document):
        form = browser.get(reverse("wagtaildocs:edit", args=[document.pk])).context["form"]
        return str(form.fields["file"].help_text)

    assert [said(document) for document in (locked, sheet, unread)] == [
        "It asks for a password. Upload it without one to have its words found.",
        "Search does not read files of this kind.",
        "Search reads it once a published page offers it to everybody who sees that page.",
    ]


def fill(number, english):
    practices = section(BestPracticeIndexPage)
    blocks, areas = list(BuildingBlock.objects.all()), list(ApplicationArea.objects.all())
    image = HubImageFactory(description="")
    for position in range(number):
        page = BestPracticePageFactory(parent=practices, title=f"Beeld {position}", image=image)
        page.building_blocks, page.application_areas = blocks, areas
        page.save()
        StandardPageFactory(parent=section(HomePage), title=f"Tekst {position}", body=[figure(image)])
        source = publish(BestPracticePageFactory(parent=practices, title=f"Bron {position}"))
        publish(page_translate(page=source, locale=english))
        publish(source, lessons="<p>Nieuw</p>")
        make_document(f"Slot {number} {position}", "encrypted")


def test_reports_ask_as_many_questions_for_thirty_rows_as_for_one(browser, site, terms, english):
    asked = {}
    for number in (1, 29):
        fill(number, english)
        for url in (*EVERY, *(f"{url}?export=csv" for url in EVERY)):
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                response = browser.get(url)
                b"".join(response) if response.streaming else response.content
            asked.setdefault(url, []).append(len(queries))

    for url, (one, thirty) in asked.items():
        assert one == thirty <= MOST, url
