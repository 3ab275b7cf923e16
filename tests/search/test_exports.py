"""Any search as CSV and as a workbook: every work, in order, for whom, and that no cell is ever a formula."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from hypothesis import given, settings as hypothesis_settings, strategies as st
from openpyxl import load_workbook

from search import exports
from search.documents import Period, public_id
from search.engines import get_engine
from search.exceptions import SearchUnavailable
from search.spreadsheets import Column, Table, safe_text, to_csv, to_xlsx
from tests.search.builders import days, make_document, period, store
from tests.search.pages import make_user, publish, publish_translation, restrict

FORMATS = ("csv", "xlsx")


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def rows_of(response):
    """Return the rows of a file as text."""
    assert response.status_code == 200
    if response["Content-Type"].startswith("text/csv"):
        return csv_rows(response.content)
    return [[str(cell or "") for cell in row] for row in sheet_of(response.content).values]


def titles(client, extension="csv", **params):
    _heading, *rows = rows_of(client.get(f"/search.{extension}", params))
    return [row[2] for row in rows]


# --- What is in it --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_whole(site, terms, client):
    moment = datetime(2025, 1, 31, 23, 30, tzinfo=UTC)
    (work,) = store(
        make_document(
            "Zes ziekenhuizen",
            summary="Zonder data\nte delen.",
            building_block=["human-capital", "data-sharing"],
            published_at=moment,
        )
    )

    heading, row = rows_of(client.get("/search.csv?lang=en"))

    assert dict(zip(heading, row, strict=True)) == {
        "Id": public_id(work),
        "Type": "Best practice",
        "Title": "Zes ziekenhuizen",
        "Summary": "Zonder data\nte delen.",
        "Address": "http://testserver/nl/zes-ziekenhuizen/",
        "Language": "Dutch",
        "Building block": "Human capital; Data sharing",
        "Application area": "",
        "Evidence": "",
        "Reuse": "",
        "Form": "",
        "Kind of event or publication": "",
        "Level": "",
        "For whom": "",
        "Phase": "",
        "Organisation": "",
        "Region": "",
        "Tag": "",
        # Half past midnight in Amsterdam.
        "Date": "2025-02-01",
        "Starts": "",
        "Ends": "",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_every_work_in_the_order_that_was_asked_whatever_the_page(site, client, extension):
    store(*(make_document(f"P{number:02}", published_at=days(-number)) for number in range(30)))

    assert titles(client, extension) == [f"P{number:02}" for number in range(30)]
    assert titles(client, extension, sort="title", page="2", size="5", when="ooit") == sorted(titles(client))


@pytest.mark.django_db
def test_the_keys_of_the_search_narrow_it(site, terms, client):
    store(
        make_document("Federatief leren", building_block=["data-sharing"]),
        make_document("Federatief delen"),
        make_document("Voorbij", type="event", periods=(period(-3),)),
    )

    assert titles(client, q="federatief", building_block="data-sharing") == ["Federatief leren"]
    assert sorted(titles(client)) == ["Federatief delen", "Federatief leren"]
    assert titles(client, type="event", past="1") == ["Voorbij"]
    assert titles(client, building_block="bestaat-niet") == []


@pytest.mark.django_db
def test_times_are_on_the_clock_of_the_site_and_whole_days_have_none(site, client):
    start, end = datetime(2031, 7, 1, 11, tzinfo=UTC), datetime(2031, 7, 1, 14, tzinfo=UTC)
    midnight = datetime(2031, 6, 30, 22, tzinfo=UTC)
    store(
        make_document("Middag", type="event", periods=(Period(start, end),)),
        make_document("Dagen", type="event", periods=(Period(midnight, midnight + timedelta(days=2), all_day=True),)),
    )

    by_title = {row[2]: row[-3:] for row in rows_of(client.get("/search.csv"))}
    assert by_title["Middag"] == ["2031-07-01", "2031-07-01 13:00", "2031-07-01 16:00"]
    assert by_title["Dagen"] == ["2031-07-01", "2031-07-01", "2031-07-02"]
    cells = {row[2]: row[-3:] for row in sheet_of(client.get("/search.xlsx").content).values}
    assert cells["Middag"] == (datetime(2031, 7, 1), datetime(2031, 7, 1, 13), datetime(2031, 7, 1, 16))


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_the_words_are_in_the_language_asked(site, client, extension):
    page = publish("Kanarie")
    publish_translation(page, "Canary")

    dutch, english = (rows_of(client.get(f"/search.{extension}?lang={code}")) for code in ("nl", "en"))
    assert [row[2] for row in english] == ["Title", "Canary"]
    assert [row[2] for row in dutch] == ["Titel", "Kanarie"]
    assert (dutch[1][5], english[1][5]) == ("Nederlands; Engels", "Dutch; English")
    assert [row[0] for row in dutch[1:]] == [row[0] for row in english[1:]]


@pytest.mark.django_db
def test_a_workbook_is_ready_to_work_with(site, client):
    store(make_document("Een"), make_document("Twee"))

    sheet = sheet_of(client.get("/search.xlsx?lang=en").content)

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Results", "A2", "A1:U3")
    assert sheet["A1"].font.bold is True
    assert sheet["E2"].hyperlink.target == sheet["E2"].value
    assert sheet.column_dimensions["C"].width == 50


@pytest.mark.django_db
def test_a_type_of_page_that_is_a_facet_without_columns_of_its_own_has_one(site, client, settings):
    settings.HUB_SEARCH_FACETS = ["search.facets.type_facet", "search.facets.language_facet"]

    [heading] = rows_of(client.get("/search.csv?lang=en"))
    assert heading == ["Id", "Type", "Title", "Summary", "Address", "Language", "Date", "Starts", "Ends"]


# --- More than a file holds -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_that_does_not_hold_everything_says_so(site, client, monkeypatch, extension):
    monkeypatch.setattr(exports, "MAX_ROWS", 3)
    store(*(make_document(f"P{number}", published_at=days(-number)) for number in range(4)))

    response = client.get(f"/search.{extension}?lang=en&past=1")
    address = "http://testserver/api/v1/search/?past=1&lang=en"
    _heading, *rows, note = rows_of(response)

    assert [row[2] for row in rows] == ["P0", "P1", "P2"]
    assert note[0] == f"These are the first 3 of 4 works. Narrow the search, or ask the API: {address}"
    assert set(note[1:]) == {""}
    assert response["X-Total-Count"] == "4"
    assert response["Link"] == f'<{address}>; rel="alternate"; type="application/json"'
    assert len(client.get(address).json()["items"]) == 4


@pytest.mark.django_db
def test_a_file_that_holds_everything_says_nothing(site, client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_ROWS", 3)
    store(*(make_document(f"P{number}") for number in range(3)))

    response = client.get("/search.csv")
    assert (len(rows_of(response)), response["X-Total-Count"], "Link" in response) == (4, "3", False)


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_works(
    site, terms, client, number, extension, django_assert_num_queries
):
    store(*(make_document(f"P{n}", building_block=["data-sharing"], tag=["zorg"]) for n in range(number)))
    client.get("/search.csv")

    # The state of the index, the works, and their rows.
    with django_assert_num_queries(3):
        response = client.get(f"/search.{extension}")

    assert len(rows_of(response)) == number + 1


# --- Asking again ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_an_unchanged_file_is_304_and_another_one_is_not(site, client, extension, content_type):
    store(make_document("Een"))
    first = client.get(f"/search.{extension}?q=één")
    today = timezone.localdate().isoformat()

    assert first["Content-Type"] == content_type
    assert first["Content-Disposition"] == f'attachment; filename="ai-coalitie-een-{today}.{extension}"'
    assert first["Cache-Control"] == "public, max-age=300"
    known = {"if-none-match": first["ETag"]}
    again = client.get(f"/search.{extension}?q=één", headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    store(make_document("Een ander"))
    changed = client.get(f"/search.{extension}?q=één", headers=known)
    assert (changed.status_code, len(rows_of(changed))) == (200, 3)


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_only_reading_is_possible(site, client, extension):
    refused = client.post(f"/search.{extension}")

    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert client.head(f"/search.{extension}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_says_so_when_search_does_not_answer(site, client, monkeypatch, extension):
    def down(*args):
        raise SearchUnavailable

    monkeypatch.setattr(get_engine(), "works", down)
    response = client.get(f"/search.{extension}")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


# --- Who sees what --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("extension", FORMATS)
def test_a_private_page_is_in_nobodys_file_but_theirs(site, client, extension):
    page = publish("Kanarie")
    publish_translation(page, "Canary")
    publish("Mus")
    assert sorted(titles(client, extension)) == ["Kanarie", "Mus"]

    restrict(page)

    assert [titles(client, extension, lang=code) for code in ("nl", "en")] == [["Mus"], ["Mus"]]
    client.force_login(make_user())
    response = client.get(f"/search.{extension}")
    assert sorted(titles(client, extension)) == ["Kanarie", "Mus"]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_work_that_an_engine_still_finds_is_left_out_when_it_is_private(site, client, monkeypatch):
    page = publish("Kanarie")
    publish("Mus")
    stale = get_engine().works(exports.export_query(exports.SearchQuery()))
    restrict(page)
    monkeypatch.setattr(get_engine(), "works", lambda query: stale)

    assert titles(client) == ["Mus"]


# --- No cell is a formula -------------------------------------------------------------------------------

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u200b=1",
    "＝1+1",
    "\ttekst",
    "a;=1",
    "a; +1",
]


@pytest.mark.django_db
@pytest.mark.parametrize("title", FORMULAS)
def test_no_title_is_a_formula_in_csv(site, client, title):
    store(make_document(title, url="/nl/x/", summary=title))

    [_heading, row] = rows_of(client.get("/search.csv"))

    assert (row[2], row[3]) == (safe_text(title), safe_text(title))
    # Where a program splits at semicolons, whatever the quotes say, no part is a formula either.
    for cell in row:
        assert not any(
            part.lstrip(" \u200b").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for part in cell.split(";")
        )


@pytest.mark.parametrize("text", ["Een titel", "a-b", "1+1=2", "'s Ochtends", "“=1”", "zorg; welzijn", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert safe_text(text) == text


@pytest.mark.django_db
@pytest.mark.parametrize("title", [*FORMULAS, "#N/A", "#REF!", "1", "2026-01-01", "a\x0bb"])
def test_a_title_is_text_in_a_workbook(site, client, title):
    store(make_document(title, url="/nl/x/"))

    cell = sheet_of(client.get("/search.xlsx").content)["C2"]

    assert cell.data_type in ("s", "inlineStr")
    # A parser reads every end of a line as one line feed (XML 1.0, section 2.11).
    assert cell.value == title.replace("\r", "\n").replace("\x0b", "")


@given(st.lists(st.text(max_size=20), min_size=2, max_size=2), st.text(max_size=10))
@hypothesis_settings(deadline=None, max_examples=50)
def test_any_text_makes_a_file(words, note):
    table = Table("Blad", [Column("Titel"), Column("Adres", is_link=True)], [words], note)

    heading, row, *rest = csv_rows(to_csv(table))
    assert (heading, len(row), len(rest)) == (["Titel", "Adres"], 2, bool(note))
    assert row == [safe_text(word) for word in words]
    assert to_xlsx(table).startswith(b"PK")


# --- How often ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_takes_too_many_files_waits_and_everything_else_goes_on(site, client, settings):
    settings.HUB_RATES = {**settings.HUB_RATES, "export": "2/h"}

    assert [client.get(path).status_code for path in ("/search.csv", "/search.xlsx", "/search.csv")] == [200, 200, 429]
    refused = client.get("/search.csv")
    assert (refused["Content-Type"], int(refused["Retry-After"]) > 0) == ("text/plain; charset=utf-8", True)
    others = ["/nl/", "/nl/search/", "/nl/search/?q=x", "/search.atom", "/events.ics", "/api/v1/search/"]
    assert {path: client.get(path).status_code for path in others} == dict.fromkeys(others, 200)


# --- Found ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_and_the_api_lead_to_every_form_of_the_search(site, terms, client):
    path = "q=data&building_block=data-sharing&past=1&sort=title"
    store(make_document("Data delen", building_block=["data-sharing"]))

    html = client.get(f"/en/search/?{path}&page=1&size=10").content.decode()
    links = client.get(f"/api/v1/search/?{path}&size=10&lang=en").json()["links"]

    for key, address in (("csv", "/search.csv"), ("xlsx", "/search.xlsx"), ("json", "/api/v1/search/")):
        assert f'href="{address}?{path}&lang=en"'.replace("&", "&amp;") in html
        assert links[key] == f"http://testserver{address}?{path}&lang=en"
        parts = urlsplit(links[key])
        assert client.get(parts.path, parse_qs(parts.query)).status_code == 200


def test_dates_of_a_table_are_written_as_iso_says():
    table = Table("Blad", [Column("Dag")], [[date(2026, 1, 31)], [datetime(2026, 1, 31, 9, 5)], [None]])

    assert csv_rows(to_csv(table)) == [["Dag"], ["2026-01-31"], ["2026-01-31 09:05"], [""]]
