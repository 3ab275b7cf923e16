import pytest
from django.core.exceptions import ValidationError

from home.light_text import MAX_LENGTH, blocks_of, text_of, text_of_html


def html(text):
    return [block["value"] for block in blocks_of(text)]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Hallo", ["<p>Hallo</p>"]),
        ("Eén\nregel\n\nEn nog een", ["<p>Eén<br/>regel</p><p>En nog een</p>"]),
        ("## Kop\n\nTekst", ["Kop", "<p>Tekst</p>"]),
        ("# Kop *a*", ["Kop *a*"]),
        ("### Kop", ["<h3>Kop</h3>"]),
        ("- a\n- b\n\n1. c\n2. d", ["<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"]),
        ("**vet** en *schuin*", ["<p><b>vet</b> en <i>schuin</i></p>"]),
        ("**vet\nover regels**", ["<p><b>vet over regels</b></p>"]),
        (
            "[ons *werk*](https://a.example/x?a=1&b=2)",
            ['<p><a href="https://a.example/x?a=1&amp;b=2">ons <i>werk</i></a></p>'],
        ),
        ("[mail](mailto:a@b.example)", ['<p><a href="mailto:a@b.example">mail</a></p>']),
        (
            "[p](page:12) [d](document:3)",
            ['<p><a linktype="page" id="12">p</a> <a linktype="document" id="3">d</a></p>'],
        ),
        (r"\*geen\* \[lijst\] \- \\", ["<p>*geen* [lijst] - \\</p>"]),
        ("  \n\n##  \n", ["<p>##</p>"]),
        ("", []),
    ],
)
def test_what_is_typed_becomes_blocks(text, stored):
    assert html(text) == stored


@pytest.mark.parametrize(
    "stored",
    [
        "<p>Tekst met <b>vet</b> en <i>schuin *hier*</i></p><h3>Kop</h3><ul><li>een</li><li>twee</li></ul>",
        '<p><a linktype="page" id="7">pagina</a>, <a href="https://a.example/x">web</a></p><ol><li>een</li></ol>',
        "<p>- geen lijst<br/>## geen kop</p><p>a &lt;b&gt; &amp; c</p>",
    ],
)
def test_what_an_editor_made_survives_being_typed_again(stored):
    assert html(text_of_html(stored)) == [stored]


def test_headings_are_blocks_of_their_own():
    blocks = [{"type": "heading", "value": "Kop *1*"}, {"type": "paragraph", "value": "<p>a</p>"}]

    text = text_of(blocks)

    assert text == "## Kop \\*1\\*\n\na"
    assert html(text) == ["Kop *1*", "<p>a</p>"]


# A browser would follow, run or load what these become, if they became anything but text.
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    "<embed embedtype='image' id='1'>",
    '"><svg/onload=alert(1)>',
    "**<b onclick=alert(1)>**",
    "[<img src=x>](https://a.example/)",
    "- <iframe>",
    "### <style>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_that_is_typed_is_text(text):
    made = "".join(html(text))

    for sign in ("<script", "<img", '<a href="j', "<embed", "<svg", "<b ", "<iframe", "<style"):
        assert sign not in made


@pytest.mark.parametrize(
    "address",
    [
        "data:text/html,x",
        "//x.example",
        "ftp://x.example",
        "vbscript:x",
        "page:abc",
        "/admin/",
        'https://x.example"onclick=1',
    ],
)
def test_a_link_leads_to_the_web_a_mailbox_or_the_hub(address):
    with pytest.raises(ValidationError, match="leads nowhere"):
        blocks_of(f"[x]({address})")


def test_an_address_with_brackets_in_it_is_no_link():
    assert html("[x](javascript:alert(1))") == ["<p>[x](javascript:alert(1))</p>"]


def test_a_text_has_a_length():
    assert html("a" * MAX_LENGTH) == [f"<p>{'a' * MAX_LENGTH}</p>"]
    with pytest.raises(ValidationError, match="too long"):
        blocks_of("a" * (MAX_LENGTH + 1))


@pytest.mark.parametrize("sign", ["*", "[", "**a", "\\", "*a", "[a](", "- ", "# ", "[a]", "\\*"])
def test_no_text_takes_long_to_read(sign):
    """Thousands of signs that never close: what takes quadratic time here would hang the gate."""
    blocks_of((sign * MAX_LENGTH)[:MAX_LENGTH])
