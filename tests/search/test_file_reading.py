"""The words of files: what is read of each kind, and what comes of files that are not as they should be."""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from pypdf import PageObject

from search.attachments import extraction, limits, reading
from search.attachments.extraction import extract
from search.attachments.reading import READERS, read
from search.models import FileText
from tests.factories.files import make_docx, make_odt, make_pdf, make_pptx, make_word_xml, make_zip

State = FileText.State
FULL_DISK = Path("/dev/full")


def rows(found):
    return [(part.kind, part.label, part.text) for part in found.parts]


def pieces(content, extension):
    return [tuple(piece) for piece in read(content, extension).pieces]


def test_the_readers_are_those_of_the_files_that_are_ordered():
    assert set(READERS) == limits.EXTENSIONS


def test_a_pdf_is_read_by_page_and_an_empty_page_keeps_the_numbers_right():
    found = extract(make_pdf("Wevers", "", "Spinners en weefsters"), "pdf")

    assert (found.state, found.is_cut) == (State.READ, False)
    assert rows(found) == [("page", "1", "Wevers"), ("page", "3", "Spinners en weefsters")]


def test_the_slides_of_a_pptx_are_in_the_order_in_which_they_are_shown():
    assert rows(extract(make_pptx("Eerste", "Tweede", "Derde"), "pptx")) == [
        ("slide", "1", "Eerste"),
        ("slide", "2", "Tweede"),
        ("slide", "3", "Derde"),
    ]


def test_a_docx_is_read_by_the_headings_that_its_words_stand_under():
    content = make_docx([("", "Vooraf"), ("Werkwijze", "Meten is weten"), ("Kosten", "Tien")])

    assert rows(extract(content, "docx")) == [
        ("heading", "", "Vooraf"),
        ("heading", "Werkwijze", "Werkwijze Meten is weten"),
        ("heading", "Kosten", "Kosten Tien"),
    ]


def test_an_odt_is_read_without_what_was_deleted_and_what_was_remarked():
    content = make_odt(
        "<text:tracked-changes><text:p>gewist</text:p></text:tracked-changes><text:p>Voor<text:s/>af</text:p>"
        "<text:h>Kop</text:h><text:p>Een <text:span>woord</text:span>"
        "<office:annotation><text:p>opmerking</text:p></office:annotation> meer</text:p>"
    )

    assert pieces(content, "odt") == [("heading", "", "Voor af"), ("heading", "Kop", "Kop Een woord meer")]


def test_a_docx_says_nothing_twice_and_nothing_that_was_deleted():
    content = make_word_xml(
        "<w:p><w:r><w:t>Een</w:t><w:tab/><w:t>twee</w:t></w:r><w:del><w:r><w:delText>gewist</w:delText></w:r></w:del></w:p>"
        "<mc:AlternateContent><mc:Choice><w:p><w:t>vak</w:t></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:t>vak</w:t></w:p></mc:Fallback></mc:AlternateContent>"
    )

    assert pieces(content, "docx") == [("heading", "", "Een twee vak")]


def test_words_that_a_line_broke_are_whole_and_what_is_no_text_is_gone():
    assert (
        reading.clean("gege-\nvens  ef\ufb01ci\u00adënt\x00 \ud800A-4\n2026-\n2027")
        == "gegevens efficiënt A-4 2026- 2027"
    )


@pytest.mark.parametrize(
    ("content", "extension", "state"),
    [
        (make_pdf("", ""), "pdf", State.EMPTY),
        (make_pdf("Slot", password="geheim"), "pdf", State.ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx", State.ENCRYPTED),
        (make_odt("", "<manifest:encryption-data/>"), "odt", State.ENCRYPTED),
        (b"", "pdf", State.UNREADABLE),
        (b"%PDF-1.7\n" + b"\xff" * 900, "pdf", State.UNREADABLE),
        (b"PK\x03\x04 en verder niets", "docx", State.UNREADABLE),
        (make_zip({"iets.xml": "<x/>"}), "pptx", State.UNREADABLE),
        (make_word_xml("<w:p>"), "docx", State.UNREADABLE),
    ],
)
def test_what_is_wrong_with_a_file_is_known(content, extension, state):
    assert extract(content, extension).state == state


def test_a_pdf_that_may_only_not_be_printed_is_read():
    assert rows(extract(make_pdf("Leesbaar", owner="baas"), "pdf")) == [("page", "1", "Leesbaar")]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_a_file_with_a_document_type_is_not_read(declared):
    content = make_zip({"word/document.xml": f'{declared}<w:d xmlns:w="w"><w:p><w:t>root&#58; &a;</w:t></w:p></w:d>'})

    assert extract(content, "docx").state == State.UNREADABLE


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("search.attachments.office.MOST_UNPACKED", 1_000_000)
    bomb = make_word_xml("<w:p><w:t>" + "a" * 2_000_000 + "</w:t></w:p>")

    assert (len(bomb) < 10_000, read(bomb, "docx").state) == (True, State.TOO_LARGE)


def test_what_a_zip_file_says_of_its_sizes_is_not_believed(monkeypatch):
    monkeypatch.setattr("search.attachments.office.MOST_UNPACKED", 100_000)
    bomb = bytearray(make_word_xml("<w:p>" + "<w:t>a</w:t>" * 30_000 + "</w:p>"))
    # The size of the only entry, in the directory of the zip file (APPNOTE 4.3.12).
    place = bomb.rindex(b"PK\x01\x02") + 24
    bomb[place : place + 4] = (100).to_bytes(4, "little")

    # Python stops at the size that is given, so the rest of the XML is missing.
    assert read(bytes(bomb), "docx").state == State.UNREADABLE


def test_too_many_entries_are_not_looked_at(monkeypatch):
    monkeypatch.setattr("search.attachments.office.MOST_ENTRIES", 3)

    assert read(make_zip({f"{n}.xml": "" for n in range(4)}), "docx").state == State.TOO_LARGE


def test_pages_beyond_the_limit_are_left_out_and_that_is_said(monkeypatch):
    monkeypatch.setattr("search.attachments.reading.MOST_PARTS", 2)
    monkeypatch.setattr("search.attachments.pdf.MOST_PARTS", 2)
    found = read(make_pdf("een", "twee", "drie", "vier"), "pdf")

    assert ([piece.text for piece in found.pieces], found.is_cut) == (["een", "twee"], True)
    assert read(make_pdf("een", "twee"), "pdf").is_cut is False


def test_characters_beyond_the_limit_are_left_out_and_that_is_said(monkeypatch):
    monkeypatch.setattr("search.attachments.reading.MOST_CHARACTERS", 10)
    found = read(make_pdf("een twee", "drie vier"), "pdf")

    assert ([piece.text for piece in found.pieces], found.is_cut) == (["een twee", "dr"], True)


def test_a_page_that_cannot_be_read_keeps_the_others(monkeypatch):
    outcomes = iter([ValueError("stuk"), None])
    whole = PageObject.extract_text

    def extract_text(self):
        error = next(outcomes)
        if error:
            raise error
        return whole(self)

    monkeypatch.setattr(PageObject, "extract_text", extract_text)

    assert pieces(make_pdf("een", "twee"), "pdf") == [("page", "2", "twee")]


# A child that never ends, or takes all the memory there is, in the place of a reader.
LOOP = "while True: pass"
SLEEP = "import time; time.sleep(600)"
GREED = "x = [bytearray(10_000_000) for _ in range(1000)]"
FLOOD = "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)"
CRASH = "import ctypes; ctypes.string_at(0)"


def test_many_empty_lines_after_a_hyphen_cost_no_more_than_they_are_long():
    begun = time.monotonic()

    assert reading.clean("weef-" + " \n" * 100_000 + "getouw - 1") == "weefgetouw - 1"
    assert reading.clean("weef-" + "\n" * 100_000 + "1") == "weef- 1"
    assert time.monotonic() - begun < 3


@pytest.mark.skipif(not FULL_DISK.exists(), reason="This system has no full disk to write to.")
def test_a_full_disk_is_no_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(extraction.tempfile, "TemporaryFile", partial(FULL_DISK.open, "r+b"))

    with pytest.raises(OSError, match="No space"):
        extract(make_pdf("Wevers"), "pdf")


@pytest.mark.parametrize(("program", "seconds"), [(LOOP, 10), (SLEEP, 10), (GREED, 10), (FLOOD, 10), (CRASH, 10)])
def test_a_file_that_takes_its_reader_along_is_too_large(program, seconds, monkeypatch):
    bounded = (
        "from search.attachments import child, limits\n"
        "child.CPU_SECONDS, child.ANSWER_BYTES = 1, 2_000_000\n"
        f"child.bound()\n{program}"
    )
    run = subprocess.run

    def instead(command, **options):
        return run([sys.executable, "-c", bounded], **options)

    monkeypatch.setattr(extraction.subprocess, "run", instead)
    monkeypatch.setattr(extraction, "WALL_SECONDS", 4)
    begun = time.monotonic()

    assert extract(b"", "pdf").state == State.TOO_LARGE
    assert time.monotonic() - begun < seconds


def test_the_child_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not-for-files")
    program = "import json, os; print(json.dumps(['empty', [], 'SECRET_KEY' in os.environ]))"
    run = subprocess.run

    def instead(command, **options):
        return run([sys.executable, "-c", program], **options)

    monkeypatch.setattr(extraction.subprocess, "run", instead)

    assert extract(b"", "pdf").is_cut is False
