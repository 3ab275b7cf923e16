import io
import re
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from docx import Document
from docx.shared import Inches

from knowledge.models import BestPracticePage, Submission
from knowledge.submissions.beginning import writable_models
from knowledge.submissions.importing.drafting import draft_read
from knowledge.submissions.importing.sections import sections_of
from knowledge.submissions.importing.templates import docx_template, markdown_template
from tests.knowledge.drafting import make_writer, package, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(site):
    """Messages are compared in the language in which they are written down."""
    with translation.override("en"):
        yield


@pytest.fixture
def writer():
    return make_writer()


def markdown(text, name="draft.md"):
    return SimpleUploadedFile(name, text.encode())


def document(*paragraphs, image=False):
    """Return a document of (style, text) pairs."""
    made = Document()
    for style, text in paragraphs:
        made.add_paragraph(text, style=style)
    if image:
        made.add_picture(io.BytesIO(picture().read()), width=Inches(1))
    content = io.BytesIO()
    made.save(content)
    return SimpleUploadedFile("draft.docx", content.getvalue())


def read(file, model=BestPracticePage):
    return draft_read(file=file, model=model)


def blocks(value):
    return [(child.block_type, str(child.value)) for child in value]


# --- Templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draw", [markdown_template, docx_template])
def test_a_template_that_nobody_wrote_in_fills_nothing(language, draw):
    for model in writable_models():
        with translation.override(language):
            content = draw(model)
        found = read(SimpleUploadedFile("t.docx" if draw is docx_template else "t.md", content), model)

        assert set(found.values) == {"title"}
        assert (found.recognised, found.unknown, found.left_out) == ([], [], [])
        assert found.missing


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_written_in_a_template_comes_back_in_its_field(language):
    for model in writable_models():
        with translation.override(language):
            text = markdown_template(model).decode()
            names = [section.name for section in sections_of(model)]
            filled = "".join(
                f"{part}\nWords {number}.\n" for number, part in enumerate(re.split(r"(?m)^(?=## )", text))
            )
        found = read(markdown(filled), model)

        assert set(names) <= set(found.values), model
        assert found.missing == found.unknown == []
        for name in names:
            assert "Words" in str(found.values[name])


def test_a_document_fills_the_fields_by_its_headings():
    found = read(
        document(
            ("Title", "Minder heropnames"),
            ("Heading 1", "Samenvatting"),
            ("Normal", "Eén op de vijf kwam niet terug."),
            ("Heading 1", "which problem did you want to SOLVE"),
            ("Normal", "Zij kwamen terug."),
            ("Heading 3", "Voor wie"),
            ("List Bullet", "patiënten"),
            ("List Bullet", "artsen"),
            ("Heading 1", "Iets heel anders"),
            ("Normal", "Dit hoort nergens."),
            image=True,
        )
    )

    assert found.values["title"] == "Minder heropnames"
    assert found.values["summary"] == "Eén op de vijf kwam niet terug."
    assert found.values["problem"] == (
        "<p>Zij kwamen terug.</p><h3>Voor wie</h3><ul><li>patiënten</li><li>artsen</li></ul>"
    )
    assert blocks(found.values["body"]) == [
        ("heading", "Iets heel anders"),
        ("paragraph", "<p>Dit hoort nergens.</p>"),
    ]
    assert found.unknown == ["Iets heel anders"]
    assert [heading for heading, _name in found.recognised] == ["Samenvatting", "which problem did you want to SOLVE"]
    assert "1 image was left out" in found.left_out[0]


def test_lines_that_an_editor_of_texts_broke_are_one_paragraph():
    found = read(markdown("## The problem\n\nThis goes\non here.\n\n- one\n  goes on\n- two\n\nA break  \nstays."))

    assert found.values["problem"] == (
        "<p>This goes on here.</p><ul><li>one goes on</li><li>two</li></ul><p>A break<br/>stays.</p>"
    )


def test_no_word_of_a_file_is_lost():
    long = "word " * 100
    found = read(
        markdown(f"Before.\n\n# Title\n\nBelow it.\n\n## Summary\n\n{long}\n\n## Summary\n\nTwice.\n\n## X\n\nx\n")
    )

    text = str(found.values["body"])
    assert all(word in text for word in ("Before.", "Below it.", "word word", "Twice.", "X"))
    assert "longer than its field" in found.left_out[0]
    assert "summary" not in found.values


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](image:1)",
        "[x](file:1)",
        "[x](page:1)",
        "[[Table #1]]",
    ],
)
def test_what_is_in_a_file_is_words(text):
    for heading in ("## The problem", "## Anything", "# T"):
        found = read(markdown(f"{heading}\n\n{text}"))
        made = str(found.values.get("problem") or found.values["body"])

        assert not re.search(r"<(?:script|img|a)\b", made), made
        assert {kind for kind, _text in blocks(found.values.get("body") or ())} <= {"heading", "paragraph"}


XML = '<?xml version="1.0"?>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(xml, **parts):
    """Return a document whose text is this XML."""
    others = {"[Content_Types].xml": "<Types/>", **parts}
    return package("a.docx", {**others, "word/document.xml": xml})


LAUGHS = f'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "{"&a;" * 10}">]>'
HOSTILE = {
    "another kind": lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
    "a web page": lambda: SimpleUploadedFile("a.html", b"<p>x</p>"),
    "nothing": lambda: markdown(""),
    "too large": lambda: markdown("x" * (1024 * 1024 + 1)),
    "too much text": lambda: markdown("word " * 20_000),
    "too many headings": lambda: markdown("## x\n\ny\n\n" * 300),
    "no text": lambda: SimpleUploadedFile("a.md", b"a\0b"),
    "another encoding": lambda: SimpleUploadedFile("a.md", "é".encode("latin-1") * 9),
    "no document": lambda: SimpleUploadedFile("a.docx", b"PK\x03\x04" + b"x" * 100),
    "an archive": lambda: package("a.docx", {"a.txt": "x"}),
    "broken XML": lambda: word("<document"),
    "other XML": lambda: word("<x/>"),
    "entities": lambda: word(f"{XML}{LAUGHS}<w:document xmlns:w='{WORD}'>&b;</w:document>"),
    "entities in another encoding": lambda: word(f"{XML}{LAUGHS}<x>&b;</x>".encode("utf-16")),
    "a file of the machine": lambda: word(f'{XML}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "a text that unpacks to much": lambda: word("<x>" + "y" * 5_000_000 + "</x>"),
    "a bomb": lambda: word("<x>" + "\0" * 30_000_000 + "</x>"),
    "deep nesting": lambda: word(f"<w:document xmlns:w='{WORD}'><w:body>" + "<w:p>" * 5_000 + "</w:p>" * 5_000),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_begins_nothing(writer, client, make):
    client.force_login(writer)
    data = {"kind": "best-practice", "language": "nl", "nonce": uuid4(), "file": make()}
    data["organisation"] = writer.contacts.get().organisation_id

    response = client.post(reverse("submissions:import"), data)

    assert response.status_code == 400
    assert response.context["form"].errors["file"]
    assert not Submission.objects.exists()


def test_what_the_directory_of_a_package_says_is_not_believed(writer):
    made = word("<x>" + "y" * 3_000_000 + "</x>").read()
    # The size that is told is small; what unpacks is not.
    lied = made.replace((3_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert zipfile.ZipFile(io.BytesIO(lied)).getinfo("word/document.xml").file_size == 7

    with pytest.raises(Exception, match="cannot be read"):
        read(SimpleUploadedFile("a.docx", lied))


# --- The page -------------------------------------------------------------------------------------------


def test_a_file_becomes_a_draft_and_one_sees_what_was_recognised(writer, client):
    client.force_login(writer)
    address = reverse("submissions:import")
    nonce = uuid4()

    def data():
        file = markdown("# Minder <b>heropnames</b>\n\n## Summary\n\nKort.\n\n## Nieuw <i>kopje</i>\n\nTekst.")
        organisation = writer.contacts.get().organisation_id
        return {"kind": "best-practice", "organisation": organisation, "language": "nl", "nonce": nonce, "file": file}

    assert client.get(address).status_code == 200
    sent = client.post(address, data())
    again = client.post(address, data())

    submission = Submission.objects.get()
    assert sent.url == again.url == reverse("submissions:imported", args=[submission.uuid])
    assert (submission.draft.title, submission.draft.summary) == ("Minder <b>heropnames</b>", "Kort.")
    assert submission.draft.authors.count() == 1
    page = client.get(sent.url).content.decode()
    assert "Nieuw &lt;i&gt;kopje" in page
    assert "<b>heropnames" not in page
    client.force_login(make_writer())
    assert client.get(sent.url).status_code == 404


def test_templates_are_files_in_the_language_of_the_address(writer, client):
    client.force_login(writer)
    for language, word_ in (("nl", "Samenvatting"), ("en", "Summary")):
        with translation.override(language):
            address = reverse("submissions:template", args=["best-practice", "md"])
        response = client.get(address)
        assert f'filename="best-practice-{language}.md"' in response["Content-Disposition"]
        assert f"## {word_}" in response.content.decode()

    assert client.get(reverse("submissions:template", args=["best-practice", "docx"])).content.startswith(b"PK")
    for kind, extension in (("page", "md"), ("best-practice", "exe")):
        assert client.get(reverse("submissions:template", args=[kind, extension])).status_code == 404


def test_who_may_not_begin_a_draft_is_told_how_to_take_part(client, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="x@example.org", password="x"))

    assert client.post(reverse("submissions:import"), {}).url == reverse("submissions:start")
