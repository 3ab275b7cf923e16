"""Counting searches: no words before the third time, nothing of anybody, forgotten in time, never in the way."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from search import insight, insight_services, seen
from search.insight import RECORDER, Question, Recorder, Tally, is_personal, question_of
from search.models import AskedQuestion, OpenedWork
from search.normalise import normalise
from tests.hub.editors import make_editor
from tests.search.builders import make_document, store
from tests.search.pages import make_user, publish

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY = date(2026, 11, 20)
KANARIE = "/nl/search/?q=kanarie"


def person(number=1):
    """Return the browser of one visitor."""
    return Client(headers={"user-agent": BROWSER}, REMOTE_ADDR=f"192.0.2.{number}")


def ask(*numbers, address=KANARIE):
    for number in numbers:
        person(number).get(address)
    insight.flush()


def counts():
    return list(AskedQuestion.objects.order_by("day", "words").values_list("words", "times", "opened", "found"))


def stored_texts():
    """Return everything that stands in any table, as one text."""
    texts = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all().values_list():
            texts.extend(str(value) for value in row)
    return "\n".join(texts).lower()


# --- Words and the threshold ------------------------------------------------------------------------------


def test_a_question_asked_twice_leaves_no_words_anywhere_and_the_third_time_does(site):
    ask(1, 2)
    assert counts() == [("", 2, 0, 0)]
    assert "kanarie" not in stored_texts()

    ask(3)
    assert counts() == [("kanarie", 3, 0, 0)]
    assert "kanarie" in stored_texts()


def test_nothing_of_a_visitor_is_stored(site):
    ask(1, 2, 3)

    texts = stored_texts()
    assert [part for part in ("192.0.2", "mozilla", "firefox") if part in texts] == []


def test_the_digest_is_keyed_and_differs_by_month_and_by_language(settings):
    november = Question(DAY, "nl", "ai", "ai").digest
    others = {Question(date(2026, 12, 1), "nl", "ai", "ai").digest, Question(DAY, "en", "ai", "ai").digest}
    same = Question(DAY + timedelta(days=1), "nl", "AI", "ai").digest
    settings.SECRET_KEY = "another"

    assert same == november
    assert len({november, *others, Question(DAY, "nl", "ai", "ai").digest}) == 4


def test_days_of_one_month_count_together_and_another_month_does_not():
    days = [date(2026, 11, 3), date(2026, 11, 9), date(2026, 12, 1)]
    for day in days:
        insight_services.questions_count(tallies={Question(day, "nl", "zorg", "zorg"): Tally(times=1, found=4)})
    assert [row[0] for row in counts()] == ["", "", ""]

    insight_services.questions_count(tallies={Question(days[1], "nl", "zorg", "zorg"): Tally(times=1)})

    by_day = dict(AskedQuestion.objects.values_list("day", "words"))
    assert by_day == {days[0]: "zorg", days[1]: "zorg", days[2]: ""}
    assert AskedQuestion.objects.get(day=days[1]).found == 4


def test_words_that_are_known_are_known_in_the_next_month_too():
    for day, times in ((date(2026, 11, 3), 3), (date(2026, 12, 1), 1)):
        insight_services.questions_count(tallies={Question(day, "nl", "zorg", "zorg"): Tally(times=times)})

    assert [row[:2] for row in counts()] == [("zorg", 3), ("zorg", 1)]


def test_accents_and_capitals_make_no_other_question():
    one, two = (question_of(normalise(text), "nl", DAY) for text in ("Coördinatie", "COORDINATIE"))

    insight_services.questions_count(tallies={one: Tally(times=2), two: Tally(times=1)})

    assert [row[1] for row in counts()] == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("noor@hub.example", True),
        ("mail noor ＠ hub", True),
        ("06-12345678", True),
        ("+31 6 12 34 56 78", True),
        ("bsn 123456782", True),
        ("NL91ABNA0417164300", True),
        ("12-05-1980", True),
        ("١٢٣٤٥٦٧٨", True),
        ("AI Act 2024", False),
        ("verordening 2024/1689", False),
        ("1234 AB", False),
        ("GPT-4", False),
    ],
)
def test_what_looks_like_somebodys_data_is_recognised(text, expected):
    assert is_personal(text) is expected
    assert (question_of(normalise(text), "nl") is None) is expected


def test_such_a_question_is_not_even_counted(site):
    ask(1, 2, 3, 4, address="/nl/search/?q=kanarie+06-12345678")

    assert counts() == []


# --- What counts ------------------------------------------------------------------------------------------


def test_who_repeats_a_question_within_the_hour_is_counted_once(site):
    ask(1, 1, 1)

    assert counts() == [("", 1, 0, 0)]


def test_what_a_visitor_says_of_the_way_here_makes_no_other_visitor(site, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(3):
        made_up = {"user-agent": BROWSER, "x-forwarded-for": f"203.0.113.{number}, 192.0.2.7"}
        Client(headers=made_up).get(KANARIE)
    insight.flush()

    assert [row[1] for row in counts()] == [1]


def test_after_an_hour_it_counts_again_and_nobody_is_remembered(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(seen.time, "monotonic", lambda: clock[0])
    recorder, question = Recorder(), Question(DAY, "nl", "ai", "ai")

    counted = []
    for moment in (0.0, 3599.0, 3601.0):
        clock[0] = moment
        counted.append(recorder.asked(question, "visitor"))

    assert counted == [True, False, True]
    assert len(recorder._seen) == 1


def test_memory_has_a_limit(monkeypatch):
    monkeypatch.setattr(seen, "MOST_SEEN", 10)
    recorder, question = Recorder(), Question(DAY, "nl", "ai", "ai")

    for number in range(50):
        recorder.asked(question, str(number))

    assert len(recorder._seen) == 10


def test_robots_prefetches_other_pages_and_forms_without_words_are_not_counted(site):
    person().get("/nl/search/?building_block=data-sharing")
    person().get("/nl/search/?q=kanarie&page=2")
    person().head(KANARIE)
    person().get(KANARIE, headers={"sec-purpose": "prefetch;prerender"})
    for agent in (
        "",
        "Googlebot/2.1",
        "curl/8",
        "python-requests/2",
        "Mozilla/5.0 (compatible; X; +https://x.example)",
    ):
        Client(headers={"user-agent": agent}).get(KANARIE)
    insight.flush()

    assert counts() == []


def test_members_count_and_who_works_on_the_site_does_not(site):
    for user in (make_user(), make_editor()):
        browser = person()
        browser.force_login(user)
        browser.get(KANARIE)
    insight.flush()

    assert counts() == [("", 1, 0, 0)]


def test_kept_pages_count_with_their_total(site):
    store(make_document("Kanarie"))
    ask(1)
    AskedQuestion.objects.update(found=None)
    browser = person(2)
    etag = browser.get(KANARIE).headers["ETag"]
    insight.flush()
    assert counts() == [("", 2, 0, 1)]

    assert person(3).get(KANARIE, headers={"if-none-match": etag}).status_code == 304
    insight.flush()
    assert counts() == [("kanarie", 3, 0, 1)]


def test_languages_are_counted_apart(site):
    ask(1)
    ask(1, address="/en/search/?q=kanarie")

    assert sorted(AskedQuestion.objects.values_list("language", "times")) == [("en", 1), ("nl", 1)]


# --- What is opened ---------------------------------------------------------------------------------------


def referred(browser, url, referer):
    return browser.get(url, headers={"referer": referer})


def test_a_work_opened_from_the_results_counts_once_kept_or_not(site):
    page, other = publish("Kanarie"), publish("Kanariepiet")
    for number in (1, 2):
        browser = person(number)
        browser.get(KANARIE)
        for url in (page.url, page.url, other.url):
            assert referred(browser, url, "http://testserver" + KANARIE + "&page=2").status_code == 200
    insight.flush()

    assert [row[1:3] for row in counts()] == [(2, 2)]
    assert dict(OpenedWork.objects.values_list("work", "times")) == {page.translation_key: 2, other.translation_key: 2}


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://testserver/nl/",
        "http://testserver/nl/search/",
        "http://testserver/nl/search/?type=event",
        "http://elsewhere.example/nl/search/?q=kanarie",
        "http://testserver/nl/search/?q=noor@hub.example",
        "http://[testserver/nl/search/?q=kanarie",
    ],
)
def test_a_visit_from_elsewhere_is_not_counted(site, referer):
    assert referred(person(), publish("Kanarie").url, referer).status_code == 200
    insight.flush()

    assert not AskedQuestion.objects.exists()


@pytest.mark.parametrize("url", ["/nl/", "/nl/best-practices/", "/nl/bestaat-niet/", "/nl/account/login/"])
def test_what_is_no_work_is_not_opened(site, url):
    referred(person(), url, "http://testserver" + KANARIE)
    insight.flush()

    assert not AskedQuestion.objects.exists()


# --- Writing and forgetting -------------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_time_and_then_after_the_answer(site, monkeypatch, django_assert_num_queries):
    browser = person()
    browser.get(KANARIE)
    with django_assert_num_queries(1):
        browser.get(KANARIE)
    assert not AskedQuestion.objects.exists()

    monkeypatch.setattr(insight, "FLUSH_SECONDS", 0.0)
    browser.get("/nl/")

    assert counts() == [("", 1, 0, 0)]


def test_many_questions_do_not_wait(monkeypatch):
    monkeypatch.setattr(insight, "MOST_WAITING", 3)

    for number in range(3):
        assert not RECORDER.is_due()
        RECORDER.asked(Question(DAY, "nl", f"q{number}", f"q{number}"), "visitor")
    insight.flush_when_due()

    assert AskedQuestion.objects.count() == 3


def test_an_error_breaks_no_request_and_tells_no_words(site, monkeypatch, caplog):
    def fail(**kwargs):
        raise ValueError("kanarie")

    monkeypatch.setattr(insight_services, "questions_count", fail)
    monkeypatch.setattr(insight, "FLUSH_SECONDS", 0.0)

    assert person().get(KANARIE).status_code == 200
    assert [(record.levelname, "kanarie" in record.getMessage()) for record in caplog.records] == [("ERROR", False)]


def test_old_rows_and_digests_of_months_that_are_over_are_forgotten(settings):
    settings.HUB_INSIGHT_DAYS = 30
    today = date(2026, 11, 20)
    for day, words in (
        (date(2026, 10, 20), "te oud"), (date(2026, 10, 21), "nog net"), (date(2026, 10, 31), ""),
        (date(2026, 11, 1), ""),
    ):  # fmt: skip
        AskedQuestion.objects.create(day=day, language="nl", digest=str(day), words=words, times=1)

    assert insight_services.prune(today=today) == 2
    assert [row[0] for row in counts()] == ["nog net", ""]


def test_the_flush_prunes_once_a_day(site, monkeypatch):
    monkeypatch.setattr(insight_services, "_pruned", {})
    for _time in range(2):
        AskedQuestion.objects.create(day=date(2020, 1, 1), language="nl", digest="x", words="oud")
        insight.flush()

    assert AskedQuestion.objects.count() == 1


def test_the_command_prunes_and_forgets_what_should_not_be_here(capsys):
    day = timezone.localdate()
    for words in ("jan jansen", "zorg"):
        AskedQuestion.objects.create(day=day, language="nl", digest=words, words=words)
    AskedQuestion.objects.create(day=date(2020, 1, 1), language="nl", digest="x", words="oud")

    call_command("prune_search_insight", "--forget", "Jan Jansen")

    assert re.search(r"\b2 rows", capsys.readouterr().out)
    assert [row[0] for row in counts()] == ["zorg"]


def test_nothing_is_counted_when_nothing_is_kept(site, settings):
    settings.HUB_INSIGHT_DAYS = 0

    ask(1)

    assert (counts(), connection.in_atomic_block) == ([], True)


def test_the_threshold_is_a_setting(site, settings):
    settings.HUB_INSIGHT_THRESHOLD = 2

    ask(1, 2)

    assert counts() == [("kanarie", 2, 0, 0)]
