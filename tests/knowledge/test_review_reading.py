"""What reviewers read, compare and check: words of fields, differences, findings, links."""

import socket
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from knowledge.enums import LinkState, SubmissionStatus as Status
from knowledge.models import BestPracticePage, LinkCheck
from knowledge.submissions import links
from knowledge.submissions.checks import findings_of, is_bsn, is_iban, personal_data
from knowledge.submissions.differences import DELETED, INSERTED, compare_lines, compare_words, differences
from knowledge.submissions.reading import html_lines, read_fields
from tests.factories.knowledge import FundingCallPageFactory, OutcomeFactory
from tests.factories.submissions import STEPS, make_submission


@pytest.fixture
def _steps(site, terms, monkeypatch):
    monkeypatch.setattr(BestPracticePage, "submission_steps", STEPS)


# --- Words ------------------------------------------------------------------------------------------------


def test_rich_text_is_lines_and_links_say_where_they_lead():
    html = (
        '<p>Zie <a href="https://a.example/?x=1&amp;y=2">dit</a> &amp; <a linktype="page" id="12">dat</a>.</p>'
        "<h3>Kop</h3><ul><li>een</li><li><b>twee</b></li></ul><p></p>"
    )
    assert html_lines(html) == ["Zie dit (https://a.example/?x=1&y=2) & dat (page 12).", "Kop", "– een", "– twee"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_steps")
def test_every_field_that_is_filled_in_is_read_in_the_order_of_the_form():
    submission = make_submission(block="data-sharing", costs="Weinig", is_example=True)
    page = submission.draft
    page.outcomes.add(OutcomeFactory.build(indicator="Heropnames", locale=page.locale))
    page.body = [
        {"type": "heading", "value": "Verder"},
        {"type": "paragraph", "value": "<p>Nog een <a href='https://b.example/'>link</a></p>"},
        {"type": "quote", "value": {"text": "Mooi werk", "source": "Ada"}},
    ]
    found = {field.name: field for field in read_fields(page)}
    assert list(found)[:6] == ["title", "summary", "problem", "approach", "result", "body"]
    assert found["result"].lines == ()
    assert found["body"].lines[1].endswith("Nog een link (https://b.example/)")
    assert any("Mooi werk" in line for line in found["body"].lines)
    assert "Heropnames" in found["outcomes"].text
    assert "20" in found["outcomes"].text
    assert found["building_blocks"].lines == ("Data delen",)
    assert found["costs"].lines == ("Weinig",)
    # Bookkeeping is not read.
    assert not {"path", "slug", "owner", "live", "locale", "translated_from"} & set(found)


# --- Differences --------------------------------------------------------------------------------------------


def kinds(pieces):
    return [(piece.kind, piece.text) for piece in pieces]


@pytest.mark.django_db
def test_a_moment_is_read_on_the_clock_of_the_site(site):
    page = FundingCallPageFactory(deadline=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    with translation.override("en"):
        read = {field.name: field.text for field in read_fields(page)}
    assert read["deadline"] == "1 January 2027, 00:30"


def test_words_that_changed_are_marked_on_their_side():
    old, new = compare_words("Wij maten niets en leerden veel.", "Wij maten alles en leerden veel.")
    assert kinds(old) == [("same", "Wij maten "), (DELETED, "niets"), ("same", " en leerden veel.")]
    assert kinds(new) == [("same", "Wij maten "), (INSERTED, "alles"), ("same", " en leerden veel.")]


def test_a_line_that_was_written_anew_is_marked_as_a_whole():
    old, new = compare_words("Een zin over appels.", "Heel iets anders dan eerst, zonder fruit")
    assert kinds(old) == [(DELETED, "Een zin over appels.")]
    assert kinds(new) == [(INSERTED, "Heel iets anders dan eerst, zonder fruit")]


def test_equal_lines_are_folded_around_a_change():
    lines = [f"regel {number}" for number in range(9)]
    rows = list(compare_lines(lines, [*lines[:4], "nieuw", *lines[4:]]))
    assert [row.folded for row in rows] == [3, 0, 0, 0, 4]
    assert kinds(rows[2].new) == [(INSERTED, "nieuw")]
    assert rows[2].old == ()


@given(
    st.lists(st.text(alphabet="ab c", max_size=8), max_size=6),
    st.lists(st.text(alphabet="ab c", max_size=8), max_size=6),
)
def test_both_sides_of_a_comparison_are_the_texts_themselves(old, new):
    rows = list(compare_lines(old, new))
    hidden = sum(row.folded for row in rows)
    for side, lines in (("old", old), ("new", new)):
        shown = "".join(piece.text for row in rows for piece in getattr(row, side))
        assert hidden or shown == "".join(lines)
        assert hidden <= len(lines)


@pytest.mark.django_db
@pytest.mark.usefixtures("_steps")
def test_only_fields_that_changed_are_compared():
    submission = make_submission(summary="Oud", block="data-sharing")
    old, new = submission.draft, submission.page.specific.get_latest_revision_as_object()
    new.summary, new.problem = "Nieuw", old.problem
    new.building_blocks = []
    assert [change.name for change in differences(old, new)] == ["summary", "building_blocks"]
    assert differences(old, old) == []


# --- Findings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mail jan.de.vries+x@zorg.example.nl of bel 06-12345678", 2),
        ("+31 6 1234 5678, 0031612345678, +31 (0)20 123 4567 en 020 1234567", 4),
        ("BSN 111222333", 1),
        ("Dossier 123456789 en € 123456789,50", 0),
        ("NL91 ABNA 0417 1643 00", 1),
        ("NL91 ABNA 0417 1643 01", 0),
        ("In 2024 waren er 2.140 patiënten, 15% minder; ISBN 978-90-123-4567-8", 0),
        ("", 0),
    ],
)
def test_data_about_people_are_seen_and_figures_are_not(text, count):
    assert len(personal_data(text)) == count


def test_check_digits_are_those_of_the_standards():
    assert is_bsn("111222333")
    assert not is_bsn("000000000")
    assert not is_bsn("111222334")
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB82")


@pytest.mark.django_db
@pytest.mark.usefixtures("_steps")
def test_findings_name_the_field_and_never_stop_anybody():
    submission = make_submission(
        status=Status.SUBMITTED, approach='<p>Bel 06-12345678, lees <a href="https://x.example/">hier</a></p>'
    )
    check = LinkCheck(submission=submission, url="https://x.example/", state=LinkState.BROKEN, status=404)
    with translation.override("en"):
        found = findings_of(submission.draft, [check])
    assert [(finding.kind, finding.label) for finding in found] == [
        ("missing", "The result"),
        ("missing", "Outcomes"),
        ("link", ""),
        ("personal", "The approach"),
        ("words", ""),
    ]


# --- Links ------------------------------------------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """Paths that answer in every way."""

    asked: list[tuple[str, str]] = []

    def answer(self):
        self.asked.append((self.command, self.path))
        status, headers = {
            "/ok": (200, {}),
            "/gone": (404, {}),
            "/ill": (500, {}),
            "/no-head": (405 if self.command == "HEAD" else 200, {}),
            "/login": (403, {}),
            "/away": (302, {"Location": "/ok"}),
            "/round": (302, {"Location": "/round"}),
            "/inside": (302, {"Location": "http://169.254.169.254/latest/"}),
            "/file": (302, {"Location": "file:///etc/passwd"}),
        }[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815 - the names that the server asks for

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Answers.asked.clear()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_links_are_followed_to_where_they_lead(server):
    def allowed(address, port):
        return (address, port) == ("127.0.0.1", server)

    expected = {
        "ok": (LinkState.ALIVE, 200),
        "gone": (LinkState.BROKEN, 404),
        "ill": (LinkState.SILENT, 500),
        "no-head": (LinkState.ALIVE, 200),
        "login": (LinkState.ALIVE, 403),
        "away": (LinkState.ALIVE, 200),
        "round": (LinkState.BROKEN, 302),
        "inside": (LinkState.REFUSED, None),
        "file": (LinkState.REFUSED, None),
    }
    found = {path: links.follow(f"http://127.0.0.1:{server}/{path}", allowed=allowed) for path in expected}
    assert found == expected
    assert ("GET", "/ok") not in Answers.asked


def test_nothing_inside_is_ever_asked(server):
    inside = [
        f"http://127.0.0.1:{server}/ok",
        f"http://localhost:{server}/ok",
        f"http://[::1]:{server}/ok",
        f"http://0.0.0.0:{server}/ok",
        f"http://[::ffff:127.0.0.1]:{server}/ok",
        "http://2130706433/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[fec0::1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://user:pass@192.0.2.1/",
        "ftp://192.0.2.1/",
        "gopher://127.0.0.1/",
        "file:///etc/passwd",
        "http://8.8.8.8:22/",
    ]
    assert {url: links.follow(url)[0] for url in inside} == dict.fromkeys(inside, LinkState.REFUSED)
    assert Answers.asked == []


def test_a_server_that_does_not_answer_is_silent():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert links.follow(f"http://127.0.0.1:{port}/", allowed=lambda *_: True) == (LinkState.SILENT, None)
    assert links.follow("http://name.invalid/") == (LinkState.SILENT, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_steps")
def test_the_links_of_texts_blocks_and_fields_are_found_and_kept(server):
    address = f"http://127.0.0.1:{server}"
    submission = make_submission(
        approach=f'<p><a href="{address}/gone?a=1&amp;b=2">x</a></p>',
        register_url="https://register.example/",
        body=[
            {"type": "paragraph", "value": f'<p><a href="{address}/ok">y</a> <a linktype="page" id="3">z</a></p>'},
            {"type": "links", "value": [{"title": "L", "address": "https://l.example/", "page": None, "note": ""}]},
        ],
    )
    assert sorted(links.links_of(submission.draft)) == sorted(
        [f"{address}/gone?a=1&b=2", "https://register.example/", f"{address}/ok", "https://l.example/"]
    )
    LinkCheck.objects.create(submission=submission, url="https://old.example/", state=LinkState.ALIVE)
    page = submission.draft
    page.register_url, page.body = "", []
    page.approach = f'<p><a href="{address}/ok">x</a></p>'
    page.save_revision(clean=False)
    links.links_check(submission=submission)
    assert list(submission.link_checks.values_list("url", "state")) == [(f"{address}/ok", LinkState.REFUSED)]
