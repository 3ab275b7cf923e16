"""The report of what people search for, and the three things that an editor can do from a row."""

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page

from knowledge.models import BestPracticeIndexPage, BestPracticePage, FieldlabIndexPage
from knowledge.services import best_practice_draft
from search.models import AskedQuestion, OpenedWork
from tests.hub.editors import make_editor, make_moderator, make_user, make_writer_below, section
from tests.search.pages import publish, publish_translation

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/hub/search/"
DRAFT = "/admin/insight/draft/"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def browser(client, site):
    client.force_login(make_editor())
    return client


def asked(words, times=3, *, days_ago=0, language="nl", opened=0, found=0):
    return AskedQuestion.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago), language=language, digest=uuid4().hex, words=words,
        times=times, opened=opened, found=found,
    )  # fmt: skip


def rows(browser, **query):
    answer = browser.get(REPORT, query)
    assert answer.status_code == 200
    return list(answer.context["object_list"])


def words(browser, **query):
    return [row.words for row in rows(browser, **query)]


def test_days_are_added_up_the_most_asked_first_and_the_last_answer_counts(browser):
    asked("zorg", 2, days_ago=5, opened=1, found=9)
    asked("zorg", 4, days_ago=1, opened=1, found=7)
    asked("zorg", 1, found=None)
    asked("zorg", 3, language="en", found=2)
    asked("ai", 9, opened=12)
    asked("", 50)

    found = [(r.words, r.language_name, r.times, r.found, r.opened, r.share) for r in rows(browser)]

    assert found == [
        ("ai", "Dutch", 9, 0, 12, 100), ("zorg", "Dutch", 7, 7, 2, 29), ("zorg", "English", 3, 2, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("words", [[], ["zorg"]])
def test_it_says_when_a_question_is_here_also_when_none_is(browser, words):
    for word in words:
        asked(word)

    assert browser.get(REPORT).content.decode().count("A question is here once it was asked often enough") == 1


def test_it_is_filtered_by_period_language_and_what_finds_nothing(browser):
    asked("vandaag", found=1)
    asked("deze maand", days_ago=29)
    asked("dit kwartaal", days_ago=89, language="en")

    assert words(browser) == ["deze maand", "vandaag"]
    assert words(browser, period="7") == ["vandaag"]
    assert words(browser, period="90") == ["deze maand", "dit kwartaal", "vandaag"]
    assert words(browser, period="90", language="en") == ["dit kwartaal"]
    assert words(browser, nothing="1") == ["deze maand"]
    assert words(browser, period="onzin") == ["deze maand", "vandaag"]


def test_what_is_opened_most_is_named_in_the_language_of_the_question(browser):
    page, other = publish("Kanarie"), publish("Mus")
    publish_translation(page, "Canary")
    for language in ("nl", "en"):
        for days_ago in (0, 1):
            row = asked("vogel", language=language, days_ago=days_ago)
            OpenedWork.objects.create(question=row, work=page.translation_key, times=2)
            OpenedWork.objects.create(question=row, work=other.translation_key, times=3 - 2 * days_ago)

    # Five of one and four of the other on both days together.
    assert [(row.language, row.opened_most) for row in rows(browser)] == [("en", "Canary"), ("nl", "Kanarie")]


def test_each_row_leads_to_forms_that_are_filled_in(browser):
    asked("a & b=c")

    (row,) = rows(browser)

    assert [label for label, _url in row.actions] == ["Add a synonym", "Promote a result"]
    forms = [browser.get(url).context["form"] for _label, url in row.actions]
    assert [forms[0]["expressions"].value(), forms[1]["words"].value()] == ["a & b=c", "a & b=c"]
    assert [parse_qs(urlsplit(url).query) for _label, url in row.actions] == [
        {"expressions": ["a & b=c"]}, {"words": ["a & b=c"]},
    ]  # fmt: skip


def test_a_draft_begins_with_one_click(browser):
    asked("taalmodel in de zorg")
    html = browser.get(REPORT).content.decode()
    assert f'action="{DRAFT}"' in html

    answer = browser.post(DRAFT, {"words": "taalmodel in de zorg", "language": "nl"})

    page = BestPracticePage.objects.get()
    assert answer.url == f"/admin/pages/{page.pk}/edit/"
    assert browser.get(answer.url).status_code == 200
    assert (page.title, page.live, page.locale.language_code, page.owner.email) == (
        "Taalmodel in de zorg", False, "nl", answer.wsgi_request.user.email,
    )  # fmt: skip
    assert page.get_parent().specific == section(BestPracticeIndexPage)
    assert browser.get("/nl/search/?q=taalmodel").context["results"].total == 0


def test_the_form_of_a_draft_is_protected(site):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_editor())
    asked("zorg")
    token = strict.get(REPORT).context["object_list"][0].csrf_token

    assert strict.post(DRAFT, {"words": "zorg", "language": "nl"}).status_code == 403
    assert strict.post(DRAFT, {"words": "zorg", "language": "nl", "csrfmiddlewaretoken": token}).url.endswith("/edit/")


def test_a_draft_needs_words_a_language_of_the_site_and_a_post(browser):
    assert browser.post(DRAFT, {"words": "  ", "language": "nl"}).url == REPORT
    assert browser.post(DRAFT, {"words": "zorg", "language": "fr"}).status_code == 404
    assert browser.get(DRAFT).status_code == 405
    assert not BestPracticePage.objects.exists()


def test_the_service_refuses_no_title_and_cuts_a_long_one(site):
    parent = section(BestPracticeIndexPage, "en")
    with pytest.raises(ValidationError):
        best_practice_draft(title=" \n ", parent=parent)

    draft = best_practice_draft(title="x" * 300, parent=parent)

    assert (len(draft.title), draft.locale.language_code, draft.latest_revision is not None) == (255, "en", True)


def test_who_may_not_add_there_is_not_offered_to_and_is_refused(client, site):
    asked("zorg")
    asked("care", language="en")
    dutch = make_writer_below(section(BestPracticeIndexPage))
    client.force_login(dutch)

    offered = {row.words: (row.actions, bool(row.draft_url)) for row in rows(client)}
    refused = client.post(DRAFT, {"words": "care", "language": "en"})

    assert offered == {"zorg": ([], True), "care": ([], False)}
    assert (refused.status_code, urlsplit(refused.url).path) == (302, "/admin/")
    assert not BestPracticePage.objects.exists()


def test_it_is_for_who_writes_or_reviews(client, site):
    before = Page.objects.count()
    answers = {}
    people = {
        "editor": make_editor(), "moderator": make_moderator(), "member": make_user(),
        "elsewhere": make_writer_below(section(FieldlabIndexPage)),
    }  # fmt: skip
    for name, user in people.items():
        client.force_login(user)
        draft = client.post(DRAFT, {"words": "zorg", "language": "nl"})
        answers[name] = (client.get(REPORT).status_code, draft.status_code, Page.objects.count() - before)
        before = Page.objects.count()

    assert answers == {
        "editor": (200, 302, 1), "moderator": (200, 302, 0), "member": (302, 302, 0), "elsewhere": (200, 302, 0),
    }  # fmt: skip


def test_spreadsheets_hold_the_same_and_no_formula(browser):
    asked("=cmd|'/c calc'", 5, opened=1)

    answer = browser.get(REPORT, {"export": "csv"})
    (line,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    book = openpyxl.load_workbook(io.BytesIO(browser.get(REPORT, {"export": "xlsx"}).getvalue()))

    assert (line["Words"], line["Language"], line["Times"], line["Opened"]) == ("'=cmd|'/c calc'", "Dutch", "5", "1")
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("=cmd|'/c calc'", "s")


@pytest.mark.parametrize("number", [1, 30])
def test_thirty_rows_cost_as_much_as_one(browser, number):
    page = publish("Kanarie")
    for n in range(number):
        OpenedWork.objects.create(question=asked(f"vraag {n}"), work=page.translation_key, times=1)
    browser.get(REPORT)

    with CaptureQueriesContext(connection) as captured:
        found = rows(browser)

    assert (len(found), {row.opened_most for row in found}) == (number, {"Kanarie"})
    # Three of them ask for the menu whether the person reviews, plans and imports.
    assert len(captured) <= 17
