import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, strategies as st
from wagtail.blocks import StreamValue

from home.blocks import body_blocks
from home.text_formats import (
    Usable,
    markdown_to_rich_text,
    markdown_to_stream,
    rich_text_to_markdown,
    stream_to_markdown,
)
from tests.factories.home import HubDocumentFactory, HubImageFactory

BODY = body_blocks()
# Characters that mean something in Markdown, in HTML, or in the lines that stand for blocks.
TRICKY = "ab *_[]()#>+-.!\\1é\u00a0\"'`<&;:~=|—\n\t"
TEXTS = st.text(alphabet=TRICKY, max_size=40) | st.text(max_size=15)
LINES = st.sampled_from(
    [
        "## A",
        "### b",
        "> said",
        "> — who",
        ">",
        "- a",
        "  - b",
        "1. c",
        "[[x #1]]",
        "text",
        "",
        "**b** *i*",
        "# ",
        "\\> x",
    ]
)


@pytest.fixture(autouse=True)
def _english():
    """Messages are compared in the language in which they are written down."""
    with translation.override("en"):
        yield


def stream(*rows):
    """Return a stream of (kind, stored value) pairs."""
    return BODY.to_python(
        [{"type": kind, "value": value, "id": f"{kind}-{place}"} for place, (kind, value) in enumerate(rows)]
    )


def stored(value):
    return [(child.block_type, child.block.get_prep_value(child.value)) for child in value]


# --- Rich text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stored_html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br/>two</p><p>three</p>"),
        ("# Large\n\n### Small", "<h3>Large</h3><h3>Small</h3>"),
        ("**b** *i* _i_ ***both***", "<p><b>b</b> <i>i</i> <i>i</i> <b><i>both</i></b></p>"),
        ("- a\n- b\n  1. c", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
        ("[a](https://example.org/)", '<p><a href="https://example.org/">a</a></p>'),
        ("[a](example.org/x)", '<p><a href="https://example.org/x">a</a></p>'),
        ("[a](jan@example.org)", '<p><a href="mailto:jan@example.org">a</a></p>'),
        ("[a](page:12) [b](file:3)", '<p><a linktype="page" id="12">a</a> <a linktype="document" id="3">b</a></p>'),
        ("2019. A good year", "<p>2019. A good year</p>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("`code` ~~x~~ | a | b |", "<p>`code` ~~x~~ | a | b |</p>"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_markdown_becomes_rich_text(text, stored_html):
    assert _same_attributes(markdown_to_rich_text(text)) == stored_html


def _same_attributes(source):
    """Put the attributes of a link in one order: the allow-list writes them in any."""
    return re.sub(r'<a id="(\d+)" linktype="(\w+)">', r'<a linktype="\2" id="\1">', source)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](ftp://example.org)",
    "[x](tel:112)",
    "[x](page:1/../2)",
    "[x](page:-1)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](<https://a.example/><script>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '<https://a.example/"onclick=alert(1)>',
    "![x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    '![x" onerror="alert(1)](image:1)',
    "**<b onmouseover=alert(1)>**",
    "> <script>alert(1)</script>\n> — <img src=x onerror=alert(1)>",
    "## <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "<!-- --><iframe src=//evil.example></iframe>",
    "[[x <script>alert(1)</script> #1]]x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<scr\x00ipt>alert(1)</script>",
    "\u202e<script>",
]
ALLOWED = re.compile(
    r"</?(?:p|h3|b|i|ol|ul|li)>|<br/>|</a>"
    r'|<a href="(?:https?://|mailto:|/[^/\\]|#)[^"<>\s]*">'
    r'|<a (?:linktype="(?:page|document)" id="\d+"|id="\d+" linktype="\w+")>'
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_words_or_what_the_allow_list_has(text):
    made = markdown_to_rich_text(text)

    assert not re.search(r"[<>]", ALLOWED.sub("", made)), made
    # And nothing of it is lost: what is not understood stays there to be read.
    assert "alert" not in text or "alert" in made


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_html_that_was_stored_is_read_as_words(text):
    # A rich text that came in by another road (threat C6).
    made = markdown_to_rich_text(rich_text_to_markdown(f"<p>{text}</p>"))

    assert not re.search(r"[<>]", ALLOWED.sub("", made)), made


@given(TEXTS)
def test_rich_text_and_markdown_say_the_same(text):
    made = markdown_to_rich_text(text)
    written = rich_text_to_markdown(made)

    assert markdown_to_rich_text(written) == made
    assert not re.search(r"[<>]", ALLOWED.sub("", made))


_HTML = st.recursive(
    st.text(alphabet="ab *_[]#>-.!1 \u00a0", max_size=6).map(html.escape),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "em", "p", "h3", "h2", "li", "ul", "ol", "div"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        st.tuples(st.sampled_from(["https://a.b/c(d)_e_*x*?a=1&lt;b", "mailto:a@b.nl", "#top"]), inner).map(
            lambda pair: f'<a href="{pair[0]}">{pair[1]}</a>'
        ),
        st.lists(inner, max_size=4).map("".join),
        inner.map(lambda part: f"{part}<br/>{part}"),
    ),
    max_leaves=12,
)


@given(_HTML)
def test_no_word_link_or_item_of_a_rich_text_is_lost_in_markdown(source):
    written = rich_text_to_markdown(source)
    again = markdown_to_rich_text(written)

    assert rich_text_to_markdown(again) == written
    # Marks end at words; all else is what it was.
    plain = re.compile(r"</?[bi]>")
    assert plain.sub("", again) == plain.sub("", markdown_to_rich_text(rich_text_to_markdown(plain.sub("", again))))


def test_a_text_without_signs_is_written_without_backslashes():
    text = "Er is 10.5 % meer (zie p. 3) - met snake_case, C# en 5 * 3 = 15!"

    assert rich_text_to_markdown(markdown_to_rich_text(text)) == text


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "*a_ " * 5_000, "- " * 10_000, "[a](" * 5_000, "a" + "\u00a0" * 20_000 + "b", "> " * 9_000]
)
def test_a_text_made_to_take_long_does_not(text):
    assert len(rich_text_to_markdown(markdown_to_rich_text(text))) < 60_000


def test_nesting_without_end_is_read():
    assert rich_text_to_markdown("<div>" * 5_000 + "<ul><li>" * 3_000 + "x") == "- x"


@pytest.mark.django_db
def test_a_rich_text_links_only_to_files_that_one_may_use():
    assert "3" in markdown_to_rich_text("[a](file:3)", documents=[3])
    with pytest.raises(ValidationError, match="There is no file 3"):
        markdown_to_rich_text("[a](file:3)", documents=[4])


# --- Streams --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_text_becomes_blocks_and_reads_back_as_it_was():
    image, document = HubImageFactory(), HubDocumentFactory(title="Model contract")
    text = (
        "Begin.\n\n## What we did\n\nWe *asked*.\n\n- one\n- two\n\n"
        "> It was the agreements.\n> Not the model.\n> — Jan\n\n"
        f'![Two nurses](image:{image.pk} "In the ward")\n\n'
        f"[Model contract](file:{document.pk})\n\n- [Model contract](file:{document.pk})\n- [Other](file:{document.pk})"
    )

    value = markdown_to_stream(text, BODY, usable=Usable({image.pk}, {document.pk}))

    figure = {"image": image.pk, "alt": "Two nurses", "is_decorative": False, "caption": "In the ward"}
    assert [(kind, _plain(value)) for kind, value in stored(value)] == [
        ("paragraph", "<p>Begin.</p>"),
        ("heading", "What we did"),
        ("paragraph", "<p>We <i>asked</i>.</p><ul><li>one</li><li>two</li></ul>"),
        ("quote", {"text": "It was the agreements.\nNot the model.", "who": "Jan"}),
        ("figure", figure),
        ("download", {"document": document.pk, "title": ""}),
        ("files", [{"document": document.pk, "title": ""}, {"document": document.pk, "title": "Other"}]),
    ]
    assert stream_to_markdown(value) == text
    assert BODY.clean(value)


def _plain(value):
    return [item["value"] for item in value] if isinstance(value, list) else value


def every_block():
    """Return a stream with every kind of block that a page can have, filled in."""
    image, document = HubImageFactory(), HubDocumentFactory()
    values = {
        "heading": "1. Een *kop* met # tekens",
        "paragraph": '<p>Tekst <b>vet</b>, <a linktype="page" id="7">pagina</a></p><h3>Klein</h3>',
        "figure": {"image": image.pk, "alt": "", "is_decorative": True, "caption": 'Met "tekens"'},
        "video": {"address": "https://vimeo.com/76979871", "title": "Video", "image": image.pk, "summary": "<p>x</p>"},
        "download": {"document": document.pk, "title": ""},
        "files": [{"document": document.pk, "title": "Een [titel]"}],
    }
    rows = []
    for name, block in BODY.child_blocks.items():
        value = values.get(name) or block.get_prep_value(block.normalize(block.get_preview_value()))
        rows.append({"type": name, "value": value, "id": f"{len(rows):08x}-0000-4000-8000-000000000000"})
    return BODY.to_python(rows)


@pytest.mark.django_db
def test_no_block_of_any_kind_is_lost_or_changed():
    value = every_block()
    before = prepared(value)
    text = stream_to_markdown(value)

    # Changed at one place, so that the text is really read.
    after = prepared(markdown_to_stream(f"{text}\n\nAnd more.", BODY, value))

    assert [row["type"] for row in before] == list(BODY.child_blocks)
    assert [(row["type"], row["id"], _same(row["value"])) for row in after[:-1]] == [
        (row["type"], row["id"], _same(row["value"])) for row in before
    ]
    assert stream_to_markdown(markdown_to_stream(f"{text}\n\nAnd more.", BODY, value)) == f"{text}\n\nAnd more."


def prepared(value):
    return [{**child.get_prep_value(), "value": child.block.get_prep_value(child.value)} for child in value]


def _same(value):
    if isinstance(value, list):
        return [_same(item["value"] if isinstance(item, dict) and "value" in item else item) for item in value]
    return _same_attributes(value) if isinstance(value, str) else value


@pytest.mark.django_db
def test_blocks_that_only_editors_make_can_be_moved_and_removed_but_not_written():
    value = every_block()
    lines = stream_to_markdown(value).split("\n\n")
    table = next(line for line in lines if "000009" in line)

    moved = markdown_to_stream(f"{table}\n\nOnly this.", BODY, value)

    assert [child.block_type for child in moved] == ["table", "paragraph"]
    assert moved[0].value["cells"] == value[9].value["cells"]
    for text, message in (
        (f"{table}\n\n{table}", "twice"),
        ("[[Table #zz]]", "There is no block zz"),
    ):
        with pytest.raises(ValidationError, match=message):
            markdown_to_stream(text, BODY, value)


@pytest.mark.django_db
def test_only_files_that_one_may_use_or_that_are_there_already():
    there, own, other = HubImageFactory.create_batch(3)
    document = HubDocumentFactory()
    value = stream(("figure", {"image": there.pk, "alt": "x"}))

    read = markdown_to_stream(f"![a](image:{there.pk})\n\n![b](image:{own.pk})", BODY, value, Usable({own.pk}))

    assert [child.value["image"].pk for child in read] == [there.pk, own.pk]
    for text in (
        f"![x](image:{other.pk})",
        f"[x](file:{document.pk})",
        f"a [x](file:{document.pk}) b",
        "![x](image:99999)",
    ):
        with pytest.raises(ValidationError, match="that you can use here"):
            markdown_to_stream(text, BODY, value, Usable({own.pk}))


@pytest.mark.django_db
@given(st.lists(LINES | TEXTS, max_size=6).map("\n".join))
def test_a_text_is_a_fixed_point_once_it_was_read(text):
    value = read_or_none(text)
    if value is None:
        return
    written = stream_to_markdown(value)
    again = markdown_to_stream(written, BODY, None)

    assert stored(again) == stored(value)
    assert stream_to_markdown(again) == written


def read_or_none(text):
    try:
        return markdown_to_stream(text, BODY)
    except ValidationError:
        # A line that names a block.
        return None


_ROWS = st.lists(
    st.tuples(st.just("heading"), TEXTS)
    | st.tuples(st.just("paragraph"), TEXTS.map(lambda text: f"<p>{html.escape(text)}</p>") | _HTML)
    | st.tuples(st.just("quote"), st.fixed_dictionaries({"text": TEXTS, "who": TEXTS})),
    max_size=4,
)


@pytest.mark.django_db
@given(_ROWS)
def test_every_text_that_an_editor_can_store_reads_the_same_again(rows):
    value = stream(*rows)
    text = stream_to_markdown(value)
    read = markdown_to_stream(text, BODY)

    assert stream_to_markdown(read) == text
    assert isinstance(read, StreamValue)
    letters = re.compile(r"[^\wé]")
    assert letters.sub("", words(read)) == letters.sub("", words(value))


def words(value):
    parts = []
    for child in value:
        if child.block_type == "paragraph":
            parts.append(re.sub(r"<[^>]*>", "", markdown_to_rich_text(rich_text_to_markdown(child.value.source))))
        elif child.block_type == "quote":
            parts.append(f"{child.value['text']}{child.value['who']}")
        else:
            parts.append(child.value)
    return html.unescape("".join(parts))
